import Artifacts
import Foundation
import Geometry
import Numerics
import Store
import TestSupport
import Testing

/// Looking after a store: `meridian cache …`.
@Suite struct CacheCommandTests {
  private let folder: TemporaryFolder
  private let program: MeridianProgram

  init() throws {
    folder = try TemporaryFolder()
    program = MeridianProgram(folder: folder.path)
    try folder.write("sphere.yml", Pipelines.sphere)
    let outcome = try program.run("run", "sphere.yml")
    try #require(outcome.code == 0, "\(outcome)")
  }

  private func object(_ arguments: String..., code: Int32 = 0) throws -> [String: Any] {
    let outcome = try program.run(arguments + ["--json"])
    #expect(outcome.code == code && outcome.errors.isEmpty, "\(outcome)")
    return try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
  }

  private func count(_ value: Any?, _ member: String = "count") -> Int? {
    (value as? [String: Any])?[member] as? Int
  }

  private func hits(_ arguments: String...) throws -> [String] {
    let outcome = try program.run(["plan", "sphere.yml"] + arguments)
    #expect(outcome.code == 0, "\(outcome)")
    return outcome.lines.filter { $0.hasPrefix("hit") }.compactMap {
      $0.split(separator: " ").dropFirst().first.map(String.init)
    }
  }

  // MARK: stats

