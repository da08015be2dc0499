import Foundation
import Pipeline
import TestSupport
import Testing

@Suite struct DiagnosticsTests {
  @Test(
    "Each mistake is reported with file, line, column, and remedy",
    arguments: [
      (
        "stages:\n  a: {kind: test.tex}",
        "p.yml:2:13: unknown kind 'test.tex'; did you mean 'test.text'?"
      ),
      (
        "stages:\n  a: {kind: test.text, parameters: {cuont: 2}}",
        "p.yml:2:37: unknown parameter 'cuont' of kind test.text; did you mean 'count'?"
      ),
      (
        "parameters: {dir: }\nstages:\n  a: {kind: test.text, parameters: {text: '${dir}/x'}}",
        "p.yml:3:43: the parameter 'dir' has no value; give it one with --set dir=VALUE"
      ),
      (
        "stages:\n  a: {kind: test.text, parameters: {count: 10}}",
        "p.yml:2:44: parameter 'count' of stage 'a': 10 is no whole number from 1 to 9"
      ),
      (
        "stages:\n  a: {kind: test.text, parameters: {count: x}}",
        "p.yml:2:44: parameter 'count' of stage 'a': needs a whole number from 1 to 9, not a text; "
          + "write it without quotes and units"
      ),
      (
        "stages:\n  a: {kind: test.text, parameters: {rate: 0}}",
        "p.yml:2:43: parameter 'rate' of stage 'a': 0 is no number greater than 0"
      ),
      (
        "stages:\n  a: {kind: test.text, parameters: {mode: uper}}",
        "p.yml:2:43: parameter 'mode' of stage 'a': 'uper' is none of the choices; "
          + "did you mean 'upper'?"
      ),
      (
        "stages:\n  a: {kind: test.text, parameters: {flags: [true, 3]}}",
        "p.yml:2:51: parameter 'flags[1]' of stage 'a': needs true or false, not a whole number"
      ),
      (
        "stages:\n  a: {kind: test.text, parameters: {text: 5}}",
        "p.yml:2:43: parameter 'text' of stage 'a': needs a text, not a whole number; "
          + "write it in quotes: \"5\""
      ),
      (
        "stages:\n  a: {kind: test.picky}",
        "p.yml:2:3: stage 'a' gives no 'model', which kind test.picky needs; "
          + "add 'model' under 'parameters': structure"
      ),
      (
        "stages:\n  a: {kind: test.length}",
        "p.yml:2:3: stage 'a' connects nothing to the input 'text'; "
          + "add 'text' under 'inputs': it takes text"
      ),
      (
        "stages:\n  a: {kind: test.text}\n  b: {kind: test.length, inputs: {txet: a}}",
        "p.yml:3:35: unknown input 'txet' of kind test.length; did you mean 'text'?"
      ),
      (
        "stages:\n  alpha: {kind: test.text}\n  b: {kind: test.length, inputs: {text: alhpa}}",
        "p.yml:3:41: unknown stage 'alhpa'; did you mean 'alpha'?"
      ),
      (
        "stages:\n  a: {kind: test.text}\n  b: {kind: test.length, inputs: {text: a.txt}}",
        "p.yml:3:41: stage 'a' has no output 'txt'; did you mean 'text'?"
      ),
      (
        """
        stages:
          a: {kind: test.text}
          b: {kind: test.length, inputs: {text: a}}
          c: {kind: test.length, inputs: {text: b}}
        """,
        "p.yml:4:41: 'b' is ambiguous: several outputs fit input 'text' of stage 'c'; "
          + "write 'b.length' or 'b.first'"
      ),
      (
        """
        stages:
          a: {kind: test.text}
          b: {kind: test.export, inputs: {text: a}}
          c: {kind: test.length, inputs: {text: b}}
        """,
        "p.yml:4:41: input 'text' takes text, but 'b.file' is of type file; "
          + "connect a stage that yields text"
      ),
      (
        """
        stages:
          a: {kind: test.text, inputs: {after: c}}
          b: {kind: test.text, inputs: {after: a}}
          c: {kind: test.text, inputs: {after: b}}
        """,
        "p.yml:2:3: the stages need each other in a circle: a ← c ← b ← a; "
          + "remove one of these inputs"
      ),
      (
        "stages:\n  a: {kind: test.text, save: {text: out.txt}}",
        "p.yml:2:31: 'a.text' is of type text; only files can be saved; "
          + "add an export stage and save its file"
      ),
      (
        """
        stages:
          a: {kind: test.text}
          b: {kind: test.export, inputs: {text: a}, save: {file: out/x}}
          c: {kind: test.export, inputs: {text: a}, save: {file: ./out/x}}
        """,
        "p.yml:4:58: './out/x' is already where 'b.file' is saved; save to another path"
      ),
      (
        "stages:\n  a: {kind: test.text, parameters: {text: \"${nmae}\"}}\nparameters: {name: 1}",
        "p.yml:2:43: unknown parameter 'nmae' in '${nmae}'; did you mean 'name'?"
      ),
      (
        "stage:\n  a: {kind: test.text}",
        "p.yml:1:1: unknown key 'stage'; did you mean 'stages'?"
      ),
      (
        "stages:\n  a: {kind: test.text, parametres: {}}",
        "p.yml:2:24: unknown key 'parametres' of stage 'a'; did you mean 'parameters'?"
      ),
      (
        "stages:\n  a/b: {kind: test.text}",
        "p.yml:2:3: 'a/b' cannot be the name of a stage; "
          + "use letters, digits, '-' and '_', and begin with a letter or digit"
      ),
      (
        "stages:\n  a: {}",
        "p.yml:2:3: stage 'a' has no kind; add 'kind: …'"
      ),
      (
        "stages:\n  a: {kind: test.picky, parameters: {model: {blocks: [{width: 2}, {width: 0}]}}}",
        "p.yml:2:75: parameter 'model.blocks[1].width' of stage 'a': a block needs a width; "
          + "give at least 1"
      ),
      (
        "stages:\n  a: {kind: test.text}\n  a: {kind: test.text}",
        "p.yml:3:3: the key 'a' is given twice; it is also at line 2, column 3; remove one"
      ),
      (
        "stages:\n  a: {kind: test.text}\n  b: {kind: test.join, inputs: {parts: [a, a]}}",
        "p.yml:3:44: input 'parts' of stage 'b' has two items 'a'; "
          + "give them names: '{first: …, second: …}'"
      ),
      ("", "p.yml:1:1: the file is empty; add 'stages:'"),
    ])
  func mistakeIsReported(text: String, expected: String) {
    #expect(mistakes(text) == [expected])
  }

