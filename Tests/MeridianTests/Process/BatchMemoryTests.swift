import Foundation
import TestSupport
import Testing

/// What a run's own process holds while a batch goes by.
@Suite(.timeLimit(.minutes(2)), .enabled(if: ProcessList.isShown, "needs /proc"))
struct BatchMemoryTests {
  private let folder: TemporaryFolder
  private let program: MeridianProgram

  init() throws {
    folder = try TemporaryFolder()
    program = MeridianProgram(folder: folder.path)
  }

  /// The most memory the process held before the last items of a batch, in mebibytes.
  private func peak(items: Int) throws -> Double {
    let rows = (0..<items).map { "i\($0),\(1 + $0 % 320),\(1 + $0 / 320)" }
    try folder.write("items.csv", "name,a,b\n" + rows.joined(separator: "\n"))
    try folder.write(
      "items.yml",
      """
      stages:
        graph:
          foreach: {manifest: items.csv}
          kind: make.graph
          parameters: {sizes: ["${item.a}", "${item.b}"], within: 0}
      """)
    let running = try program.start(["run", "items.yml", "--json", "--store", "store-\(items)"])
    var peak = 0
    var count = 0
    while let line = running.nextLine() {
      guard line.contains(#""stage-finished""#) else { continue }
      count += 1
      if count % 50 == 0 {
        peak = ProcessList.peakKibibytes(of: running.process.processIdentifier) ?? peak
      }
    }
    let outcome = try running.wait()
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(count == items)
    return Double(peak) / 1024
  }

  @Test func `an item adds to the run's process only what its plan and record hold`() throws {
    let (small, large) = (try peak(items: 1_000), try peak(items: 5_000))
    print("peak of the run's process: \(small) MiB for 1,000 items, \(large) MiB for 5,000")
    #expect((large - small) * 1024 / 4_000 < 10, "KiB an item")
  }
}
