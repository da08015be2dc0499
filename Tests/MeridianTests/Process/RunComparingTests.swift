import Foundation
import TestSupport
import Testing

/// Comparing what real runs left: `compare`, `table`, `diff`.
@Suite struct RunComparingTests {
  private let folder: TemporaryFolder
  private let program: MeridianProgram

  init() throws {
    folder = try TemporaryFolder()
    program = MeridianProgram(folder: folder.path)
    try folder.write("sphere.yml", Pipelines.sphere)
    let outcome = try program.run("run", "sphere.yml")
    try #require(outcome.code == 0, "\(outcome)")
  }

  private func object(_ outcome: MeridianProgram.Outcome) throws -> [String: Any] {
    try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any],
      "\(outcome)")
  }

  @Test func `compare names the parameter, what it reached and the metrics it changed`() throws {
    #expect(try program.run("run", "sphere.yml", "--set", "subdivisions=3").code == 0)
    let outcome = try program.run("compare", "newest~1", "newest", "--json")
    #expect(outcome.code == 0)
    let comparison = try object(outcome)
    let whole = try #require(comparison["changes"] as? [[String: Any]])
    #expect(
      whole.contains {
        $0["name"] as? String == "subdivisions" && $0["a"] as? Int == 2 && $0["b"] as? Int == 3
      })
    let stages = try #require(comparison["stages"] as? [[String: Any]])
    #expect(
      stages.compactMap { $0["stage"] as? String }
        == ["surface", "laplacian", "basis", "distance", "check"])
    let check = try #require(stages.last?["changes"] as? [[String: Any]])
    #expect(
      check.contains {
        $0["what"] as? String == "metric" && $0["name"] as? String == "distance_mean_error"
      })
    let text = try program.run("compare", "newest~1", "newest")
    #expect(text.lines.contains { $0.contains("parameter subdivisions") })
    #expect(text.lines.last == "5 of 5 stages differ")
  }

  @Test func `runs of the same results do not differ, and a missing run is a wrong command line`()
    throws
  {
    #expect(try program.run("run", "sphere.yml").code == 0)
    let same = try program.run("compare", "newest~1", "newest")
    #expect(same.lines.last == "0 of 5 stages differ", "\(same)")
    let missing = try program.run("compare", "newest~1", "nosuchrun")
    #expect(missing.code == 2 && missing.errorLines.count == 1)
  }

  @Test func `a changed file is told by its digests`() throws {
    try folder.write("m.off", "OFF\n3 1 0\n0 0 0\n1 0 0\n0 1 0\n3 0 1 2\n")
    try folder.write(
      "file.yml", "name: file\nstages: {mesh: {kind: load.mesh, inputs: {mesh: m.off}}}\n")
    #expect(try program.run("run", "file.yml").code == 0)
    try folder.write("m.off", "OFF\n3 1 0\n0 0 0\n2 0 0\n0 1 0\n3 0 1 2\n")
    #expect(try program.run("run", "file.yml").code == 0)
    let outcome = try program.run("compare", "newest~1", "newest")
    #expect(outcome.lines.contains { $0.contains("file mesh (m.off)") }, "\(outcome)")
  }

  @Test func `a sweep's table has a row a variant and means over seeds`() throws {
    try folder.write("sweep.yml", Pipelines.sweep)
    let sweep = try program.run("run", "sweep.yml")
    try #require(sweep.code == 0, "\(sweep)")
    let csv = try program.run("table", "--format", "csv", "--metric", "accuracy")
    try #require(csv.lines.count == 3, "\(csv)")
    #expect(csv.lines[0] == "width,test.accuracy,test.accuracy_sd,test.accuracy_n")
    #expect(csv.lines[1].hasPrefix("4,") && csv.lines[2].hasPrefix("16,"))
    #expect(csv.lines[1].hasSuffix(",3"))
    let every = try program.run("table", "--over", "none", "--format", "csv")
    #expect(every.lines.count == 7)
    let rows = try Events.list(try program.run("table", "--format", "json").output)
    #expect(rows.count == 2)
    let sorted = try program.run(
      "table", "newest", "--over", "none", "--sort", "accuracy", "--descending", "--format", "csv",
      "--metric", "accuracy")
    let values = sorted.lines.dropFirst().compactMap { Double($0.split(separator: ",").last ?? "") }
    #expect(values.count == 6 && values == values.sorted(by: >))
    #expect(try program.run("table", "--metric", "acuracy").code == 2)
    #expect(try program.run("table", "--by", "colour").code == 2)
  }

  @Test func `diff ends with 0 for the same content, 1 for another and 2 for neither`() throws {
    let equal = try program.run("diff", "sphere.yml:surface", "sphere.yml:surface")
    #expect(equal.code == 0 && equal.output.hasPrefix("equal: mesh"), "\(equal)")
    let before = try #require(
      try Events.list(try program.run("list", "--stage", "surface", "--json").output).first?[
        "digest"] as? String)
    #expect(try program.run("run", "sphere.yml", "--set", "subdivisions=3").code == 0)
    let other = try program.run(
      "diff", before, "sphere.yml:surface", "--set", "subdivisions=3")
    #expect(other.code == 1 && other.errors.isEmpty, "\(other)")
    #expect(other.lines.contains { $0.hasPrefix("vertices") && $0.contains("(162 → 642)") })
    // The old vertices are among the new ones, the old faces are not.
    #expect(other.lines.contains { $0.contains("480 added, 0 removed") }, "\(other)")
    let json = try program.run(
      "diff", before, "sphere.yml:surface", "--set", "subdivisions=3", "--json")
    #expect(json.code == 1)
    #expect(try object(json)["equal"] as? Bool == false)
    for arguments in [
      ["diff", "sphere.yml:surface", "sphere.yml:none"],
      ["diff", "sphere.yml:surface", "00000000"],
      ["diff", "sphere.yml:surface"],
    ] {
      let outcome = try program.run(arguments)
      #expect(outcome.code == 2 && outcome.errorLines.count == 1, "\(outcome)")
    }
  }

  @Test func `what cannot be read is no difference`() throws {
    let objects = try FileManager.default.subpathsOfDirectory(atPath: folder.path("cache/packs"))
    for name in objects where name.hasSuffix(".pack") {
      let url = URL(fileURLWithPath: folder.path("cache/packs/\(name)"))
      var data = try Data(contentsOf: url)
      for index in stride(from: 1000, to: data.count, by: 50) { data[index] ^= 0xFF }
      try data.write(to: url)
    }
    let outcome = try program.run("diff", "sphere.yml:surface", "sphere.yml:distance")
    #expect(outcome.code == 2, "\(outcome)")
  }

  @Test func `the schema is JSON with every kind`() throws {
    let schema = try object(try program.run("schema"))
    let definitions = try #require(schema["$defs"] as? [String: [String: Any]])
    let rules = try #require(definitions["stage"]?["allOf"] as? [Any])
    let kinds = try Events.list(try program.run("stages", "--json").output)
    #expect(rules.count == kinds.count)
    #expect(schema["$schema"] as? String == "https://json-schema.org/draft/2020-12/schema")
  }
}
