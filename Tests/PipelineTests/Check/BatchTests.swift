import Foundation
import Pipeline
import TestSupport
import Testing

/// `foreach`: which items there are, and what refers to them.
@Suite struct BatchTests {
  private func names(_ text: String, in bench: Bench) throws -> [String] {
    try bench.check(text).stages.map(\.name)
  }

  @Test func `files are items by their path inside the folder, sorted`() throws {
    let bench = try Bench()
    for name in ["b.txt", "a.txt", "deep/c.txt", ".hidden"] {
      try bench.folder.write("in/\(name)", "x")
    }
    let text = "stages: {r: {foreach: in, kind: test.read, inputs: {file: '${item}'}}}"
    #expect(try names(text, in: bench) == ["r[a.txt]", "r[b.txt]", "r[deep/c.txt]"])
    let pattern =
      "stages: {r: {foreach: {files: 'in/*.txt'}, kind: test.read, inputs: {file: '${item}'}}}"
    #expect(try names(pattern, in: bench) == ["r[a.txt]", "r[b.txt]"])
  }

  @Test func `an item's value, name and fields are put in, with their types`() throws {
    let bench = try Bench()
    let list = """
      stages:
        a:
          foreach: [{name: x, times: 2}, {name: y, times: 3}]
          kind: test.text
          parameters: {text: "<${item.name}>", count: "${item.times}"}
      """
    let outcome = try bench.run(list)
    #expect(try bench.text(outcome, "a[x]") == "<x><x>")
    #expect(try bench.text(outcome, "a[y]") == "<y><y><y>")
    let scalars = try bench.run(
      "stages: {a: {foreach: [p, 7], kind: test.text, parameters: {text: '${item}!'}}}")
    #expect(try bench.text(scalars, "a[7]") == "7!")
  }

  @Test func `a range of numbers is a number an item, named so that names sort as numbers`() throws
  {
    let bench = try Bench()
    let text = """
      parameters: {size: 12}
      stages:
        a: {foreach: {count: "${size}"}, kind: test.text, parameters: {text: "${item}/"}}
        b: {foreach: {count: 3, from: 4}, kind: test.text, parameters: {count: "${item}"}}
      """
    let found = try names(text, in: bench)
    #expect(Array(found.prefix(12)) == (0..<12).map { $0 < 10 ? "a[0\($0)]" : "a[\($0)]" })
    #expect(Array(found.suffix(3)) == ["b[4]", "b[5]", "b[6]"])
    #expect(found.count == 15)
    #expect(try bench.text(bench.run(text), "a[07]") == "7/")
  }

