import Artifacts
import Geometry
import TestSupport
import Testing

@Suite("Collections of graphs in the format of TU Dortmund")
struct TUDatasetTests {
  /// A triangle of labels 7, 7, 9 and an edge of labels 9, 7; both listed both ways.
  private static let files = [
    "D_A.txt": "1, 2\n2, 1\n2, 3\n3, 2\n3, 1\n1, 3\n4, 5\n5, 4\n",
    "D_graph_indicator.txt": "1\n1\n1\n2\n2\n",
    "D_graph_labels.txt": "-1\n1\n",
    "D_node_labels.txt": "7\n7\n9\n9\n7\n",
    "D_edge_labels.txt": "0\n0\n2\n2\n0\n0\n2\n2\n",
    "D_node_attributes.txt": "0.5,1\n1.5,2\n2.5,3\n3.5,4\n4.5,5\n",
  ]

  private func read(
    _ files: [String: String], _ options: TUDataset.Options = .init()
  ) throws -> TUDataset {
    let names = files.keys.sorted()
    return try TUDataset(names, options) { file(files[names[$0]] ?? "", names[$0]) }
  }

  private func read(
    changing changed: [String: String?], _ options: TUDataset.Options = .init()
  ) throws -> TUDataset {
    var files = Self.files
    for (name, text) in changed { files["D_\(name).txt"] = text }
    return try read(files, options)
  }

