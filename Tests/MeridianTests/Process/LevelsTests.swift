import Foundation
import TestSupport
import Testing

/// The pipeline of docs/geodesics-and-gauges.md whose models pool to a coarser surface.
@Suite struct LevelsTests {
  private let folder: TemporaryFolder
  private let program: MeridianProgram
  private let pipeline: String

  init() throws {
    folder = try TemporaryFolder()
    program = MeridianProgram(folder: folder.path)
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../../docs/geodesics-and-gauges.md").path
    let page = try String(contentsOfFile: path, encoding: .utf8)
    let blocks = page.components(separatedBy: "```yaml\n").dropFirst().compactMap {
      $0.components(separatedBy: "\n```").first
    }
    let written = try #require(blocks.first { $0.hasPrefix("name: levels") })
    pipeline = written.replacingOccurrences(
      of: "{shapes: 40, epochs: 30}", with: "{shapes: 10, epochs: 2}")
    #expect(pipeline != written)
    try folder.write("levels.yml", pipeline)
  }

  @Test func `it runs as it stands, with fewer shapes, under isometry and gauge`() throws {
    let outcome = try program.run("run", "levels.yml")
    #expect(outcome.code == 0, "\(outcome)")
    for model in ["surfaces", "frames"] {
      let table = try program.run("plan", "levels.yml", model, "--model")
      #expect(table.code == 0, "\(table)")
      let lines = table.lines.filter { $0.contains("points of level 1 × 32") }
      // From the second linear layer to the readout, which hands on no points.
      #expect(lines.count == 3, "\(table)")
    }
    let audit = try program.run("audit", "levels.yml:frames")
    #expect(audit.output.contains("frame on each of 2 levels"), "\(audit)")
  }

  @Test func `what the coarse level lacks is an error of the plan`() throws {
    let line = "        basis@1: coarse-basis\n"
    #expect(pipeline.contains(line))
    try folder.write("lacking.yml", pipeline.replacingOccurrences(of: line, with: ""))
    let outcome = try program.run("plan", "lacking.yml")
    #expect(outcome.code == 2, "\(outcome)")
    #expect(
      outcome.errors.contains(
        "'model.blocks[5].linear' of stage 'surfaces': needs an operator of kind eigenbasis on level 1 for its basis; there are: basis (eigenbasis, level 0), levels (hierarchy), mass (?, level 0), mass@1 (?, level 1); add that of level 1 as basis@1"
      ), "\(outcome)")
  }
}
