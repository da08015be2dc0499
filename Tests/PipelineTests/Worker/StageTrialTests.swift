import Pipeline
import Store
import TestSupport
import Testing

@Suite struct StageTrialTests {
  @Test("A kind runs on its own, with defaults, and its outputs feed another")
  func chain() throws {
    let folder = try TemporaryFolder()
    let files = try ObjectFiles(root: folder.path("cache"))
    let made = try StageTrial.run(
      TextKind.self, parameters: ParameterMap([("text", "xyz")]), files: files)
    let text = try #require(made["text"])
    let measured = try StageTrial.run(
      LengthKind.self, inputs: ["text": [.artifact(text)]], files: files)
    let length = try #require(measured["length"])
    #expect(try files.open(length).readText("text") == "3")
    #expect(throws: PipelineError.self) {
      try StageTrial.run(TextKind.self, parameters: ParameterMap([("txt", "x")]), files: files)
    }
  }
}