  @Test func `stats count what list shows, by type`() throws {
    let stats = try object("cache", "stats")
    let listed = try Events.list(try program.run("list", "--limit", "0", "--json").output)
    let artifacts = try #require(stats["artifacts"] as? [String: Any])
    #expect(artifacts["count"] as? Int == listed.count)
    #expect(artifacts["bytes"] as? Int == listed.reduce(0) { $0 + ($1["bytes"] as? Int ?? 0) })
    #expect(artifacts["stored"] as? Int == listed.reduce(0) { $0 + ($1["stored"] as? Int ?? 0) })
    let types = try #require(artifacts["types"] as? [[String: Any]])
    #expect(
      Set(types.compactMap { $0["type"] as? String })
        == Set(listed.compactMap { $0["type"] as? String }))
    #expect(count(stats["results"]) == 5)
    let places = try #require(stats["places"] as? [String: Any])
    #expect(count(places["runs"]) == 1 && (count(places["packs"], "bytes") ?? 0) > 0)
    let text = try program.run("cache", "stats")
    #expect(text.code == 0 && text.output.contains("eigenbasis"), "\(text)")
  }

  // MARK: gc

  @Test func `gc without a criterion lists the criteria and removes nothing`() throws {
    let outcome = try program.run("cache", "gc")
    #expect(outcome.code == 2 && outcome.errorLines.count == 1, "\(outcome)")
    for option in ["--older-than", "--max-size", "--keep-pipeline"] {
      #expect(outcome.errors.contains(option))
    }
    #expect(try hits().count == 5)
  }

  @Test(arguments: [
    ["--older-than", "soon"], ["--older-than", "-3d"], ["--max-size", "big"],
    ["--older-than", "3d", "--set", "a=1"], ["--keep-pipeline", "missing.yml"],
    ["--keep-pipeline", "sphere.yml", "--set", "subdivision=3"],
    ["--keep-pipeline", "sphere.yml", "--set", "subdivisions=5"],
  ])
  func `criteria that make no sense are refused`(arguments: [String]) throws {
    let outcome = try program.run(["cache", "gc"] + arguments)
    #expect(outcome.code == 2 && outcome.errorLines.count == 1, "\(outcome)")
    #expect(try hits().count == 5)
  }

  @Test func `a dry run lists what goes and gc removes just that`() throws {
    let text = try program.run("cache", "gc", "--older-than", "0s", "--dry-run")
    #expect(text.code == 0 && text.output.contains("sphere-check") == false)
    for stage in ["surface", "laplacian", "basis", "distance", "check"] {
      #expect(text.lines.contains { $0.hasPrefix("\(stage) ") }, "\(text)")
    }
    let dry = try object("cache", "gc", "--older-than", "0s", "--dry-run")
    #expect(try hits().count == 5)
    let wet = try object("cache", "gc", "--older-than", "0s")
    #expect((dry["results"] as? [Any])?.count == 5 && (wet["results"] as? [Any])?.count == 5)
    #expect(count(wet["removed"].flatMap { ($0 as? [String: Any])?["artifacts"] }) == 6)
    #expect(try hits().isEmpty)
    #expect(try program.run("list").lines == ["no artifacts"])
    #expect(try program.run("run", "sphere.yml").code == 0)
    #expect(try hits().count == 5)
  }

  @Test func `a kept pipeline stays as it is now, with each value of what is set`() throws {
    for count in ["5", "6", "7"] {
      #expect(try program.run("run", "sphere.yml", "--set", "count=\(count)").code == 0)
    }
    let kept = try object(
      "cache", "gc", "--keep-pipeline", "sphere.yml", "--set", "count=5", "--set", "count=7")
    #expect(count(kept["kept"], "pipeline") == 7)
    #expect(try hits("--set", "count=5").count == 5)
    #expect(try hits("--set", "count=7").count == 5)
    #expect(!(try hits("--set", "count=6").contains("basis")))
    _ = try object("cache", "gc", "--keep-pipeline", "sphere.yml", "--set", "count=7")
    #expect(!(try hits("--set", "count=5").contains("basis")))
    #expect(try hits("--set", "count=7").count == 5)
  }

  @Test func `a size budget is met`() throws {
    let before = try object("cache", "gc", "--max-size", "1GB")
    let all = try #require(before["kept_bytes"] as? Int)
    let after = try object("cache", "gc", "--max-size", "\(all / 2)")
    #expect((after["kept_bytes"] as? Int ?? .max) <= all / 2)
    #expect(try program.run("cache", "verify").code == 0)
  }

  // MARK: pins

  @Test func `a pin keeps what it names with everything upstream, until it is taken out`() throws {
    #expect(try program.run("cache", "pin", "sphere.yml:basis", "--name", "paper").code == 0)
    let pins = try Events.list(try program.run("cache", "pins", "--json").output)
    #expect(pins.map { $0["name"] as? String } == ["paper"])
    #expect(pins.first?["reference"] as? String == "sphere.yml:basis")
    let report = try object("cache", "gc", "--older-than", "0s")
    #expect(count(report["kept"], "pinned") == 3)
    #expect(try hits() == ["surface", "laplacian", "basis"])
    #expect(try program.run("cache", "unpin", "sphere.yml:basis").code == 0)
    #expect(try program.run("cache", "pins").lines == ["no pins"])
    let again = try program.run("cache", "unpin", "paper")
    #expect(again.code == 2 && again.errors.contains("cache pins"), "\(again)")
    _ = try object("cache", "gc", "--older-than", "0s")
    #expect(try hits().isEmpty)
  }

  @Test func `a pin whose artifact is gone can still be taken out by its digest`() throws {
    let pinned = try program.run("cache", "pin", "sphere.yml:surface")
    #expect(pinned.code == 0, "\(pinned)")
    let digest = try #require(
      try Events.list(try program.run("cache", "pins", "--json").output).first?["digest"] as? String
    )
    for name in ["packs", "objects"] {
      try FileManager.default.removeItem(atPath: folder.path("cache/\(name)"))
    }
    #expect(try program.run("cache", "pins").output.contains("not in the store"))
    #expect(try program.run("cache", "unpin", String(digest.prefix(8))).code == 0)
  }

  // MARK: Beside a run

  @Test func `gc beside a live run takes nothing the run uses`() throws {
    let gate = folder.path("gate")
    mkfifo(gate, 0o600)
    try folder.write("gated.yml", Pipelines.gated(by: gate))
    let running = try program.start(["run", "gated.yml", "--json"])
    _ = running.line { $0.contains("stage-started") && $0.contains("waits") }
    let report = try object("cache", "gc", "--older-than", "0s")
    #expect(report["leases"] as? Int == 1)
    #expect(count(report["kept"], "inUse") == 1)
    #expect((report["results"] as? [Any])?.count == 5)
    let handle = try #require(FileHandle(forWritingAtPath: gate))
    try handle.write(contentsOf: Data("go\n".utf8))
    try handle.close()
    let outcome = try running.wait()
    #expect(outcome.code == 0, "\(outcome)")
    #expect(!outcome.output.contains("healed"), "\(outcome)")
    #expect(try program.run("cache", "verify").code == 0)
  }

  @Test func `a killed run leaves no lease, and what it left is collected`() throws {
    let gate = folder.path("gate")
    mkfifo(gate, 0o600)
    try folder.write("gated.yml", Pipelines.gated(by: gate))
    let running = try program.start(["run", "gated.yml", "--json"])
    _ = running.line { $0.contains("stage-started") && $0.contains("waits") }
    running.send(SIGKILL)
    _ = try running.wait(reading: false)
    let report = try object("cache", "gc", "--older-than", "0s")
    #expect(count(report["kept"], "inUse") == 0)
    #expect((report["results"] as? [Any])?.count == 6)
  }

  @Test func `gc killed at any moment leaves a sound store`() throws {
    for round in 0..<12 {
      for value in ["4", "5", "6"] {
        _ = try program.run("run", "sphere.yml", "--set", "count=\(value)")
      }
      let running = try program.start(["cache", "gc", "--max-size", "60KB"])
      // From before its first step to about its end.
      usleep(UInt32(round) * 1500)
      running.send(SIGKILL)
      _ = try running.wait()
      if round % 3 == 2 {
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path("cache"))
        where name.hasPrefix("index.sqlite") {
          try FileManager.default.removeItem(atPath: folder.path("cache/\(name)"))
        }
      }
      let verified = try program.run("cache", "verify")
      #expect(verified.code == 0, "round \(round): \(verified)")
    }
    #expect(try program.run("run", "sphere.yml").code == 0)
    #expect(try hits().count == 5)
  }

  // MARK: verify and rebuild

  @Test func `damage is found, put aside, and made again by the next run`() throws {
    #expect(try object("cache", "verify")["sound"] as? Bool == true)
    let pack = try #require(try largestPack())
    let path = folder.path("cache/packs/\(pack)")
    var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    // In the middle of a container's chunks, whichever it is.
    bytes[bytes.count / 2] ^= 0xff
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    let outcome = try program.run("cache", "verify")
    #expect(outcome.code == 1 && outcome.errors.isEmpty, "\(outcome)")
    #expect(
      outcome.lines.contains { $0.hasPrefix("wrong") && $0.contains("quarantine/") }, "\(outcome)")
    #expect(try hits().count < 5)
    #expect(try program.run("run", "sphere.yml").code == 0)
    #expect(try hits().count == 5)
    #expect(try program.run("cache", "verify").code == 0)
  }

  private func largestPack() throws -> String? {
    try FileManager.default.contentsOfDirectory(atPath: folder.path("cache/packs")).max {
      left, right in
      func size(_ name: String) -> Int {
        let path = folder.path("cache/packs/\(name)")
        return (try? FileManager.default.attributesOfItem(atPath: path)[.size]) as? Int ?? 0
      }
      return size(left) < size(right)
    }
  }

  @Test func `a deep verification finds what the bytes do not show`() throws {
    #expect(try object("cache", "verify", "--deep")["sound"] as? Bool == true)
    do {
      let store = try Store(at: folder.path("cache"))
      let lopsided = try SparseMatrix<Double>(
        rows: 2, columns: 2, rowOffsets: [0, 2, 4], columnIndices: [0, 1, 0, 1],
        values: [1, -1, -0.5, 0.5])
      let writer = try store.files.makeWriter(type: OperatorArtifact.artifactType)
      try OperatorArtifact(kind: "stiffness", matrix: lopsided).write(to: writer)
      try store.record(
        StageResult(
          key: Digest.of(text: "k"), kind: "k", kindVersion: 1, stage: "crooked", parameters: "{}",
          inputs: [], outputs: [.init(port: "out", artifact: try writer.finish())],
          cost: .init(seconds: 0, cpuSeconds: 0, peakBytes: 0), fingerprint: "", run: ""))
    }
    #expect(try program.run("cache", "verify").code == 0)
    let outcome = try program.run("cache", "verify", "--deep")
    #expect(outcome.code == 1, "\(outcome)")
    #expect(
      outcome.lines.contains {
        $0.hasPrefix("broken") && $0.contains("'crooked'") && $0.contains("symmetric")
      }, "\(outcome)")
    let broken = try object("cache", "verify", "--deep", code: 1)["broken"] as? [[String: Any]]
    #expect(broken?.count == 1)
  }

  @Test func `rebuild makes the index from the files and says what it found`() throws {
    let before = try program.run("list", "--json").output
    try Data("garbage".utf8).write(to: URL(fileURLWithPath: folder.path("cache/index.sqlite")))
    let report = try object("cache", "rebuild")
    #expect(report["results"] as? Int == 5 && report["artifacts"] as? Int == 6)
    #expect(try program.run("list", "--json").output == before)
  }

  // MARK: export and import

  @Test func `a result moves to another store, where the pipeline finds it`() throws {
    let exported = try program.run(
      "cache", "export", "sphere.yml:basis", "sphere.yml:distance", "--to", "s.meridian")
    #expect(exported.code == 0, "\(exported)")
    let imported = try object("cache", "import", "s.meridian", "--store", "other")
    #expect(imported["new_results"] as? Int == 4)
    let plan = try program.run("plan", "sphere.yml", "--store", "other")
    #expect(plan.lines.count { $0.hasPrefix("hit") } == 4, "\(plan)")
    #expect(
      try object("cache", "import", "s.meridian", "--store", "other")["new_results"] as? Int == 0)
    #expect(try program.run("cache", "verify", "--deep", "--store", "other").code == 0)
  }

  @Test func `a broken archive is one error and changes nothing`() throws {
    #expect(try program.run("cache", "export", "sphere.yml:basis", "--to", "s.meridian").code == 0)
    let whole = try Data(contentsOf: URL(fileURLWithPath: folder.path("s.meridian")))
    try folder.write("cut.meridian", whole.dropLast(100))
    try folder.write("text.meridian", "nothing of the kind")
    for file in ["cut.meridian", "text.meridian"] {
      let outcome = try program.run("cache", "import", file, "--store", "other")
      #expect(outcome.code == 1 && outcome.errorLines.count == 1, "\(outcome)")
      #expect(outcome.errors.contains(file) && outcome.errors.contains("nothing was imported"))
    }
    #expect(try program.run("list", "--store", "other").lines == ["no artifacts"])
    #expect(try program.run("cache", "import", "missing", "--store", "other").code == 2)
  }

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/bin/sh")))
  func `a bomb is refused within a small memory`() throws {
    try folder.write("bomb.meridian", Data(Bomb.archive))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    // In KiB: 1 GiB of address space, of which the bomb would fill eight.
    process.arguments = [
      "-c",
      "ulimit -v 1048576; exec '\(MeridianProgram.path)' cache import bomb.meridian --store other",
    ]
    let errors = Pipe()
    process.standardError = errors
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationReason == .exit && process.terminationStatus == 1, "\(text)")
    #expect(text.contains("nothing was imported"), "\(text)")
  }

  // MARK: The command line

  @Test func `a misspelled cache command gets the nearest one`() throws {
    let outcome = try program.run("cache", "verfy")
    #expect(outcome.code == 2 && outcome.errorLines.count == 1, "\(outcome)")
    #expect(outcome.errors.contains("meridian cache") && outcome.errors.contains("'verify'"))
    let option = try program.run("cache", "verify", "--depe")
    #expect(option.code == 2 && option.errors.contains("meridian help cache verify"), "\(option)")
    #expect(try program.run("help", "cache", "gc").output.contains("--keep-pipeline"))
  }
}
