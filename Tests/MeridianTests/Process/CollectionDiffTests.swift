import Foundation
import TestSupport
import Testing

/// `meridian diff` of what stages made for the items of batches.
@Suite(.timeLimit(.minutes(2))) struct CollectionDiffTests {
  private let folder: TemporaryFolder
  private let program: MeridianProgram

  init() throws {
    folder = try TemporaryFolder()
    program = MeridianProgram(folder: folder.path)
  }

  /// A batch of spheres by their radii, with Laplacians and bases.
  private func write(_ file: String, _ radii: [(name: String, radius: Double, steps: Int)]) throws {
    let rows = radii.map { "\($0.name),\($0.radius),\($0.steps)\n" }.joined()
    try folder.write("\(file).csv", "name,radius,steps\n\(rows)")
    try folder.write(
      "\(file).yml",
      """
      name: \(file)
      stages:
        ball:
          foreach: {manifest: \(file).csv}
          kind: make.mesh
          parameters: {shape: icosphere, subdivisions: "${item.steps}", radius: "${item.radius}"}
        laplacian: {foreach: ball, kind: mesh.laplacian, inputs: {mesh: ball}}
        one: {kind: make.mesh, parameters: {shape: icosphere, subdivisions: 1}}
      """)
  }

  private func run(_ file: String, _ targets: String...) throws {
    let outcome = try program.run(["run", "\(file).yml"] + targets)
    try #require(outcome.code == 0, "\(outcome)")
  }

  private func object(_ outcome: MeridianProgram.Outcome) throws -> [String: Any] {
    try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any],
      "\(outcome)")
  }

  @Test func `an item's output is named with the item before or behind the port`() throws {
    try write("a", [("p.off", 1, 1), ("q", 1.5, 1)])
    try run("a")
    let usual = try program.run("inspect", "a.yml:laplacian[p.off].mass", "--json")
    #expect(usual.code == 0, "\(usual)")
    let other = try program.run("inspect", "a.yml:laplacian.mass[p.off]", "--json")
    #expect(other.code == 0 && other.output == usual.output, "\(other)")
    let none = try program.run("inspect", "a.yml:laplacian.mass[r]")
    #expect(none.code == 2 && none.errors.contains("no item 'r'"), "\(none)")
    for reference in ["laplacian[p]", "laplacian[p].mass", "laplacian.mass[p]", "laplacian[p.of]"] {
      let near = try program.run("inspect", "a.yml:\(reference)")
      #expect(near.code == 2 && near.errors.contains("mean 'laplacian[p.off]'"), "\(near)")
    }
    let alone = try program.run("inspect", "a.yml:one[p]")
    #expect(alone.code == 2 && alone.errors.contains("stage 'one' has no items"), "\(alone)")
    let port = try program.run("inspect", "a.yml:laplacian[p.off].mas")
    #expect(port.code == 2 && port.errors.contains("mean 'mass'"), "\(port)")
  }

  @Test func `batches are compared item by item, worst first`() throws {
    try write("a", [("p", 1, 1), ("q", 1.5, 1), ("r", 2, 1), ("s", 3, 1), ("gone", 5, 1)])
    try write("b", [("q", 1.5, 1), ("p", 1.25, 1), ("r", 2, 2), ("s", 3.5, 1), ("new", 6, 1)])
    try run("a")
    try run("b")
    let outcome = try program.run("diff", "a.yml:ball", "b.yml:ball", "--json")
    #expect(outcome.code == 1 && outcome.errors.isEmpty, "\(outcome)")
    let found = try object(outcome)
    #expect(found["equal"] as? Bool == false)
    #expect(
      found["counts"] as? [String: Int]
        == ["same": 1, "changed": 3, "missing": 0, "only_in_first": 1, "only_in_second": 1])
    let changed = try #require(found["changed"] as? [[String: Any]])
    // Another count of vertices has no number; then 1 − 1/1.25 = 0.2 and 1 − 3/3.5 = 0.14.
    #expect(changed.map { $0["item"] as? String } == ["r", "p", "s"])
    let comparison = try #require(changed[1]["comparison"] as? [String: Any])
    let arrays = try #require(comparison["arrays"] as? [[String: Any]])
    let largest = try #require(arrays.first?["largest_relative"] as? [String: Any])
    #expect(abs((largest["value"] as? Double ?? 0) - 0.2) < 1e-12)
    let others = try #require(found["others"] as? [[String: Any]])
    #expect(Set(others.compactMap { $0["item"] as? String }) == ["q", "gone", "new"])
    let from = try #require(found["from"] as? [String: Any])
    #expect(from["reference"] as? String == "a.yml:ball" && from["items"] as? Int == 5)

    let text = try program.run("diff", "a.yml:ball", "b.yml:ball")
    #expect(text.code == 1)
    for line in [
      "1 item the same", "3 items changed", "1 item only in A: gone", "1 item only in B: new",
    ] {
      #expect(text.lines.contains(line), "\(text)")
    }
    let places = ["r  ", "p  ", "s  "].map { start in
      text.lines.firstIndex { $0.hasPrefix(start) } ?? -1
    }
    #expect(places == places.sorted() && !places.contains(-1), "\(text)")
    #expect(text.lines[places[1]].contains("0.2"))
  }

  @Test func `ports are named as for one artifact`() throws {
    try write("a", [("p", 1, 1), ("q", 2, 1)])
    try write("b", [("p", 1, 1), ("q", 2.5, 1)])
    try run("a")
    try run("b")
    let mass = try object(
      program.run("diff", "a.yml:laplacian.mass", "b.yml:laplacian.mass", "--json"))
    #expect((mass["counts"] as? [String: Int])?["changed"] == 1)
    // Cotangents do not see the size.
    let stiffness = try program.run(
      "diff", "a.yml:laplacian.stiffness", "b.yml:laplacian.mass", "--json")
    #expect(stiffness.code == 1)
    let none = try program.run("diff", "a.yml:laplacian", "b.yml:laplacian")
    #expect(none.code == 2 && none.errors.contains("stiffness, mass"), "\(none)")
  }

  @Test func `the same batch is equal, whatever file it is of`() throws {
    try write("a", [("p", 1, 1), ("q", 2, 1)])
    try write("b", [("q", 2, 1), ("p", 1, 1)])
    try run("a")
    try run("b")
    let text = try program.run("diff", "a.yml:ball", "b.yml:ball")
    #expect(text.code == 0 && text.lines == ["equal: 2 items"], "\(text)")
    let found = try object(program.run("diff", "a.yml:ball", "a.yml:ball", "--json"))
    #expect(found["equal"] as? Bool == true)
  }

  @Test func `items without a result are named with the side`() throws {
    try write("a", [("p", 1, 1), ("q", 2, 1)])
    try write("b", [("p", 1, 1), ("q", 7, 1)])
    try run("a")
    try run("b", "ball[p]")
    let text = try program.run("diff", "a.yml:ball", "b.yml:ball")
    #expect(text.code == 1)
    #expect(text.lines.contains("1 item without a result: q (B)"), "\(text)")
    try write("c", [("p", 10, 1), ("q", 11, 1)])
    let none = try program.run("diff", "a.yml:ball", "c.yml:ball")
    #expect(none.code == 2 && none.output.isEmpty, "\(none)")
    #expect(none.errors.contains("meridian run c.yml ball"), "\(none)")
  }

  @Test func `variants of a sweep are compared by their parameters`() throws {
    for (file, radius) in [("a", "1.0"), ("b", "1.5")] {
      try folder.write(
        "\(file).yml",
        """
        parameters: {steps: 1}
        matrix: {steps: [0, 1, 2]}
        stages:
          ball:
            kind: make.mesh
            parameters: {shape: icosphere, subdivisions: "${steps}", radius: \(radius)}
        """)
      try run(file)
    }
    let outcome = try program.run("diff", "a.yml:ball", "b.yml:ball", "--json")
    let found = try object(outcome)
    let changed = try #require(found["changed"] as? [[String: Any]])
    #expect(
      Set(changed.compactMap { $0["item"] as? String }) == ["steps=0", "steps=1", "steps=2"])
    let narrowed = try program.run("diff", "a.yml:ball[steps=1]", "b.yml:ball[steps=1]")
    #expect(narrowed.code == 1 && narrowed.output.contains("positions"), "\(narrowed)")
  }

  @Test func `of many items the text has a bounded number of lines, and JSON has all`() throws {
    let radii = (0..<60).map { (name: "i\($0)", radius: Double($0 + 1), steps: 0) }
    try write("a", radii)
    try write("b", radii.map { ($0.name, $0.radius * 1.5, 0) })
    try run("a", "ball")
    try run("b", "ball")
    let text = try program.run("diff", "a.yml:ball", "b.yml:ball")
    #expect(text.lines.count < 40, "\(text)")
    #expect(text.lines.last == "and 40 more; --json has all of them")
    let found = try object(program.run("diff", "a.yml:ball", "b.yml:ball", "--json"))
    #expect((found["changed"] as? [[String: Any]])?.count == 60)
  }

  @Test
  func `a batch against an artifact, and a batch where one artifact is wanted, say what to do`()
    throws
  {
    try write("a", [("p", 1, 1), ("q", 2, 1)])
    try run("a")
    let mixed = try program.run("diff", "a.yml:ball", "a.yml:one")
    #expect(mixed.code == 2 && mixed.errorLines.count == 1, "\(mixed)")
    #expect(mixed.errors.contains("'a.yml:ball' names 2 items, 'a.yml:one' one artifact"))
    let one = try program.run("inspect", "a.yml:ball")
    #expect(one.code == 2 && one.errors.contains("as 'ball[p]'"), "\(one)")
    let wrong = try program.run("diff", "a.yml:bal", "a.yml:ball")
    #expect(wrong.code == 2 && wrong.errors.contains("'ball'"), "\(wrong)")
  }
}