  @Test(arguments: [
    ("{count: 0}", "24: 'count' of 'foreach' must be a whole number from 1 to 100000"),
    ("{count: many}", "24: 'count' of 'foreach' must be a whole number from 1 to 100000"),
    ("{count: 2, from: -3}", "33: 'from' of 'foreach' must be a whole number from 0 to 999999998"),
  ])
  func `a range that is none is reported with its place`(foreach: String, expected: String) {
    let found = mistakes("stages:\n  a: {foreach: \(foreach), kind: test.text}")
    #expect(
      found == ["p.yml:2:\(expected); write {count: 100}, or {count: 100, from: 500}"])
  }

  @Test(arguments: [
    ("items.csv", "name,times,note\n007,2,\"a, b\"\nz,1,\"say \"\"hi\"\"\"\n\n"),
    (
      "items.json",
      #"[{"name": "007", "times": 2, "note": "a, b"}, {"name": "z", "times": 1, "note": "say \"hi\""}]"#
    ),
  ])
  func `a manifest is a row an item`(file: String, content: String) throws {
    let bench = try Bench()
    try bench.folder.write(file, content)
    let outcome = try bench.run(
      """
      stages:
        a:
          foreach: {manifest: \(file)}
          kind: test.text
          parameters: {text: "${item.note};", count: "${item.times}"}
      """)
    #expect(try bench.text(outcome, "a[007]") == "a, b;a, b;")
    #expect(try bench.text(outcome, "a[z]") == "say \"hi\";")
  }

  @Test func `stages go on item by item, or gather the items by name`() throws {
    let bench = try Bench()
    let outcome = try bench.run(
      """
      stages:
        a: {foreach: [q, p], kind: test.text, parameters: {text: "${item}"}}
        b: {foreach: a, kind: test.length, inputs: {text: a}}
        c: {foreach: b, kind: test.join, inputs: {parts: {own: b.first, one: single}}}
        single: {kind: test.text, parameters: {text: s}}
        all: {kind: test.join, inputs: {parts: b.first}}
        named: {kind: test.join, inputs: {parts: {x: a, y: single}}}
      """)
    #expect(outcome.ran + outcome.hits == 9)
    #expect(try bench.text(outcome, "c[p]") == "one=s;own=p")
    #expect(try bench.text(outcome, "all") == "p=p;q=q")
    #expect(try bench.text(outcome, "named") == "x/p=p;x/q=q;y=s")
  }

  @Test func `a stage's own name stands for all its items`() throws {
    let bench = try Bench()
    let text = """
      stages:
        a: {foreach: [p, q], kind: test.text, parameters: {text: "${item}"}}
        b: {foreach: a, kind: test.length, inputs: {text: a}}
      """
    #expect(try bench.plan(text, targets: ["a"]).stages.map(\.name) == ["a[p]", "a[q]"])
    #expect(try bench.plan(text, targets: ["b[q]"]).stages.map(\.name) == ["a[q]", "b[q]"])
    #expect(throws: PipelineError.self) { try bench.plan(text, targets: ["b[r]"]) }
  }

  @Test(arguments: [
    (
      "stages:\n  a: {foreach: [p], kind: test.text}\n  b: {kind: test.length, inputs: {text: a}}",
      "p.yml:3:41: 'a' runs once an item, and input 'text' of stage 'b' takes one value; "
        + "add 'foreach: a' to go on item by item, or gather the items in an input that takes many"
    ),
    (
      "stages:\n  a: {kind: test.text}\n  b: {foreach: a, kind: test.length, inputs: {text: a}}",
      "p.yml:3:16: 'a' runs once, not once an item; "
        + "leave 'foreach' out, or give 'a' a 'foreach' of its own"
    ),
    (
      "stages:\n  a: {foreach: [x, x], kind: test.text}",
      "p.yml:2:16: two items of 'foreach' are called 'x'; give each a name of its own: {name: …}"
    ),
    (
      "stages:\n  a: {foreach: [{name: x, k: 1}], kind: test.text, parameters: {text: '${item.kk}'}}",
      "p.yml:2:71: the items have no 'kk' in '${item.kk}'; did you mean 'k'?"
    ),
    (
      "stages:\n  a: {foreach: [1, 20, 3], kind: test.text, parameters: {count: '${item}'}}",
      "p.yml:2:65: item '20': parameter 'count' of stage 'a': 20 is no whole number from 1 to 9"
    ),
    (
      "stages:\n  a: {kind: test.text, parameters: {text: '${item}'}}",
      "p.yml:2:43: unknown parameter 'item' in '${item}'; there are no parameters of this file"
    ),
    (
      "stages:\n  a: {foreach: {fiels: x}, kind: test.text}",
      "p.yml:2:17: unknown key 'fiels' of 'foreach'; did you mean 'files'?"
    ),
    (
      "stages:\n  a: {foreach: [], kind: test.text}",
      "p.yml:2:16: 'foreach' has no items; name at least one"
    ),
  ])
  func `mistakes are reported with their place`(text: String, expected: String) {
    #expect(mistakes(text) == [expected])
  }

  @Test func `items that cannot be listed are one mistake, and none of what is made of them`()
    throws
  {
    let bench = try Bench()
    func found(_ file: String) -> [String] {
      mistakes(
        """
        stages:
          r: {foreach: 'none/*.txt', kind: test.read, inputs: {file: \(file)}}
          a: {foreach: r, kind: test.text, parameters: {count: '${item}'}}
          b: {foreach: r, kind: test.export, inputs: {text: a}, save: {file: '${item.stem}'}}
          c: {foreach: r, kind: test.export, inputs: {text: a}, save: {file: '${item.stem}'}}
        """, in: bench.folder.path)
    }
    #expect(found("'${item}'").count == 1)
    #expect(found("'${item}'").first?.contains("the pattern matches no file") == true)
    // What names no item is wrong by itself.
    #expect(found("missing.txt").count == 2)
  }

  @Test func `a mistake in many items is shown for a few`() throws {
    let items = (0..<50).map { $0 == 0 ? "1" : "\(10 + $0)" }.joined(separator: ", ")
    let found = mistakes(
      "stages:\n  a: {foreach: [\(items)], kind: test.text, parameters: {count: '${item}'}}")
    #expect(found.count == 4)
    #expect(found.contains { $0.contains("more items of 'a' have such mistakes") })
  }

  @Test func `items must not be saved over each other`() throws {
    let bench = try Bench()
    func text(_ path: String) -> String {
      """
      stages:
        a: {foreach: [p, q], kind: test.text, parameters: {text: "${item}"}}
        b: {foreach: a, kind: test.export, inputs: {text: a}, save: {file: "\(path)"}}
      """
    }
    #expect(mistakes(text("out.txt")).first?.contains("are both saved to 'out.txt'") == true)
    #expect(
      mistakes(text("out.txt")).first?.hasSuffix(
        "put the item into the path: out-${item.name}.txt") == true)
    try bench.run(text("out/${item}.txt"))
    #expect(bench.folder.contains("out/p.txt") && bench.folder.contains("out/q.txt"))
  }

  @Test(arguments: [
    (["x.obj", "y.obj"], "out/x.npz", "put the item into the path: out/x-${item.stem}.npz"),
    (["x.obj", "x.off"], "x.csv.gz", "put the item into the path: x-${item.name}.csv.gz"),
    (["x.obj", "y.obj"], "out/x", "put the item into the path: out/x-${item.stem}"),
  ])
  func `how to save files apart is said with the ending that was written`(
    files: [String], path: String, remedy: String
  ) throws {
    let bench = try Bench()
    for name in files { try bench.folder.write("in/\(name)", "x") }
    let found = mistakes(
      """
      stages:
        a: {foreach: in, kind: test.read, inputs: {file: "${item}"}}
        b: {foreach: a, kind: test.export, inputs: {text: a}, save: {file: \(path)}}
      """, in: bench.folder.path)
    #expect(found.count == 1)
    #expect(found.first?.hasSuffix(remedy) == true, "\(found)")
  }

  @Test func `a manifest with a wrong row names its line`() throws {
    let bench = try Bench()
    try bench.folder.write("t.csv", "name,k\na,1\nb\n")
    let found = mistakes(
      "stages:\n  a: {foreach: {manifest: t.csv}, kind: test.text}", in: bench.folder.path)
    #expect(
      found == [
        "p.yml:2:27: 't.csv', line 3: has 1 cells for 2 columns; quote cells that hold a comma"
      ])
  }
}
