import Foundation
import TestSupport
import Testing

/// Several processes that run the same pipeline on one store at the same time.
@Suite(.timeLimit(.minutes(3))) struct ManyProcessesTests {
  private let folder: TemporaryFolder
  private let program: MeridianProgram

  init() throws {
    folder = try TemporaryFolder()
    program = MeridianProgram(folder: folder.path)
  }

  @Test func `eight processes compute each of 200 stages once, and all succeed`() throws {
    let tally = folder.path("tally")
    let numbers = (0..<40).map(String.init).joined(separator: ", ")
    let graphs = (2..<161).map(String.init).joined(separator: ", ")
    try folder.write(
      "many.yml",
      """
      stages:
        counted:
          foreach: [\(numbers)]
          kind: command
          parameters:
            run: 'sh -c "echo ${item} >> \(tally); echo ${item} > {out}"'
            outputs: {out: out.txt}
        graph:
          foreach: [\(graphs)]
          kind: make.graph
          parameters: {sizes: [3, "${item}"], within: 0.5}
        all:
          kind: command
          inputs: {files: counted}
          parameters: {run: 'sh -c "cat {0} {39} > {out}"', outputs: {out: all.txt}}
      """)
    let running = try (0..<8).map { _ in
      try program.start(["run", "many.yml", "--json", "--jobs", "2"])
    }
    // The processes write more than a pipe holds; each has a reader of its own.
    let outcomes = try Readers.wait(for: running)
    var computed: [String: Int] = [:]
    for outcome in outcomes {
      #expect(outcome.code == 0, "\(outcome.errors)")
      let statuses = try Events.statuses(outcome.output)
      #expect(statuses.count == 200)
      for (stage, status) in statuses where status == "ran" { computed[stage, default: 0] += 1 }
    }
    #expect(computed.count == 200 && computed.values.allSatisfy { $0 == 1 }, "\(computed)")
    let lines = try String(contentsOfFile: tally, encoding: .utf8).split(separator: "\n")
    #expect(lines.count == 40 && Set(lines).count == 40)
    let first = try Events.digests(outcomes[0].output)
    for outcome in outcomes { #expect(try Events.digests(outcome.output) == first) }
    try StoreCheck.verify(folder.path("cache"), with: program)
  }

  @Test func `when the process that computes a stage is killed, one that waits takes it over`()
    throws
  {
    let gate = folder.path("gate")
    #expect(mkfifo(gate, 0o600) == 0)
    try folder.write("gated.yml", Pipelines.gated(by: gate))
    let first = try program.start(["run", "gated.yml", "--json"])
    #expect(first.line { $0.contains(#""stage-started","stage":"waits""#) } != nil)
    let second = try program.start(["run", "gated.yml", "--json"])
    #expect(second.line { $0.contains(#""waiting","stage":"waits""#) } != nil)
    // Now the line is there from the start.
    try FileManager.default.removeItem(atPath: gate)
    try folder.write("gate", "go\n")
    first.send(SIGKILL)
    #expect(try first.wait().code == -SIGKILL)
    let outcome = try second.wait()
    #expect(outcome.code == 0, "\(outcome)")
    #expect(try Events.statuses(outcome.output) == ["first": "hit", "waits": "ran"])
  }

  /// Reads several processes at a time.
  private enum Readers {
    static func wait(for running: [MeridianProgram.Running]) throws -> [MeridianProgram.Outcome] {
      let group = DispatchGroup()
      let ends = running.map { _ in End() }
      for (process, end) in zip(running, ends) {
        nonisolated(unsafe) let process = process
        DispatchQueue.global().async(group: group) {
          end.outcome = Result { try process.wait() }
        }
      }
      group.wait()
      return try ends.map { try #require($0.outcome).get() }
    }

    private final class End: @unchecked Sendable {
      // Written by one thread before the group is left, read after.
      var outcome: Result<MeridianProgram.Outcome, any Error>?
    }
  }
}
