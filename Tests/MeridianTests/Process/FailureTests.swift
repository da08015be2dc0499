import Foundation
import TestSupport
import Testing

/// A batch of which items fail: what is said of them, and what the next run does.
@Suite(.timeLimit(.minutes(2))) struct FailureTests {
  private let folder: TemporaryFolder
  private let program: MeridianProgram

  init() throws {
    folder = try TemporaryFolder()
    program = MeridianProgram(folder: folder.path)
    for (height, name) in ["a", "c", "e"].enumerated() {
      try folder.write(
        "meshes/\(name).off", "OFF\n3 1 0\n0 0 \(height)\n1 0 0\n0 1 0\n3 0 1 2\n")
    }
    // A face of a vertex that is not there, and what is no mesh at all.
    try folder.write("meshes/b.off", "OFF\n3 1 0\n0 0 0\n1 0 0\n0 1 0\n3 0 1 7\n")
    try folder.write("meshes/d.off", "a \"quoted\", text\n")
    try folder.write(
      "batch.yml",
      """
      name: batch
      stages:
        mesh:
          foreach: meshes/*.off
          kind: load.mesh
          inputs: {mesh: "${item}"}
        laplacian: {foreach: mesh, kind: mesh.laplacian, inputs: {mesh: mesh}}
        ball: {kind: make.mesh, parameters: {shape: icosphere, subdivisions: 1}}
      """)
  }

  @Test func `failing items are recorded with their errors, and the rest completes`() throws {
    let outcome = try program.run("run", "batch.yml", "--json")
    #expect(outcome.code == 1, "\(outcome)")
    let last = try #require(try Events.all(outcome.output).last)
    #expect(last["event"] as? String == "finished")
    #expect(last["ran"] as? Int == 7)
    #expect(last["failed"] as? Int == 2)
    #expect(last["skipped"] as? Int == 2)
    let failures = try #require(last["failures"] as? [[String: Any]])
    #expect(failures.compactMap { $0["stage"] as? String } == ["mesh[b.off]", "mesh[d.off]"])
    #expect(failures.compactMap { $0["item"] as? String } == ["b.off", "d.off"])
    #expect((failures.first?["error"] as? String)?.contains("b.off") == true, "\(failures)")

    let list = try Events.list(try program.run("failures", "--json").output)
    #expect(list.map { $0["stage"] as? String } == ["mesh[b.off]", "mesh[d.off]"])
    #expect(list.map { $0["item"] as? String } == ["b.off", "d.off"])
    #expect(
      list.map { $0["error"] as? String } == failures.map { $0["error"] as? String },
      "the whole error in both")

    let text = try program.run("failures")
    #expect(text.code == 0 && text.lines.count == 3, "\(text)")
    #expect(text.lines[1].hasPrefix("mesh[b.off]") && text.lines[1].contains("vertex"), "\(text)")
    #expect(text.lines[2].hasPrefix("mesh[d.off]"))

    let csv = try program.run("failures", "--csv")
    #expect(csv.lines.first == "stage,item,error")
    #expect(
      csv.lines.dropFirst().map { $0.prefix(18) } == ["mesh[b.off],b.off,", "mesh[d.off],d.off,"])
    #expect(
      try program.run("failures", "newest", "--json").output
        == program.run("failures", "--json").output)
    #expect(try program.run("failures", "--json", "--csv").code == 2)
  }

  @Test func `the next run tries only what failed, and then nothing is left to list`() throws {
    _ = try program.run("run", "batch.yml")
    let again = try program.run("run", "batch.yml", "--json")
    #expect(again.code == 1)
    let tried = try Events.statuses(again.output).filter { $0.value != "hit" }
    #expect(
      tried == [
        "mesh[b.off]": "failed", "mesh[d.off]": "failed", "laplacian[b.off]": "skipped",
        "laplacian[d.off]": "skipped",
      ])
    for name in ["b", "d"] {
      try folder.write(
        "meshes/\(name).off", "OFF\n3 1 0\n0 0 0\n\(name == "b" ? 2 : 3) 0 0\n0 1 0\n3 0 1 2\n")
    }
    let mended = try program.run("run", "batch.yml", "--json")
    #expect(mended.code == 0, "\(mended)")
    #expect(try Events.statuses(mended.output).filter { $0.value == "ran" }.count == 4)
    #expect(try #require(try Events.all(mended.output).last)["failures"] == nil)
    #expect(try program.run("failures").lines == ["no failures"])
    #expect(try program.run("failures", "--json").output == "[]\n")
    #expect(try program.run("failures", "--csv").lines == ["stage,item,error"])
    #expect(try Events.list(try program.run("failures", "newest~1", "--json").output).count == 2)
  }
}
