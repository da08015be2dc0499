import Artifacts
import Foundation
import Geometry
import Models
import Numerics
import TestSupport
import Testing

@Suite("Planetoid's pickles")
struct PlanetoidTests {
  /// Six nodes of two channels and two classes; nodes 4 and 6 are tested, node 5 is in no file.
  static let files: [String: [UInt8]] = [
    "ind.d.x": PickleWriter.matrix([[1, 0]]),
    "ind.d.y": PickleWriter.array([[1, 0]]),
    "ind.d.allx": PickleWriter.matrix([[1, 0], [0, 2], [3, 4], [0, 0]]),
    "ind.d.ally": PickleWriter.array([[1, 0], [0, 1], [0, 1], [1, 0]]),
    "ind.d.tx": PickleWriter.matrix([[6, 0], [0, 5]]),
    "ind.d.ty": PickleWriter.array([[0, 1], [1, 0]]),
    "ind.d.graph": PickleWriter.graph([(0, [1, 1, 0]), (1, [0, 6]), (4, [0]), (6, [1])]),
    "ind.d.test.index": Array("6\n4\n".utf8),
  ]

  private func read(
    _ files: [String: [UInt8]], name: String? = nil, validation: Int = 2
  ) throws -> Planetoid {
    let names = files.keys.sorted()
    return try Planetoid(names, name: name, validation: validation) {
      FileBytes(files[names[$0]] ?? [], name: names[$0])
    }
  }

  private func read(changing part: String, to bytes: [UInt8]) throws -> Planetoid {
    var files = Self.files
    files["ind.d.\(part)"] = bytes
    return try read(files)
  }