  @Test("All mistakes of a file are reported in one go, sorted by place")
  func allAtOnce() {
    let found = mistakes(
      """
      nmae: x
      stages:
        a: {kind: test.txt}
        b: {kind: test.text, parameters: {count: 0, count: 1, colour: 1}}
        c: {kind: test.length, inputs: {text: bb}}
      """)
    #expect(found.count == 5)
    #expect(found.map { $0.split(separator: ":")[1] } == ["1", "3", "4", "4", "5"])
    #expect(found.contains { $0.contains("p.yml:4:47: the key 'count' is given twice") })
  }

  @Test("A missing file is named with its nearest neighbour; a stage's name is suggested too")
  func missingFile() throws {
    let folder = try TemporaryFolder()
    try folder.write("data/edges.csv", "1,2")
    let found = mistakes(
      "stages:\n  r: {kind: test.read, inputs: {file: data/edgse.csv}}", in: folder.path)
    #expect(found.count == 1)
    #expect(found.first?.hasPrefix("p.yml:2:39: input 'file' of stage 'r': no such file") ?? false)
    #expect(found.first?.contains("did you mean 'edges.csv'") ?? false)
  }

  @Test("A file that shares its stem with a stage is still a file")
  func stems() throws {
    let folder = try TemporaryFolder()
    try folder.write("r.txt", "x")
    #expect(
      mistakes("stages:\n  r: {kind: test.read, inputs: {file: r.txt}}", in: folder.path).isEmpty)
  }

  @Test("A stage that names itself is told how to name the file or folder of its name")
  func ownName() throws {
    let folder = try TemporaryFolder()
    func found(_ text: String) -> [String] {
      mistakes("stages:\n  r: {kind: test.read, inputs: {file: \(text)}}", in: folder.path)
    }
    #expect(
      found("r")
        == ["p.yml:2:3: the stages need each other in a circle: r ← r; remove one of these inputs"])
    try folder.write("r/x.txt", "x")
    #expect(
      found("r")
        == ["p.yml:2:39: 'r' in input 'file' is the stage 'r' itself; write './r' for the folder"])
    #expect(!found("./r").contains { $0.contains("itself") || $0.contains("circle") })
  }

  @Test("An override must name a parameter of the file and have its type")
  func overrides() {
    let text = "parameters: {k: 3, name: x}\nstages: {a: {kind: test.text}}"
    #expect(
      mistakes(text, set: [ParameterOverride(name: "kk", text: "1")])
        == ["--set kk: p.yml has no such parameter; did you mean 'k'?"])
    #expect(
      mistakes(text, set: [ParameterOverride(name: "k", text: "many")])
        == [
          "--set k: the default is a whole number, 'many' is a text; "
            + "give a whole number, as in the file: 3"
        ])
    #expect(mistakes(text, set: [ParameterOverride(name: "name", text: "5")]).isEmpty)
    #expect(ParameterOverride(argument: "a=b=c") == ParameterOverride(name: "a", text: "b=c"))
    #expect(ParameterOverride(argument: "=b") == nil)
  }

  @Test("A cycle search finds no cycle in a graph without one and one in each ring")
  func longChains() {
    let chain = (1..<20_000).map { "  s\($0): {kind: test.text, inputs: {after: s\($0 - 1)}}" }
    let text = "stages:\n  s0: {kind: test.text}\n" + chain.joined(separator: "\n")
    #expect(mistakes(text).isEmpty)
  }
}
