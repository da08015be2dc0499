import Command
import Testing

@Suite struct PathsTests {
  @Test(arguments: [
    ("x.yml", "/a/b/x.yml"), ("./x/../y", "/a/b/y"), ("../../../z", "/z"), ("/c//d/.", "/c/d"),
    ("", "/a/b"), ("/", "/"),
  ])
  func `paths become absolute by name`(path: String, absolute: String) {
    #expect(Paths.absolute(path, from: "/a/b") == absolute)
  }

  @Test func `the enclosing folders end at the root`() {
    #expect(Paths.enclosing("/a/b") == ["/a/b", "/a", "/"])
    #expect(Paths.enclosing("/") == ["/"])
    #expect(Paths.parent("/") == "/")
  }
}
