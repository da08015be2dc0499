import Foundation
import TestSupport
import Testing

/// Stores on disks that have no room left.
@Suite(.timeLimit(.minutes(2))) struct FullDiskTests {
  private let folder: TemporaryFolder
  private let program: MeridianProgram

  init() throws {
    folder = try TemporaryFolder()
    program = MeridianProgram(folder: folder.path)
    try folder.write("batch.yml", Pipelines.batch)
  }

  @Test func `a full disk is an error that says so, and with room the run completes`() throws {
    let disk = folder.path("disk")
    try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: false)
    guard run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk) else {
      print("skipped: only root can mount a small disk; `ulimit -f` is tested all the same")
      return
    }
    defer { _ = run("umount", "-l", disk) }
    let undisturbed = try program.run("run", "batch.yml", "--json", "--store", "whole")
    #expect(undisturbed.code == 0, "\(undisturbed)")

    let full = try program.run("run", "batch.yml", "--store", "disk/store")
    #expect(full.code == 1, "\(full)")
    // Whoever finds it full first, says so: a stage, or the index.
    #expect(
      full.errors.contains("No space left on device; free space")
        || full.errors.contains("database or disk is full; free space"), "\(full)")
    let kept = try program.run("run", "batch.yml", "--json", "--store", "disk/store")
    #expect(kept.code == 1, "\(kept)")

    #expect(run("mount", "-o", "remount,size=64m", disk))
    let roomy = try program.run("run", "batch.yml", "--json", "--store", "disk/store")
    #expect(roomy.code == 0, "\(roomy)")
    #expect(try Events.digests(roomy.output) == Events.digests(undisturbed.output))
    #expect(try Events.statuses(roomy.output).values.contains("hit"), "what was made is kept")
    try StoreCheck.verify(folder.path("disk/store"), with: program)
  }

  @Test func `a limit on the size of files is an error of the item that exceeds it, not a crash`()
    throws
  {
    try folder.write(
      "large.yml",
      """
      stages:
        surface:
          foreach: [2, 3, 7]
          kind: make.mesh
          parameters: {shape: icosphere, subdivisions: "${item}"}
      """)
    let limited = try limitedRun("large.yml", kibibytes: 1_000)
    #expect(limited.code == 1, "\(limited)")
    #expect(limited.errors.contains("stage 'surface[7]' failed"), "\(limited)")
    #expect(limited.errors.contains("File too large; free space"), "\(limited)")
    #expect(!limited.errors.contains("signal"), "\(limited)")
    let free = try program.run("run", "large.yml", "--json")
    #expect(free.code == 0, "\(free)")
    let expected = ["surface[2]": "hit", "surface[3]": "hit", "surface[7]": "ran"]
    #expect(try Events.statuses(free.output) == expected)
    try StoreCheck.verify(folder.path("cache"), with: program)
  }

  private func limitedRun(_ file: String, kibibytes: Int) throws -> (code: Int32, errors: String) {
    let process = Process()
    let errors = Pipe()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = [
      "-c", "ulimit -f \(kibibytes); exec \"$0\" run \"$1\" > limited.txt",
      MeridianProgram.path, file,
    ]
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    process.standardError = errors
    try process.run()
    let text = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let code =
      process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
    return (code, String(decoding: text, as: UTF8.self))
  }

  private func run(_ words: String...) -> Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = words
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }
}
