import Command
import Testing

/// What is read from a command line that is to be completed.
@Suite struct CompletionRequestTests {
  @Test func `only candidates that begin as typed are offered`() {
    let request = CompletionRequest(["meridian", "stages", "mesh."], 2)
    #expect(request.offer(["mesh.laplacian", "make.mesh"]) == ["mesh.laplacian"])
  }

  @Test(arguments: ["$(touch x).yml:", "a`b`", "a b", "x;y", "a\nb", "q'", "a\\b", "*", "${x}"])
  func `what a shell would expand is not offered`(candidate: String) {
    #expect(CompletionRequest(["meridian", "inspect", ""], 2).offer([candidate]).isEmpty)
  }

  @Test func `names in other alphabets are offered`() {
    #expect(CompletionRequest(["meridian", "run", ""], 2).offer(["größe", "表面"]).count == 2)
  }

  @Test func `positional arguments are told from options and their values`() {
    let request = CompletionRequest(
      ["meridian", "log", "--store", "dir", "newest", "--json", "a", ""], 7)
    #expect(request.positional(0) == "newest")
    #expect(request.positional(1) == "a")
    #expect(request.positional(2) == nil)
  }
}
