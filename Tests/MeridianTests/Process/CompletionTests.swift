import Foundation
import TestSupport
import Testing

/// What the program answers to a shell that completes a command line.
@Suite struct CompletionTests {
  private let folder: TemporaryFolder
  private let program: MeridianProgram

  init() throws {
    folder = try TemporaryFolder()
    program = MeridianProgram(folder: folder.path)
    try folder.write("sphere.yml", Pipelines.sphere)
  }

  /// The candidates for the last of these words, which is argument `argument` of the subcommand.
  private func candidates(_ argument: String, _ words: String...) throws -> [String] {
    let index = words.count
    let outcome = try program.run(
      [
        "---completion", words[0], "--", argument, "\(index)", "\(words[index - 1].count)",
        "meridian",
      ]
        + words)
    #expect(outcome.code == 0 && outcome.errors.isEmpty, "\(outcome)")
    return outcome.lines
  }

  @Test func `kinds`() throws {
    #expect(
      try candidates("positional@0", "stages", "mesh.")
        == [
          "mesh.coarsen", "mesh.connection", "mesh.curvature", "mesh.decimate", "mesh.gradient",
          "mesh.graph",
          "mesh.inspect", "mesh.laplacian", "mesh.normalize", "mesh.patches", "mesh.repair",
          "mesh.sample", "mesh.tangent",
        ])
    #expect(try candidates("--kind", "list", "--kind", "trai") == ["train"])
  }

  @Test func `stages and parameters of the file that is named`() throws {
    let stages = ["surface", "laplacian", "basis", "distance", "check"]
    #expect(try candidates("positional@1", "run", "sphere.yml", "") == stages)
    #expect(try candidates("positional@1", "plan", "sphere.yml", "basis", "di") == ["distance"])
    #expect(try candidates("--force", "run", "sphere.yml", "--force", "s") == ["surface"])
    #expect(try candidates("--set", "run", "sphere.yml", "--set", "c") == ["count="])
  }

  @Test func `references begin with a file and go on with its stages and their outputs`() throws {
    try folder.write("other/x.yml", Pipelines.sphere)
    #expect(
      try candidates("positional@0", "inspect", "sphere.yml:l")
        == ["sphere.yml:laplacian.stiffness", "sphere.yml:laplacian.mass"])
    #expect(try candidates("positional@0", "export", "oth") == ["other/"])
    #expect(
      try candidates("positional@1", "diff", "sphere.yml:basis", "other/x.yml:b")
        == ["other/x.yml:basis"])
    // The only file goes on to its stages at once.
    #expect(try candidates("positional@0", "inspect", "sph").contains("sphere.yml:surface"))
  }

  @Test func `digests and runs of the store, and the stages of a run`() throws {
    #expect(try program.run("run", "sphere.yml").code == 0)
    let digest = try #require(
      try Events.list(try program.run("list", "--json").output).first?["digest"] as? String)
    #expect(
      try candidates("positional@0", "inspect", String(digest.prefix(3)))
        .contains(String(digest.prefix(12))))
    let run = try #require(
      try Events.list(try program.run("runs", "--json").output).first?["run"] as? String)
    #expect(try candidates("positional@0", "log", "") == ["newest", run])
    #expect(try candidates("positional@1", "log", "newest", "b") == ["basis"])
  }

  @Test func `where nothing can be found nothing is said`() throws {
    try folder.write("broken.yml", "stages: [\n")
    #expect(try candidates("positional@1", "run", "broken.yml", "").isEmpty)
    #expect(try candidates("positional@1", "run", "missing.yml", "").isEmpty)
    #expect(try candidates("positional@0", "inspect", "missing.yml:").isEmpty)
    #expect(try candidates("positional@0", "log", "2").isEmpty)
    let nonsense = try program.run("---completion", "nonsense", "--", "x")
    #expect(nonsense.output.isEmpty && nonsense.errors.isEmpty)
    #expect(!folder.contains("cache"), "a completion makes no store")
  }

  @Test func `the script for bash takes references whole`() throws {
    let script = try program.run("--generate-completion-script", "bash")
    #expect(script.code == 0)
    try folder.write("completion.bash", script.output)
    // As readline hands over `meridian inspect sphere.yml:ba`: words are broken at colons.
    try folder.write(
      "try.bash",
      """
      compopt() { :; }
      meridian() { "\(MeridianProgram.path)" "$@"; }
      source completion.bash
      COMP_LINE='meridian inspect sphere.yml:ba'
      COMP_POINT=${#COMP_LINE}
      COMP_WORDS=(meridian inspect sphere.yml : ba)
      COMP_CWORD=4
      _meridian_whole_words meridian ba :
      printf '%s\\n' "${COMPREPLY[@]}"
      complete -p meridian
      """)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = ["--norc", "try.bash"]
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = String(
      decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(text.split(separator: "\n").first == "basis", "\(text)")
    #expect(text.contains("-F _meridian_whole_words meridian"), "\(text)")
  }
}
