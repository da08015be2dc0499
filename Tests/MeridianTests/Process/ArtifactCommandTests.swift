import Foundation
import TestSupport
import Testing

/// Looking at what runs have left: `list`, `runs`, `inspect`, `export`, `metrics`.
@Suite struct ArtifactCommandTests {
  private let folder: TemporaryFolder
  private let program: MeridianProgram

  init() throws {
    folder = try TemporaryFolder()
    program = MeridianProgram(folder: folder.path)
    try folder.write("sphere.yml", Pipelines.sphere)
    let outcome = try program.run("run", "sphere.yml")
    try #require(outcome.code == 0, "\(outcome)")
  }

  private func object(_ arguments: String...) throws -> [String: Any] {
    let outcome = try program.run(arguments)
    #expect(outcome.code == 0 && outcome.errors.isEmpty, "\(outcome)")
    return try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
  }

  @Test func `an artifact is found by file and stage and by its digest`() throws {
    let byStage = try object("inspect", "sphere.yml:surface", "--json")
    let digest = try #require(byStage["digest"] as? String)
    let byDigest = try object("inspect", String(digest.prefix(12)), "--json")
    #expect(byDigest["digest"] as? String == digest)
    #expect(byStage["type"] as? String == "mesh")
    let arrays = try #require(byStage["arrays"] as? [[String: Any]])
    let positions = try #require(arrays.first { $0["name"] as? String == "positions" })
    // An icosphere after two subdivisions: 10 · 4² + 2 vertices on the unit sphere.
    #expect(positions["shape"] as? [Int] == [162, 3])
    #expect(positions["max"] as? Double == 1 || (positions["max"] as? Double ?? 2) <= 1)
    #expect(positions["nan"] as? Int == 0)
  }

  @Test func `the lineage goes down to the first stage`() throws {
    let inspection = try object("inspect", "sphere.yml:basis", "--json")
    let from = try #require(inspection["from"] as? [String: Any])
    #expect(from["stage"] as? String == "basis")
    let sources = try #require(from["from"] as? [[String: Any]])
    #expect(Set(sources.compactMap { $0["input"] as? String }) == ["stiffness", "mass"])
    let deep = sources.compactMap { $0["from"] as? [[String: Any]] }.joined()
    #expect(deep.contains { $0["stage"] as? String == "surface" })
    let text = try program.run("inspect", "sphere.yml:basis").output
    #expect(text.contains("laplacian (mesh.laplacian"))
  }

  @Test func `files in a lineage have their path and digest`() throws {
    try folder.write("m.off", "OFF\n3 1 0\n0 0 0\n1 0 0\n0 1 0\n3 0 1 2\n")
    try folder.write(
      "file.yml", "name: file\nstages: {mesh: {kind: load.mesh, inputs: {mesh: m.off}}}\n")
    #expect(try program.run("run", "file.yml").code == 0)
    #expect(try program.run("inspect", "file.yml:mesh").output.contains("file m.off"))
  }

  @Test func `a stage without a result says how to get one`() throws {
    let outcome = try program.run("inspect", "sphere.yml:basis", "--set", "count=7")
    #expect(outcome.code == 2)
    #expect(outcome.errorLines.count == 1)
    #expect(outcome.errors.contains("meridian run sphere.yml basis"), "\(outcome)")
  }

  @Test(arguments: [
    ("sphere.yml:laplacian", "stiffness, mass"), ("sphere.yml:laplacian.wrong", "stiffness, mass"),
    ("sphere.yml:wrong", "surface"), ("00000000", "00000000"),
  ])
  func `a reference that names nothing says what there is`(reference: String, hint: String) throws {
    let outcome = try program.run("inspect", reference)
    #expect(outcome.code == 2, "\(outcome)")
    #expect(outcome.errorLines.count == 1 && outcome.errors.contains(hint), "\(outcome)")
  }

