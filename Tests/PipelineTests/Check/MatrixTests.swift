import Pipeline
import TestSupport
import Testing

/// `matrix`: a variant of a stage for each combination that it depends on.
@Suite struct MatrixTests {
  private let text = """
    parameters: {seed: 0, width: 1, other: x}
    matrix: {seed: [0, 1], width: [1, 2, 3]}
    stages:
      plain: {kind: test.text, parameters: {text: "${other}"}}
      data: {kind: test.seeded, parameters: {seed: "${seed}"}}
      model: {kind: test.join, inputs: {parts: {data: data, size: size, plain: plain}}}
      size: {kind: test.text, parameters: {count: "${width}"}}
    """

  @Test func `a stage has the variants of what it and its inputs depend on`() throws {
    let bench = try Bench()
    let names = try bench.check(text).stages.map(\.name)
    #expect(names.filter { $0.hasPrefix("plain") } == ["plain"])
    #expect(names.filter { $0.hasPrefix("data") } == ["data[seed=0]", "data[seed=1]"])
    #expect(names.filter { $0.hasPrefix("size") }.count == 3)
    #expect(names.filter { $0.hasPrefix("model") }.count == 6)
    #expect(names.contains("model[seed=1,width=3]"))
  }

  @Test func `variants take their own inputs, and what they share is computed once`() throws {
    let bench = try Bench()
    let outcome = try bench.run(text, jobs: 2)
    #expect(outcome.ran == 12)
    #expect(try bench.text(outcome, "model[seed=1,width=3]") == "data=1;plain=x;size=aaa")
    #expect(try bench.text(outcome, "model[seed=0,width=1]") == "data=0;plain=x;size=a")
  }

  @Test func `a value on the command line stands instead of the list`() throws {
    let bench = try Bench()
    let names = try bench.check(text, set: ["seed": "5"]).stages.map(\.name)
    #expect(names.contains("data") && names.filter { $0.hasPrefix("model") }.count == 3)
    let outcome = try Runner(
      store: bench.store, catalogue: catalogue,
      options: RunOptions(jobs: 1, workers: .inProcess)
    ).run(Planner(store: bench.store).plan(bench.check(text, set: ["seed": "5", "width": "2"])))
    #expect(try bench.text(outcome, "model") == "data=5;plain=x;size=aa")
  }

  @Test func `items and variants go together`() throws {
    let bench = try Bench()
    let outcome = try bench.run(
      """
      parameters: {times: 1}
      matrix: {times: [1, 2]}
      stages:
        a: {foreach: [p, q], kind: test.text, parameters: {text: "${item}", count: "${times}"}}
        all: {kind: test.join, inputs: {parts: a}}
      """)
    #expect(try bench.text(outcome, "a[q,times=2]") == "qq")
    #expect(try bench.text(outcome, "all[times=2]") == "p=pp;q=qq")
    #expect(try bench.text(outcome, "all[times=1]") == "p=p;q=q")
  }

  @Test func `one variant that fails leaves the others alone`() throws {
    let bench = try Bench()
    let tag = Board.tag()
    Board.fail("\(tag)1")
    let outcome = try bench.run(
      """
      parameters: {k: 1}
      matrix: {k: [1, 2]}
      stages:
        a: {kind: test.text, parameters: {count: "${k}", tag: "\(tag)${k}"}}
        b: {kind: test.length, inputs: {text: a}}
      """)
    #expect(outcome.status("a[k=1]") == .failed && outcome.status("b[k=1]") == .skipped)
    #expect(outcome.status("a[k=2]") == .ran && outcome.status("b[k=2]") == .ran)
    #expect(outcome.exitCode == 1)
  }

  @Test(arguments: [
    (
      "parameters: {k: 1}\nmatrix: {kk: [1]}\nstages: {a: {kind: test.text}}",
      "p.yml:2:10: 'matrix' goes over 'kk', which is no parameter of this file; did you mean 'k'?"
    ),
    (
      "parameters: {k: 1}\nmatrix: {k: 2}\nstages: {a: {kind: test.text}}",
      "p.yml:2:13: the values of 'k' are no list; write 'k: [first, second]'"
    ),
    (
      "parameters: {k: 1}\nmatrix: {k: [1, x]}\nstages: {a: {kind: test.text}}",
      "p.yml:2:17: 'k' is a whole number, \"x\" is a text; give values of the default's type"
    ),
    (
      "parameters: {k: 1}\nmatrix: {k: [1, 1]}\nstages: {a: {kind: test.text}}",
      "p.yml:2:17: 'k' has the value 1 twice; remove one"
    ),
    (
      "parameters: {k: 1}\nmatrix: {k: [1, 20]}\nstages:\n  a: {kind: test.text, parameters: {count: '${k}'}}",
      "p.yml:4:44: parameter 'count' of stage 'a': 20 is no whole number from 1 to 9"
    ),
  ])
  func `mistakes are reported with their place`(text: String, expected: String) {
    #expect(mistakes(text) == [expected])
  }
}