  @Test("edges listed both ways are undirected, and labels become unit vectors")
  func whole() throws {
    let set = try read(Self.files)
    #expect(set.name == "D" && set.graphLabels == ["-1", "1"] && set.notes.isEmpty)
    #expect(set.graphs.nodeOffsets == [0, 3, 5] && set.graphs.edgeOffsets == [0, 3, 4])
    #expect(set.graphs.edges == [.init(0, 1), .init(0, 2), .init(1, 2), .init(0, 1)])
    #expect(!set.graphs.isDirected)
    #expect(set.graphs.attributes.nodeLabels?.values == [7, 7, 9, 9, 7])
    #expect(
      set.graphs.attributes.nodeFeatures
        == .init(width: 2, values: [1, 0, 1, 0, 0, 1, 0, 1, 1, 0]))
    #expect(set.graphs.attributes.edgeLabels?.values == [0, 0, 2, 2])
    #expect(
      set.graphs.attributes.edgeFeatures == .init(width: 2, values: [1, 0, 1, 0, 0, 1, 0, 1]))
  }

  @Test("attributes alone, before labels, or nothing, as options say")
  func features() throws {
    let alone = try read(Self.files, .init(nodeFeatures: .attributes, edgeFeatures: .none))
    #expect(
      alone.graphs.attributes.nodeFeatures
        == .init(width: 2, values: [0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5]))
    #expect(alone.graphs.attributes.edgeFeatures == nil)
    let both = try read(Self.files, .init(nodeFeatures: .both))
    #expect(both.graphs.attributes.nodeFeatures?.width == 4)
    #expect(both.graphs.attributes.nodeFeatures?.values.prefix(8) == [0.5, 1, 1, 0, 1.5, 2, 1, 0])
    let error = formatError { _ = try read(Self.files, .init(edgeFeatures: .attributes)) }
    #expect(error?.file == "D_edge_attributes.txt" && error?.code == .missing)
  }

  @Test("several columns of labels are one block of unit vectors each")
  func columns() throws {
    let set = try read(changing: ["node_labels": "0,5\n1,5\n0,6\n0,5\n0,5\n"])
    #expect(
      set.graphs.attributes.nodeFeatures
        == .init(
          width: 4, values: [1, 0, 1, 0, 0, 1, 1, 0, 1, 0, 0, 1, 1, 0, 1, 0, 1, 0, 1, 0]))
    #expect(set.graphs.attributes.nodeLabels?.width == 2)
  }

  @Test(
    "labels that are all different are refused as unit vectors before memory is taken, but kept")
  func manyLabels() throws {
    let count = 20_000
    let lines = (0..<count).map { "\($0)\n" }.joined()
    let many: [String: String?] = [
      "graph_indicator": String(repeating: "1\n", count: count - 1) + "2\n",
      "node_labels": lines, "A": "1,2\n2,1\n", "edge_labels": nil,
    ]
    let error = formatError { _ = try read(changing: many) }
    #expect(error?.code == .unsupported && error?.file == "D_node_labels.txt")
    let kept = try read(changing: many, .init(nodeFeatures: .none))
    #expect(kept.graphs.attributes.nodeLabels?.values.count == count)
  }

  @Test("blank lines, CR LF and a missing end of line make no difference")
  func whitespace() throws {
    let plain = try read(Self.files)
    let files = Self.files.mapValues { text in
      // CR LF is one character.
      "\r\n" + text.replacing("\n", with: "\r\n\r\n").dropLast(2)
    }
    let other = try read(files)
    #expect(other.graphs == plain.graphs && other.graphLabels == plain.graphLabels)
  }

  @Test("self-loops and repeated lines are left out and told")
  func repeated() throws {
    let set = try read(
      changing: [
        "A": Self.files["D_A.txt"].map { $0 + "2,2\n1,2\n" },
        "edge_labels": Self.files["D_edge_labels.txt"].map { $0 + "1\n0\n" },
      ])
    #expect(set.graphs.edgeCount == 4 && !set.graphs.isDirected)
    #expect(
      set.notes
        == ["1 self-loops are left out", "1 lines repeat an edge and are left out"])
    let error = formatError {
      _ = try read(
        changing: [
          "A": Self.files["D_A.txt"].map { $0 + "1,2\n" },
          "edge_labels": Self.files["D_edge_labels.txt"].map { $0 + "2\n" },
        ])
    }
    #expect(error?.description.contains("D_A.txt:9: repeats the edge of line 1 with other") == true)
  }

  @Test("an edge listed one way, or otherwise the other way, makes the graphs directed")
  func direction() throws {
    let oneWay: [String: String?] = [
      "A": "1,2\n2,1\n2,3\n3,2\n3,1\n4,5\n5,4\n", "edge_labels": nil,
    ]
    let set = try read(changing: oneWay)
    #expect(set.graphs.isDirected && set.graphs.edgeCount == 7)
    #expect(set.graphs.edges.prefix(2) == [.init(0, 1), .init(1, 0)])
    #expect(set.notes.first?.contains("D_A.txt:5: the edge from node 3 to node 1") == true)
    let error = formatError { _ = try read(changing: oneWay, .init(direction: .undirected)) }
    #expect(error?.place == .line(5))
    let labelled = try read(changing: ["edge_labels": "0\n1\n2\n2\n0\n0\n2\n2\n"])
    #expect(labelled.graphs.isDirected)
    #expect(labelled.notes.first?.contains("other labels or attributes") == true)
    #expect(try read(Self.files, .init(direction: .directed)).graphs.edgeCount == 8)
  }

  @Test("what is wrong is named with its file and line")
  func errors() {
    let cases: [(part: String, text: String?, wanted: String)] = [
      ("A", "1,2\n2,1\n3,4\n", "D_A.txt:3: joins node 3 of graph 1 and node 4 of graph 2"),
      ("A", "1,2\n\n0,1\n", "D_A.txt:3: names node 0, but there are 5, counted from 1"),
      ("A", "1,2\n6,1\n", "D_A.txt:2: names node 6"),
      ("A", "1,2\n2\n", "D_A.txt:2: the line has 1 numbers where 2 belong"),
      ("A", "1,2\n2,x\n", "D_A.txt:2: number 2: expected a whole number, found \"x\""),
      ("A", "1,2\n2,1\n", "D_edge_labels.txt: has 8 lines for 2 edges"),
      ("A", nil, "D_A.txt: is not among the files"),
      ("A", "", "D_A.txt: the file is empty"),
      ("graph_indicator", "1\n1\n1\n2\n3\n", "D_graph_indicator.txt:5: node 5 is of graph 3"),
      ("graph_indicator", "1\n1\n2\n1\n2\n", "D_graph_indicator.txt:4: node 4 is of graph 1"),
      ("graph_indicator", "0\n1\n1\n2\n2\n", "D_graph_indicator.txt:1: node 1 is of graph 0"),
      ("graph_indicator", "1\n1\n1\n1\n1\n", "has nodes of 1 graphs, but D_graph_labels.txt has 2"),
      ("graph_indicator", "1\n1\n1\n2\n", "D_node_labels.txt: has 5 lines for 4 nodes"),
      ("node_labels", "7\n7\n9\n9\n", "D_node_labels.txt: has 4 lines for 5 nodes"),
      ("node_labels", "7\n7\n9\n9\n7\n7\n", "D_node_labels.txt: has 6 lines for 5 nodes"),
      ("node_labels", "7\n7\n9,1\n9\n7\n", "D_node_labels.txt:3: the line has 2 numbers"),
      ("node_labels", "7\n7\n4294967296\n9\n7\n", "D_node_labels.txt:3: the label 4294967296"),
      ("graph_attributes", "0.5\nnan\n", "D_graph_attributes.txt:2: number 1 is nan"),
      ("graph_attributes", "0.5\n", "D_graph_attributes.txt: has 1 lines for 2 graphs"),
    ]
    for (part, text, wanted) in cases {
      var changed = [part: text]
      // The lengths of the two are compared before the edges are looked at.
      if wanted.hasPrefix("D_A.txt") { changed["edge_labels"] = .some(nil) }
      let error = formatError { _ = try read(changing: changed) }
      #expect(error?.description.contains(wanted) == true, "\(error?.description ?? "")")
    }
  }

  @Test("files of several sets need a name, files of none are refused")
  func names() throws {
    var files = Self.files
    for (name, text) in Self.files { files["E" + name.dropFirst()] = text }
    #expect(
      formatError { _ = try read(files) }?.description.contains("set `dataset` to one of: D, E")
        == true)
    #expect(try read(files, .init(name: "E")).name == "E")
    #expect(formatError { _ = try read(files, .init(name: "F")) }?.code == .missing)
    #expect(formatError { _ = try read(["README.txt": "x"]) }?.code == .missing)
    #expect(
      formatError { _ = try read(["a/D_A.txt": "1,1", "b/D_A.txt": "1,1"]) }?.description
        .contains("is there twice") == true)
  }

  @Test("damaged files give a collection or one error")
  func damage() {
    var mutator = Mutator("TU files", tokens: ["1,2\n", "\n\n", "\r\n", "-1", "nan", ",", "1e9"])
    let names = Self.files.keys.sorted()
    for _ in 0..<Mutator.rounds(4_000) {
      let spoiled = names.randomElement(using: &mutator.random)
      do {
        _ = try TUDataset(names, .init(nodeFeatures: .both)) {
          let bytes = Array((Self.files[names[$0]] ?? "").utf8)
          return FileBytes(names[$0] == spoiled ? mutator.mutate(bytes) : bytes, name: names[$0])
        }
      } catch {
        #expect(error is FormatError, "\(error)")
      }
    }
  }

  @Test(
    "MUTAG and PROTEINS have the counts their list gives",
    .enabled(if: TestData.folder != nil, "set MERIDIAN_TEST_DATA to the data folder"),
    arguments: [
      ("MUTAG", 188, 3371, 3721, 7, 4), ("PROTEINS", 1113, 43471, 81044, 3, 0),
    ])
  func real(name: String, graphs: Int, nodes: Int, edges: Int, nodeWidth: Int, edgeWidth: Int)
    throws
  {
    let folder = try #require(TestData.folder) + "/tu/\(name)/"
    let names = ["A", "graph_indicator", "graph_labels", "node_labels", "edge_labels"]
      .prefix(edgeWidth > 0 ? 5 : 4).map { "\(folder)\(name)_\($0).txt" }
    let set = try TUDataset(names) { try FileBytes.read(path: names[$0]) }
    #expect(set.graphs.count == graphs && set.graphs.nodeCount == nodes)
    #expect(set.graphs.edgeCount == edges && !set.graphs.isDirected && set.notes.isEmpty)
    #expect(set.graphs.attributes.nodeFeatures?.width == nodeWidth)
    #expect(set.graphs.attributes.edgeFeatures?.width ?? 0 == edgeWidth)
    #expect(set.graphLabels?.count == graphs)
  }
}
