import Artifacts
import Foundation
import TestSupport
import Testing

@Suite("GraphML files")
struct GraphMLTests {
  private static let text = """
    <?xml version='1.0' encoding='utf-8'?>
    <!-- a <graph> in a comment -->
    <graphml xmlns="http://graphml.graphdrawing.org/xmlns">
      <key id="d2" for="edge" attr.name="weight" attr.type="double"><default>2</default></key>
      <key id="d1" for="node" attr.name="size" attr.type="long" />
      <key id="d0" for="node" attr.name="color" attr.type="string"><desc>any</desc></key>
      <graph edgedefault="directed" id="G">
        <desc>three nodes</desc>
        <edge source="b&lt;&amp;&#233;" target="a"><data key="d2">0.5</data></edge>
        <node id="a"><data key="d0">dark &quot;red&quot;</data><data key="d1">7</data></node>
        <node id='b&lt;&amp;&#xe9;'><data key="d1">-8</data><port name="p"/></node>
        <node id="c"><data key="d0"><![CDATA[<blue>]]></data><data key="d1">9</data></node>
        <edge source="a" target="c" directed="true"/>
      </graph>
    </graphml>

    """

  @Test("nodes, edges and attributes arrive as written, defaults where nothing is")
  func reading() throws {
    let graph = try GraphML(file(Self.text))
    #expect(graph.isDirected)
    #expect(graph.nodeNames == ["a", "b<&é", "c"])
    #expect(graph.edges == [SIMD2(1, 0), SIMD2(0, 2)])
    #expect(graph.nodeAttributes.map(\.name) == ["size", "color"])
    #expect(graph.nodeAttributes[1].values == ["dark \"red\"", nil, "<blue>"])
    #expect(graph.edgeAttributes.map(\.values) == [["0.5", "2"]])
    #expect(try graph.numbers("size", in: graph.nodeAttributes, of: "node") == [7, -8, 9])
    #expect(try graph.numbers("weight", in: graph.edgeAttributes, of: "edge") == [0.5, 2])
  }

  @Test("a namespace prefix and a key for everything change nothing")
  func prefixes() throws {
    let graph = try GraphML(
      file(
        "<g:graphml xmlns:g='u'><g:key id='w'/><g:graph edgedefault='undirected'><g:node id='1'/>"
          + "<g:node id='2'><g:data key='w'>True</g:data></g:node>"
          + "<g:edge source='2' target='1'><g:data key='w'>3</g:data></g:edge></g:graph></g:graphml>"
      ))
    #expect(!graph.isDirected && graph.edges == [SIMD2(1, 0)])
    #expect(graph.nodeAttributes.map(\.values) == [[nil, "True"]])
    #expect(graph.edgeAttributes.map(\.values) == [["3"]])
  }

  @Test(
    "what is wrong is named with line and remedy",
    arguments: [
      ("<node id=\"c\">", "<node id=\"a\">", "g.graphml:12: node \"a\": stands twice; give"),
      ("target=\"a\"", "target=\"z\"", "g.graphml:9: edge 0: names node \"z\", which is not there"),
      (
        "directed=\"true\"", "directed=\"false\"",
        "g.graphml:13: edge 1: is undirected in a directed"
      ),
      ("edgedefault=\"directed\"", "", "g.graphml:7: <graph> has no edgedefault; write"),
      ("<data key=\"d2\">", "<data key=\"d1\">", "g.graphml:9: edge 0: names key \"d1\", which is"),
      ("</graphml>", "", "g.graphml:16: the file ends within <graphml>"),
      ("</graph>", "</node>", "g.graphml:14: </node> closes <graph>; close"),
      ("&#xe9;", "&e9;", "g.graphml:11: \"&e9;\" is no character; write & as &amp;"),
      ("<port name=\"p\"/>", "<graph/>", "g.graphml:11: node 1: holds a graph of its own"),
      ("id=\"G\"", "id=G", "g.graphml:7: expected a quoted value of id"),
      ("<graphml", "<graph", "g.graphml:3: the file does not start with <graphml>"),
    ])
  func errors(good: String, bad: String, wanted: String) throws {
    let range = try #require(Self.text.range(of: good))
    let text = Self.text.replacingCharacters(in: range, with: bad)
    let error = formatError { _ = try GraphML(file(text, "g.graphml")) }
    #expect(error?.description.hasPrefix(wanted) == true, "\(error?.description ?? "")")
  }

  @Test("attributes that are missing or no numbers are told with those there are")
  func attributes() throws {
    let graph = try GraphML(file(Self.text, "g.graphml"))
    let missing = formatError {
      _ = try graph.numbers("wieght", in: graph.edgeAttributes, of: "edge")
    }
    #expect(
      missing?.description
        == "g.graphml: edge attribute \"wieght\": is missing; the file has \"weight\"")
    let text = formatError { _ = try graph.numbers("color", in: graph.nodeAttributes, of: "node") }
    #expect(text?.description.contains("node 0, color: has \"dark") == true)
  }

  @Test("entities of the file's own are not expanded")
  func entities() {
    let bomb = """
      <!DOCTYPE g [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>
      <graphml><graph edgedefault="directed"><node id="&b;"/></graph></graphml>
      """
    #expect(formatError { _ = try GraphML(file(bomb)) }?.code == .malformed)
  }

  @Test("deep nesting is refused")
  func depth() {
    let deep = "<graphml>" + String(repeating: "<a>", count: 100_000)
    #expect(formatError { _ = try GraphML(file(deep)) }?.code == .unsupported)
  }

  @Test("every damaged file gives a graph or one error")
  func damage() {
    survivesDamage(Array(Self.text.utf8)) { _ = try GraphML($0) }
    var mutator = Mutator(
      "GraphML",
      tokens: ["<node id=\"q\">", "</graph>", "<!--", "]]>", "&#0;", "<graph", "\"", "/>"])
    for _ in 0..<Mutator.rounds(3_000) {
      do {
        let graph = try GraphML(
          FileBytes(mutator.mutate(Array(Self.text.utf8)), name: "mutated"))
        let count = Int32(graph.nodeNames.count)
        #expect(graph.edges.allSatisfy { $0.min() >= 0 && $0.max() < count })
      } catch {
        #expect(error.file == "mutated")
      }
    }
  }

  @Test(
    "what NetworkX writes is what it had",
    .enabled(if: (try? Python.run("import networkx")) != nil, "python3 has no NetworkX"))
  func networkX() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("karate.graphml")
    let printed = try Python.run(
      """
      import sys, networkx as nx
      graph = nx.karate_club_graph()
      nx.set_node_attributes(graph, {n: 0.1 * n for n in graph}, "height")
      nx.write_graphml(graph, sys.argv[1])
      for a, b, w in graph.edges(data="weight"): print(a, b, w)
      """, [path])
    let graph = try GraphML(FileBytes.read(path: path))
    let weights = try graph.numbers("weight", in: graph.edgeAttributes, of: "edge")
    let lines = zip(graph.edges, weights).map { "\($0[0]) \($0[1]) \(Int($1))" }
    #expect(lines == printed.split(separator: "\n").map(String.init))
    let heights = try graph.numbers("height", in: graph.nodeAttributes, of: "node")
    #expect(heights == (0..<34).map { 0.1 * Double($0) })
    let clubs = try graph.texts("club", in: graph.nodeAttributes, of: "node")
    #expect(clubs.count { $0 == "Mr. Hi" } == 17)
  }
}
