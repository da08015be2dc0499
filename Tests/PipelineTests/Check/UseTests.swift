import Pipeline
import TestSupport
import Testing

/// `use`: another file's stages under a prefix, with its parameters set.
@Suite struct UseTests {
  private func bench(_ files: [String: String]) throws -> Bench {
    let bench = try Bench()
    for (name, text) in files { try bench.folder.write(name, text) }
    return bench
  }

  private let part = """
    parameters: {word: w, times: 1}
    stages:
      text: {kind: test.text, parameters: {text: "${word}", count: "${times}"}}
      size: {kind: test.length, inputs: {text: text}}
    """

  @Test func `stages of another file are there under the prefix`() throws {
    let bench = try bench(["sub/part.yml": part])
    let outcome = try bench.run(
      """
      parameters: {n: 3}
      use:
        one: {file: sub/part.yml, parameters: {word: hello, times: "${n}"}}
        two: sub/part.yml
      stages:
        all: {kind: test.join, inputs: {parts: [one.text, one.size.length, two.text]}}
      """)
    #expect(
      try bench.text(outcome, "all") == "one.size.length=15;one.text=hellohellohello;two.text=w")
  }

  @Test func `paths and uses in a used file are relative to it`() throws {
    let bench = try bench([
      "a/middle.yml":
        "use: {deep: b/deep.yml}\nstages: {j: {kind: test.join, inputs: {parts: deep.r}}}",
      "a/b/deep.yml": "stages: {r: {kind: test.read, inputs: {file: data.txt}}}",
      "a/b/data.txt": "found",
    ])
    let outcome = try bench.run("use: {m: a/middle.yml}")
    #expect(try bench.text(outcome, "m.j") == "deep.r=txt:found")
  }

  @Test func `a matrix reaches into used files through their parameters`() throws {
    let bench = try bench(["part.yml": part])
    let names = try bench.check(
      """
      parameters: {n: 1}
      matrix: {n: [1, 2]}
      use: {p: {file: part.yml, parameters: {times: "${n}"}}}
      stages: {j: {kind: test.join, inputs: {parts: p.text}}}
      """
    ).stages.map(\.name)
    #expect(Set(names).isSuperset(of: ["p.text[n=1]", "p.size[n=2]", "j[n=2]"]))
  }

  @Test(arguments: [
    ("use: {p: nowhere.yml}", "p.yml:1:10: 'nowhere.yml': no such file"),
    ("use: {p: loop.yml}", "loop.yml:1:10: 'loop.yml' uses itself"),
    (
      "use: {p: {file: part.yml, parameters: {wrod: x}}}",
      "has no parameter 'wrod'; did you mean 'word'?"
    ),
    ("use: {p: bad.yml}", "bad.yml:1:20: unknown kind 'test.tex'; did you mean 'test.text'?"),
    ("use: {p: {fiel: part.yml}}", "unknown key 'fiel'"),
    ("use: {'a.b': part.yml}", "'a.b' cannot be a prefix"),
    (
      "use: {p: part.yml}\nstages: {j: {kind: test.join, inputs: {parts: p.txet}}}",
      "unknown stage 'p'"
    ),
    ("use: {p: matrix.yml}", "a file that is used cannot have a matrix"),
  ])
  func `mistakes are reported in the file they are in`(text: String, expected: String) throws {
    let bench = try bench([
      "part.yml": part, "loop.yml": "use: {q: loop.yml}\nstages: {a: {kind: test.text}}",
      "bad.yml": "stages: {a: {kind: test.tex}}",
      "matrix.yml": "parameters: {k: 1}\nmatrix: {k: [1]}\nstages: {a: {kind: test.text}}",
    ])
    let found = mistakes(text, in: bench.folder.path)
    #expect(found.contains { $0.contains(expected) }, "\(found)")
  }
}
