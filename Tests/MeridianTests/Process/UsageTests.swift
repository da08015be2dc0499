import Foundation
import TestSupport
import Testing

/// What can be said without a pipeline.
@Suite struct UsageTests {
  private let folder: TemporaryFolder
  private let program: MeridianProgram

  init() throws {
    folder = try TemporaryFolder()
    program = MeridianProgram(folder: folder.path)
  }

  @Test func `version and help go to standard output with exit code 0`() throws {
    let version = try program.run("--version")
    #expect(version.code == 0, "\(version)")
    #expect(version.lines.count == 1 && version.errors.isEmpty)
    let help = try program.run("help")
    #expect(help.code == 0 && help.errors.isEmpty)
    for word in [
      "run", "plan", "stages", "inspect", "export", "metrics", "list", "runs", "130",
      "log", "compare", "table", "diff", "schema",
    ] {
      #expect(help.output.contains(word))
    }
    #expect(!help.output.contains("worker"))
    #expect(try program.run("help", "run").output.contains("--keep-going"))
  }

  @Test(arguments: [
    ["run"], ["run", "x.yml", "--jbos", "2"], ["run", "x.yml", "--jobs", "0"],
    ["run", "x.yml", "--jobs", "two"], ["run", "x.yml", "--set", "novalue"], ["unknown"],
    ["metrics", "--json", "--csv"], ["stages", "make.mehs"], ["inspect", "xyz"], ["inspect", "ab"],
    ["list"], ["runs"], ["metrics"], ["list", "--limit", "-1"], ["runs", "--status", "odd"],
    ["export", "abcd", "--to", "x.npy"], ["run", "missing.yml"], ["plan", "missing.yml"],
    ["inspect", "missing.yml:stage"], ["log"], ["table"], ["compare", "newest", "newest"],
    ["diff", "abcd", "abce"], ["diff", "abcd"], ["plan", "x.yml", "--jobs", "0"],
    ["table", "--format", "xml"], ["table", "--by", "seed"],
  ])
  func `a wrong command line is one line on standard error and exit code 2`(arguments: [String])
    throws
  {
    let outcome = try program.run(arguments)
    #expect(outcome.code == 2, "\(outcome)")
    #expect(outcome.output.isEmpty, "\(outcome)")
    #expect(outcome.errorLines.count == 1, "\(outcome)")
    #expect(outcome.errors.hasPrefix("meridian") || outcome.errors.hasPrefix("missing.yml"))
    #expect(!folder.contains("cache"), "a wrong command line makes no store")
  }

  @Test func `a misspelled kind gets the nearest one`() throws {
    #expect(try program.run("stages", "make.mehs").errors.contains("'make.mesh'"))
  }

  @Test(arguments: ["mesh", "Mesh.", "laplac"])
  func `a part of kinds' names lists those kinds`(word: String) throws {
    func names(_ arguments: String...) throws -> [String] {
      let outcome = try program.run(arguments)
      #expect(outcome.code == 0 && outcome.errors.isEmpty, "\(outcome)")
      return try Events.list(outcome.output).compactMap { $0["kind"] as? String }
    }
    let all = try names("stages", "--json")
    let expected = all.filter { $0.contains(word.lowercased()) }
    #expect(expected.contains("mesh.laplacian") && expected.count < all.count)
    #expect(try names("stages", word, "--json") == expected)
    let text = try program.run("stages", word)
    #expect(text.code == 0 && text.lines.count == expected.count + 1, "\(text)")
  }

  @Test func `the catalogue shows ports and parameters of every kind`() throws {
    let all = try Events.list(try program.run("stages", "--json").output)
    #expect(all.count > 10)
    for kind in all {
      let name = try #require(kind["kind"] as? String)
      let outcome = try program.run("stages", name)
      #expect(outcome.code == 0)
      for list in ["inputs", "outputs", "parameters"] {
        for entry in kind[list] as? [[String: Any]] ?? [] {
          let word = try #require(entry["name"] as? String)
          #expect(outcome.output.contains(word), "\(name) shows \(word)")
          #expect((entry["doc"] as? String)?.isEmpty == false, "\(name).\(word) is documented")
        }
      }
    }
  }

  @Test func `a reader that leaves is no error`() throws {
    let running = try program.start(["stages", "--json"])
    try running.closeOutput()
    let outcome = try running.wait(reading: false)
    #expect(outcome.code == 0, "\(outcome)")
    #expect(outcome.errors.isEmpty, "\(outcome)")
  }

  @Test func `output that cannot be written is an error`() throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: MeridianProgram.path)
    process.arguments = ["--version"]
    process.standardOutput = FileHandle(forWritingAtPath: "/dev/full")
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    process.waitUntilExit()
    let text = String(decoding: errors.fileHandleForReading.availableData, as: UTF8.self)
    #expect(process.terminationStatus == 1)
    #expect(text.contains("cannot write to standard output"))
  }
}
