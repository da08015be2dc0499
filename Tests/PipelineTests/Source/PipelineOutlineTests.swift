import Pipeline
import TestSupport
import Testing

@Suite struct PipelineOutlineTests {
  @Test("Names and kinds are told without any check, also of a file with mistakes")
  func outline() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      "p.yml",
      """
      parameters: {k: 1, data: }
      stages:
        a: {kind: no.such.kind, inputs: {mesh: missing.off}}
        b: {parameters: {}}
      """)
    let outline = try #require(PipelineOutline(path: path))
    #expect(outline.parameters == ["k", "data"])
    #expect(outline.stages.map(\.name) == ["a", "b"])
    #expect(outline.stages.map(\.kind) == ["no.such.kind", nil])
  }

  @Test("What is no pipeline, or too large to be read at once, has none")
  func refusal() throws {
    let folder = try TemporaryFolder()
    #expect(PipelineOutline(path: folder.path("missing.yml")) == nil)
    #expect(PipelineOutline(path: folder.path) == nil)
    #expect(PipelineOutline(path: try folder.write("l.yml", "- a\n- b\n")) == nil)
    #expect(PipelineOutline(path: try folder.write("b.yml", "a: [\n")) == nil)
    let path = try folder.write("p.yml", "stages: {a: {kind: k}}\n")
    #expect(PipelineOutline(path: path, limit: 10) == nil)
    #expect(PipelineOutline(path: path, limit: 100)?.stages.count == 1)
  }
}