  @Test func `list is newest first and filters by type, kind and stage`() throws {
    let all = try Events.list(try program.run("list", "--json").output)
    #expect(all.count == 6)
    let created = all.compactMap { $0["created"] as? String }
    #expect(created == created.sorted(by: >))
    let meshes = try Events.list(try program.run("list", "--type", "mesh", "--json").output)
    #expect(meshes.map { $0["stage"] as? String } == ["surface"])
    let one = try Events.list(
      try program.run("list", "--kind", "mesh.laplacian", "--limit", "1", "--json").output)
    #expect(one.count == 1 && one[0]["kind"] as? String == "mesh.laplacian")
    #expect(try program.run("list", "--stage", "basis").lines.count == 2)
  }

  @Test func `runs are newest first with their counts`() throws {
    _ = try program.run("run", "sphere.yml")
    let runs = try Events.list(try program.run("runs", "--json").output)
    #expect(runs.map { $0["hits"] as? Int } == [5, 0])
    #expect(runs.map { $0["ran"] as? Int } == [0, 5])
    #expect(runs.allSatisfy { $0["status"] as? String == "finished" })
    #expect(try program.run("runs", "--status", "failed", "--json").output == "[]\n")
    #expect(try program.run("runs", "--pipeline", "sphere", "--limit", "1").lines.count == 2)
  }

  @Test func `metrics of the newest run or of a named one, in three forms`() throws {
    let rows = try Events.list(try program.run("metrics", "--json").output)
    #expect(rows.count > 1)
    for row in rows {
      #expect(Set(row.keys) == ["stage", "metric", "value"])
      #expect(row["stage"] as? String == "check")
    }
    let csv = try program.run("metrics", "--csv").lines
    #expect(csv.first == "stage,metric,value" && csv.count == rows.count + 1)
    let run = try #require(
      try Events.list(try program.run("runs", "--json").output).first?["run"] as? String)
    #expect(try program.run("metrics", run, "--csv").lines == csv)
    #expect(try program.run("metrics", "nosuchrun").code == 2)
  }

  @Test func `a mesh is exported with fields as vertex properties`() throws {
    let outcome = try program.run(
      "export", "sphere.yml:surface", "--field", "sphere.yml:distance", "--to", "sphere.ply")
    #expect(outcome.code == 0, "\(outcome)")
    let data = try Data(contentsOf: URL(fileURLWithPath: folder.path("sphere.ply")))
    let header = String(decoding: data.prefix(600), as: UTF8.self)
    #expect(header.contains("element vertex 162"))
    #expect(header.contains("distance"), "\(header)")
  }

  @Test func `two fields of one name go into a mesh under names of their own`() throws {
    let outcome = try program.run(
      "export", "sphere.yml:surface", "--field", "near=sphere.yml:distance", "--field",
      "again=sphere.yml:distance", "--to", "sphere.ply")
    #expect(outcome.code == 0, "\(outcome)")
    let data = try Data(contentsOf: URL(fileURLWithPath: folder.path("sphere.ply")))
    let header = String(decoding: data.prefix(600), as: UTF8.self)
    #expect(header.contains(" near\n") && header.contains(" again\n"), "\(header)")
  }

  @Test func `unknown types and kinds get the nearest name`() throws {
    let type = try program.run("list", "--type", "mehs")
    #expect(type.code == 2 && type.errors.contains("'mesh'"), "\(type)")
    let kind = try program.run("list", "--kind", "make.mehs")
    #expect(kind.code == 2 && kind.errors.contains("'make.mesh'"), "\(kind)")
  }

  @Test func `arrays go to NumPy and wrong formats are named with the right ones`() throws {
    #expect(try program.run("export", "sphere.yml:basis", "--to", "basis.npz").code == 0)
    let data = try Data(contentsOf: URL(fileURLWithPath: folder.path("basis.npz")))
    #expect(data.starts(with: Data("PK".utf8)))
    let wrong = try program.run("export", "sphere.yml:surface", "--to", "sphere.csv")
    #expect(wrong.code == 2)
    #expect(wrong.errorLines.count == 1 && wrong.errors.contains(".ply"), "\(wrong)")
    #expect(!folder.contains("sphere.csv"))
  }

  @Test func `a reader that leaves a long list is no error`() throws {
    let running = try program.start(["list", "--json"])
    try running.closeOutput()
    let outcome = try running.wait(reading: false)
    #expect(outcome.code == 0 && outcome.errors.isEmpty, "\(outcome)")
  }
}
