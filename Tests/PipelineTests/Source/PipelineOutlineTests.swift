import Foundation
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
    let path = folder.path("large.yml")
    #expect(FileManager.default.createFile(atPath: path, contents: Data(count: 9 << 20)))
    #expect(PipelineOutline(path: path) == nil)
  }

  @Test("The lines of a large file tell what its YAML says")
  func lines() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      "p.yml",
      """
      # stages: of a large file
      name: large

      parameters:
        k: 1   # stages:
        data: {kind: x}
      stages:

        # the first
        "a":
          kind: make.mesh
          parameters: {kind: wrong}
        b: {inputs: {mesh: a}, kind: 'mesh.laplacian'}
        c:
          inputs:
            mesh: a
      """)
    let read = try #require(PipelineOutline(path: path))
    let scanned = try #require(PipelineOutline(path: path, parsed: 0))
    #expect(read.parameters == ["k", "data"] && scanned.parameters == read.parameters)
    #expect(read.stages.map(\.kind) == ["make.mesh", "mesh.laplacian", nil])
    #expect(scanned.stages == read.stages)
  }
}
