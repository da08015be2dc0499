import Command
import Testing

@Suite struct ArtifactNameTests {
  @Test func `digits are a digest and a colon parts file from stage`() throws {
    #expect(try ArtifactName("4F2a") == .digest(prefix: "4f2a"))
    #expect(try ArtifactName("a.yml:basis") == .stage(file: "a.yml", output: "basis"))
    #expect(
      try ArtifactName("odd:name/a.yml:laplacian.mass")
        == .stage(file: "odd:name/a.yml", output: "laplacian.mass"))
  }

  @Test(arguments: ["", "4f2", "xyz", ":basis", "a.yml:", String(repeating: "a", count: 65)])
  func `what is neither is refused as a wrong command line`(text: String) {
    let error = #expect(throws: CommandError.self) { try ArtifactName(text) }
    #expect(error?.code == .usage)
  }
}
