import Foundation
import Pipeline
import TestSupport
import Testing

@Suite struct YAMLReaderTests {
  private func stage(_ text: String, set overrides: [ParameterOverride] = []) throws -> CheckedStage
  {
    let pipeline = try CheckedPipeline.check(
      text: text, path: "p.yml", folder: "/nowhere", overrides: overrides, catalogue: catalogue)
    return try #require(pipeline.stages.first)
  }

  @Test("A whole-value reference keeps its type; inside a text it becomes text; $${ is literal")
  func interpolation() throws {
    let stage = try stage(
      """
      parameters: {n: 4, name: spot, rate: 0.25}
      stages:
        a:
          kind: test.text
          parameters: {count: "${n}", text: "x-${name}-${n}-$${n}$", rate: "${ rate }"}
      """, set: [ParameterOverride(name: "n", text: "7")])
    #expect(stage.parameters.integer("count") == 7)
    #expect(stage.parameters.string("text") == "x-spot-7-${n}$")
    #expect(stage.parameters.number("rate") == 0.25)
  }

  @Test("Plain scalars follow YAML 1.2: yes is a text, quotes make texts")
  func scalars() throws {
    let stage = try stage(
      """
      stages:
        a:
          kind: test.text
          parameters:
            model: {a: yes, b: "1", c: 0x10, d: 1e3, e: ~, f: -7, g: .5, h: 1.0, i: true}
      """)
    let model = stage.parameters.structure("model")
    #expect(model["a"] == "yes")
    #expect(model["b"] == "1")
    #expect(model["c"] == 16)
    #expect(model["d"] == .number(1000))
    #expect(model["e"] == .null)
    #expect(model["f"] == -7)
    #expect(model["g"] == 0.5)
    #expect(model["h"] == .number(1))
    #expect(model["i"] == true)
  }

  @Test("Anchors and merges work within bounds")
  func merges() throws {
    let pipeline = try CheckedPipeline.check(
      text: """
        stages:
          a: &base {kind: test.text, parameters: {text: x}}
          b: {<<: *base, parameters: {text: y}}
          c: *base
        """, path: "p.yml", folder: "/nowhere", catalogue: catalogue)
    #expect(pipeline.stages.map { $0.parameters.string("text") } == ["x", "y", "x"])
  }

  @Test("Anchors that expand without bound are refused, wherever they stand")
  func bombs() {
    var text = "x: &a0 [1,1,1,1,1,1,1,1,1]\n"
    for level in 1...30 {
      let aliases = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ",")
      text += "x\(level): &a\(level) [\(aliases)]\n"
    }
    #expect(mistakes(text).first?.contains("expand without bound") ?? false)
    let key = text + "? *a30\n: 1\n? *a30\n: 2\n"
    #expect(mistakes(key).first?.contains("cannot be keys") ?? false)
    let flow = text + "y: {[*a30]: 1, [*a30, 2]: 2}\n"
    #expect(mistakes(flow).first?.contains("cannot be keys") ?? false)
  }

  @Test("What is no YAML, no UTF-8, a folder or missing is refused with its place")
  func unreadable() throws {
    let folder = try TemporaryFolder()
    #expect(mistakes("stages: [").first?.hasPrefix("p.yml:") ?? false)
    try folder.write("bad.yml", Data([0x61, 0x0A, 0x62, 0xFF]))
    func load(_ path: String) -> String {
      do {
        _ = try CheckedPipeline.load(path: path, catalogue: catalogue)
        return ""
      } catch { return "\(error)" }
    }
    #expect(
      load(folder.path("bad.yml")).hasSuffix(
        "bad.yml:2:2: the text is not UTF-8; save the file as UTF-8"))
    #expect(load(folder.path).contains("is a folder"))
    #expect(load(folder.path("none.yml")).contains("no such file"))
  }
}