  @Test("rows of tx stand where the nodes of test.index are, a node in no file is empty and hidden")
  func assembling() throws {
    let set = try read(Self.files)
    #expect(
      try set.graph
        == Graph(nodeCount: 7, edges: [.init(0, 1), .init(0, 4), .init(1, 6)]))
    #expect(set.labels.classes == [0, 1, 1, 0, 0, -1, 1])
    #expect(set.labels.classNames == ["0", "1"])
    #expect(set.split.train == [0] && set.split.validation == [1, 2] && set.split.test == [4, 6])
    #expect(set.features.rows == 7 && set.features.columns == 2)
    let rows = (0..<7).map { row in (0..<2).map { set.features[row, $0] } }
    #expect(rows == [[1, 0], [0, 2], [3, 4], [0, 0], [0, 5], [0, 0], [6, 0]])
    #expect(set.features.nonzeroCount == 6)
  }

  @Test("arrays of both byte orders and of every width are read")
  func elementTypes() throws {
    for type in ["<f4", "<f8", ">f4", ">f8", "<i4", "<i8", ">i2", "|i1", "|u1", "|b1"] {
      let set = try read(
        changing: "ally",
        to: PickleWriter.array([[1, 0], [0, 1], [0, 1], [1, 0]], type: type))
      #expect(set.labels.classes.prefix(4) == [0, 1, 1, 0], "\(type)")
    }
    #expect(
      formatError {
        _ = try read(changing: "y", to: PickleWriter.array([[1, 0]], type: "<c8"))
      }?.description.contains("element type <c8") == true)
  }

  @Test("a class that is not known is refused by name, and nothing is run")
  func hostile() {
    let cases: [(bytes: String, wanted: String)] = [
      ("\u{2}cos\nsystem\n(U\u{4}echotR.", "byte 2: names os.system, which is not read"),
      ("c__builtin__\neval\n.", "names __builtin__.eval"), ("cnumpy\nload\n.", "names numpy.load"),
      ("c__builtin__\nlist\n)R.", "calls __builtin__.list"), ("I1\n.", "the opcode INT"),
      ("Pid\n.", "the opcode PERSID"), ("N2.", "the opcode DUP"), ("\u{1}", "unknown opcode 0x1"),
      ("h\u{5}.", "names the value 5, which has not come"), (".", "takes a value where none is"),
      ("a", "takes a value where none"), ("Na.", "takes a value where none"),
      ("NNa.", "is appended to what is no list"), ("NNNs.", "in what is no dictionary"),
      ("}(Nu.", "a dictionary's key has no value"), ("NNb.", "gives a state to what takes none"),
      ("NNR.", "calls what is no class"), ("t.", "takes a value where none"),
      ("NN.", "1 values are left over"), ("N..", "1 bytes follow the end"),
      ("T\u{7f}\u{7f}\u{7f}\u{7f}a", "the file ends here"), ("M", "the file ends here"),
      ("cnumpy", "the file ends here"), ("N.", "is no CSR matrix"),
    ]
    for (bytes, wanted) in cases {
      let prefix: [UInt8] = bytes.hasPrefix("\u{2}") ? [0x80] : []
      let error = formatError { _ = try read(changing: "x", to: prefix + Array(bytes.utf8)) }
      #expect(error?.file == "ind.d.x")
      #expect(error?.description.contains(wanted) == true, "\(error?.description ?? "")")
    }
    #expect(
      formatError { _ = try read(changing: "x", to: [0x80, 4, 0x95]) }?.description
        .contains("has protocol 4; up to 2 is read") == true)
  }

  @Test("deep nesting, cycles and shared lists cost no more than their bytes")
  func nesting() {
    let deep = [UInt8](repeating: UInt8(ascii: "]"), count: 200_000)
    let nested = deep + [UInt8](repeating: UInt8(ascii: "a"), count: 199_999) + Array(".".utf8)
    #expect(formatError { _ = try read(changing: "graph", to: nested) }?.code == .malformed)
    let cycle = Array("]q\u{0}h\u{0}a.".utf8)
    #expect(formatError { _ = try read(changing: "graph", to: cycle) }?.code == .malformed)
    let shared = Array("}(K\u{0}]q\u{0}K\u{1}aK\u{1}h\u{0}u.".utf8)
    #expect(
      formatError { _ = try read(changing: "graph", to: shared) }?.description
        .contains("node 1: shares its list of neighbours") == true)
  }

  @Test("files that do not fit together are named")
  func mismatches() {
    let cases: [(part: String, bytes: [UInt8], wanted: String)] = [
      ("tx", PickleWriter.matrix([[1, 0]]), "ind.d.tx: has 1 rows for the 2 nodes of test.index"),
      ("tx", PickleWriter.matrix([[1], [1]]), "ind.d.tx: has 1 channels"),
      ("ty", PickleWriter.array([[1, 0]]), "ind.d.ty: ty: has shape [1, 2] for 2 rows"),
      ("ty", PickleWriter.array([[1], [1]]), "ind.d.ty: has 1 classes, y 2 and ally 2"),
      (
        "ty", PickleWriter.array([[1, 1], [1, 0]]), "ind.d.ty: ty, row 0: is not the unit vector"
      ),
      ("y", PickleWriter.array([[0, 1]]), "ind.d.y: holds other classes than the first rows"),
      ("test.index", Array("6\n3\n".utf8), "ind.d.test.index:2: names node 3"),
      ("test.index", Array("6\n6\n".utf8), "ind.d.test.index:2: names node 6 again"),
      ("test.index", Array("6\n999999999\n".utf8), "ind.d.test.index:2: names node 999999999"),
      ("graph", PickleWriter.graph([(0, [7])]), "ind.d.graph: node 0: is a neighbour of node 7"),
      ("graph", PickleWriter.array([[1]]), "ind.d.graph: graph: is no dictionary"),
      ("x", PickleWriter.matrix([[1, 0]], columns: [5]), "arrays that do not make a 1 × 2 matrix"),
    ]
    for (part, bytes, wanted) in cases {
      let error = formatError { _ = try read(changing: part, to: bytes) }
      #expect(error?.description.contains(wanted) == true, "\(error?.description ?? "")")
    }
    #expect(
      formatError { _ = try read(Self.files, validation: 4) }?.description
        .contains("ind.d.allx: has 4 rows, too few for 1 nodes that train and 4") == true)
    var fewer = Self.files
    fewer["ind.d.graph"] = nil
    #expect(
      formatError { _ = try read(fewer) }?.description
        .contains("ind.d.graph: is not among the files") == true)
    #expect(formatError { _ = try read(Self.files, name: "cora") }?.code == .missing)
  }

  @Test("damaged files give a data set or one error")
  func damage() throws {
    var mutator = Mutator(
      "pickles", tokens: ["(", "t", "R", "b", "h\u{1}", "q\u{1}", "]", "}", "u"])
    let names = Self.files.keys.sorted()
    for _ in 0..<Mutator.rounds(6_000) {
      let spoiled = names.randomElement(using: &mutator.random)
      do {
        _ = try Planetoid(names, validation: 2) {
          let bytes = Self.files[names[$0]] ?? []
          return FileBytes(names[$0] == spoiled ? mutator.mutate(bytes) : bytes, name: names[$0])
        }
      } catch {
        #expect(error is FormatError, "\(error)")
      }
    }
  }
}
