import Artifacts
import Foundation
import Pipeline
import Stages
import Store
import TestSupport
import Testing

@Suite struct CommandTests {
  private func output(_ line: String, _ text: String = "two words\n") throws -> String {
    let trial = try Trial()
    let path = try trial.folder.write("in put.txt", text)
    let outputs = try trial.run(
      "command", ["run": .string(line), "outputs": ["out": "out.txt"]],
      ["files": [.file(path, name: "in")]])
    return String(
      decoding: try trial.read(StoredFile.self, outputs["out"]).bytes, as: UTF8.self)
  }

  @Test func `a program reads its inputs and writes its outputs`() throws {
    #expect(try output("cp {in} {out}") == "two words\n")
  }

  @Test func `words are split as in a shell but nothing is expanded`() throws {
    let line =
      #"python3 -c "import sys; open(sys.argv[1], 'w').write('|'.join(sys.argv[2:]))" {out} a\ b 'c  $HOME' {{x "" *"#
    #expect(try output(line) == "a b|c  $HOME|{x||*")
  }

  @Test func `the caller's variables do not reach the program`() throws {
    setenv("MERIDIAN_SECRET", "1", 1)
    let line =
      #"python3 -c "import os, sys; open(sys.argv[1], 'w').write(' '.join(sorted(os.environ)))" {out}"#
    let names = Set(try output(line).split(separator: " ").map(String.init))
    #expect(!names.contains("MERIDIAN_SECRET"))
    #expect(names.contains("PATH"))
  }

  @Test func `the files of a folder are there under its name`() throws {
    let trial = try Trial()
    let first = try trial.folder.write("b/x.txt", "1")
    let second = try trial.folder.write("b/deep/y.txt", "2")
    let line =
      #"python3 -c "import os, sys; d = sys.argv[1]; open(sys.argv[2], 'w').write(' '.join(sorted(os.path.relpath(os.path.join(r, n), d) for r, _, f in os.walk(d) for n in f)))" {data} {out}"#
    let outputs = try trial.run(
      "command", ["run": .string(line), "outputs": ["out": "out.txt"]],
      ["files": [.file(first, name: "data/x.txt"), .file(second, name: "data/deep/y.txt")]])
    let bytes = try trial.read(StoredFile.self, outputs["out"]).bytes
    #expect(String(decoding: bytes, as: UTF8.self) == "deep/y.txt x.txt")
  }

  @Test func `an artifact is handed over in its own format`() throws {
    let trial = try Trial()
    let mesh = try trial.run("make.mesh", ["shape": "icosphere", "subdivisions": 0])["mesh"]
    let outputs = try trial.run(
      "command", ["run": "cp {ball} {copy}", "outputs": ["copy": "ball.ply"]],
      ["artifacts": artifact(mesh, name: "ball")])
    let bytes = try trial.read(StoredFile.self, outputs["copy"]).bytes
    #expect(String(decoding: bytes.prefix(3), as: UTF8.self) == "ply")
  }

  @Test(arguments: [
    ("false", "ended with status 1"),
    ("no-such-program-anywhere {out}", "'no-such-program-anywhere' is not on the PATH"),
    ("true", "did not write 'out.txt'"),
    ("python3 -c \"import sys; sys.exit('the reason')\"", "the reason"),
  ])
  func `a failure says why`(line: String, wanted: String) throws {
    let message = try Trial().failure(
      "command", ["run": .string(line), "outputs": ["out": "out.txt"]])
    #expect(message.contains(wanted), "\(message)")
  }

  @Test(arguments: [
    ("cp {in} {there}", "{there} is neither an input nor an output"),
    ("cp 'in", "a quote ' is not closed"),
    ("cp {", "a brace { names nothing"),
    (" ", "the command is empty"),
  ])
  func `a wrong command line is refused before it runs`(line: String, wanted: String) throws {
    let kind = try #require(Catalogue.standard["command"])
    let problems = kind.check(
      StageInvocation(
        parameters: Parameters(map(["run": .string(line), "outputs": ["out": "out.txt"]])),
        inputs: ["files": [.init(name: "in", type: "file", path: "in.txt")]]))
    #expect(problems.contains { $0.message.contains(wanted) }, "\(problems)")
  }

  @Test(arguments: ["../up.txt", "a/b.txt", "", ".."])
  func `an output's name stays in the command's folder`(name: String) throws {
    let kind = try #require(Catalogue.standard["command"])
    let problems = kind.check(
      StageInvocation(
        parameters: Parameters(map(["run": "true {out}", "outputs": ["out": .string(name)]]))))
    #expect(problems.contains { $0.message.contains("not a plain file name") })
  }
}

/// A map literal as parameters take it.
private func map(_ value: ParameterValue) -> ParameterMap { value.mapValue ?? ParameterMap() }
