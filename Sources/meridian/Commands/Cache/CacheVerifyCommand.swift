internal import ArgumentParser
internal import Artifacts
internal import Store

/// Checks everything in the store.
struct CacheVerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Hash everything in the store anew; what is damaged is put aside and made again.",
    discussion: """
      Damaged artifacts go to quarantine/ in the store and their results are forgotten, so
      that the next run computes them. The exit code is 1 if anything was wrong.
      """)

  @Flag(
    help:
      "Also check what each type promises: a Laplacian symmetric with zero row sums, a basis orthonormal, a distance zero at its source."
  )
  var deep = false

  @OptionGroup var store: StoreOptions

  @Flag(help: "Write JSON.")
  var json = false

  func run() throws {
    let store = try store.choice().open()
    let start = Clock.now
    let report = try store.verify(onWait: { MaintenanceNotice.waiting(for: store) })
    let broken = deep ? try DeepCheck(store: store).brokenPromises() : nil
    let text = VerificationText(report, broken: broken, seconds: Clock.now - start)
    let output = StandardStream.output
    if json {
      try output.write(text.json.text(indented: true) + "\n")
    } else {
      try output.write(lines: text.lines(style: output.style))
    }
    if !text.isSound { throw ExitCode(ExitStatus.failed) }
  }
}
