import Foundation
import Pipeline
import TestSupport
import Testing

@Suite struct PipelineSchemaTests {
  private let schema = PipelineSchema(catalogue).document

  @Test("Every key that the checker takes is described")
  func keys() {
    #expect(PipelineSchema.undescribedKeys.isEmpty)
    let file = schema["properties"]?.mapValue?.names ?? []
    #expect(Set(file).isSuperset(of: ["name", "parameters", "stages", "matrix", "use"]))
    let stage = schema["$defs"]?["stage"]?["properties"]?.mapValue?.names ?? []
    #expect(
      Set(stage).isSuperset(of: [
        "kind", "inputs", "parameters", "save", "foreach", "missing", "retries", "timeout",
        "resources",
      ]))
    for name in file { #expect(schema["properties"]?[name]?["description"] != nil, "\(name)") }
    for name in stage {
      #expect(
        schema["$defs"]?["stage"]?["properties"]?[name]?["description"] != nil, "\(name)")
    }
  }

  @Test("Every kind, port and parameter of the catalogue is in it, with its words and default")
  func kinds() throws {
    let rules = try #require(schema["$defs"]?["stage"]?["allOf"]?.listValue)
    #expect(rules.count == catalogue.kinds.count)
    for (kind, rule) in zip(catalogue.kinds, rules) {
      #expect(rule["if"]?["properties"]?["kind"]?["const"] == .string(kind.name))
      let sections = try #require(rule["then"]?["properties"])
      let inputs = sections["inputs"]?["properties"]
      #expect(inputs?.mapValue?.names == kind.inputs.map(\.name))
      let parameters = sections["parameters"]?["properties"]
      #expect(parameters?.mapValue?.names == kind.allParameters.map(\.name))
      for parameter in kind.allParameters {
        let own = try #require(parameters?[parameter.name])
        #expect(own["description"]?.stringValue?.hasPrefix(parameter.doc) == true)
        #expect(own["default"] == parameter.defaultValue)
      }
    }
  }

  private static let sum = String(repeating: "0a", count: 32)

  /// Texts in JSON, which is YAML too, so that checker and schema see the same.
  private static let right: [String] = [
    #"{"stages": {"a": {"kind": "test.text"}}}"#,
    #"{"name": "n", "parameters": {"k": 3}, "stages": {"a": {"kind": "test.text", "parameters": {"count": "${k}"}}}}"#,
    #"{"stages": {"a": {"kind": "test.text", "parameters": {"count": 2.0, "rate": 1, "mode": "upper", "flags": [true], "model": {"x": [1]}}}}}"#,
    #"{"stages": {"a": {"kind": "test.text", "parameters": null, "inputs": null}}}"#,
    #"{"stages": {"a": {"kind": "test.text"}, "b": {"kind": "test.join", "inputs": {"parts": ["a"]}}}}"#,
    #"{"stages": {"a": {"kind": "test.text"}, "b": {"kind": "test.join", "inputs": {"parts": {"x": "a"}}}}}"#,
    #"{"stages": {"a": {"kind": "test.text"}, "b": {"kind": "test.join", "inputs": {"parts": "a"}}}}"#,
    #"{"stages": {"a": {"kind": "test.text", "retries": 2, "timeout": "90s", "resources": {"memory": "2GB", "threads": 1}}}}"#,
    #"{"stages": {"a": {"kind": "test.text", "timeout": 1.5, "resources": {"memory": 1000}}}}"#,
    #"{"stages": {"a": {"kind": "test.text", "timeout": "2h"}, "b": {"kind": "test.text", "timeout": "500 ms"}}}"#,
    #"{"stages": {"a": {"kind": "test.text", "foreach": ["x", 2, {"name": "y"}]}}}"#,
    #"{"stages": {"a": {"kind": "test.text", "foreach": {"count": 3}}}}"#,
    #"{"parameters": {"k": 2}, "stages": {"a": {"kind": "test.text", "foreach": {"count": "${k}", "from": 7}}}}"#,
    #"{"parameters": {"k": 1}, "matrix": {"k": [1, 2]}, "stages": {"a": {"kind": "test.text", "parameters": {"count": "${k}"}}}}"#,
    #"{"stages": {"a": {"kind": "test.text", "foreach": ["x", "y"]}, "b": {"kind": "test.join", "inputs": {"parts": "a"}, "missing": "drop"}}}"#,
    #"{"stages": {"r": {"kind": "test.read", "inputs": {"file": {"url": "https://h/x.txt", "sha256": "\#(sum)"}}}}}"#,
    #"{"stages": {"r": {"kind": "test.read", "inputs": {"files": {"x": {"url": "https://h/x.txt", "sha256": "\#(sum)"}}}}}}"#,
    #"{"stages": {"r": {"kind": "test.read", "inputs": {"files": [{"url": "https://h/x.txt", "sha256": "\#(sum)"}]}}}}"#,
  ]

  private static let wrong: [String] = [
    #"{}"#,
    #"{"stages": {}}"#,
    #"{"stages": {"a": {"kind": "test.text"}}, "stage": {}}"#,
    #"{"name": [1], "stages": {"a": {"kind": "test.text"}}}"#,
    #"{"parameters": [1], "stages": {"a": {"kind": "test.text"}}}"#,
    #"{"stages": {"a b": {"kind": "test.text"}}}"#,
    #"{"stages": {"a": {}}}"#,
    #"{"stages": {"a": {"kind": "test.txt"}}}"#,
    #"{"stages": {"a": {"kind": "test.text", "paramters": {}}}}"#,
    #"{"stages": {"a": {"kind": "test.text", "parameters": {"cuont": 1}}}}"#,
    #"{"stages": {"a": {"kind": "test.text", "parameters": {"count": 12}}}}"#,
    #"{"stages": {"a": {"kind": "test.text", "parameters": {"count": 1.5}}}}"#,
    #"{"stages": {"a": {"kind": "test.text", "parameters": {"count": "two"}}}}"#,
    #"{"stages": {"a": {"kind": "test.text", "parameters": {"rate": 0}}}}"#,
    #"{"stages": {"a": {"kind": "test.text", "parameters": {"mode": "both"}}}}"#,
    #"{"stages": {"a": {"kind": "test.text", "parameters": {"flags": [1]}}}}"#,
    #"{"stages": {"a": {"kind": "test.text", "parameters": {"loud": "yes"}}}}"#,
    #"{"stages": {"a": {"kind": "test.text", "parameters": {"text": 3}}}}"#,
    #"{"stages": {"a": {"kind": "test.text", "parameters": []}}}"#,
    #"{"stages": {"a": {"kind": "test.join"}}}"#,
    #"{"stages": {"a": {"kind": "test.join", "inputs": {}}}}"#,
    #"{"stages": {"a": {"kind": "test.text"}, "b": {"kind": "test.join", "inputs": {"parts": []}}}}"#,
    #"{"stages": {"a": {"kind": "test.text"}, "b": {"kind": "test.length", "inputs": {"text": ["a"]}}}}"#,
    #"{"stages": {"a": {"kind": "test.text"}, "b": {"kind": "test.length", "inputs": {"txet": "a"}}}}"#,
    #"{"stages": {"a": {"kind": "test.text", "save": {"text": "x.txt"}}}}"#,
    #"{"stages": {"a": {"kind": "test.text", "retries": -1}}}"#,
    #"{"stages": {"a": {"kind": "test.text", "retries": "many"}}}"#,
    #"{"stages": {"a": {"kind": "test.text", "timeout": "soon"}}}"#,
    #"{"stages": {"a": {"kind": "test.text", "timeout": 0}}}"#,
    #"{"stages": {"a": {"kind": "test.text", "resources": {"memory": "much"}}}}"#,
    #"{"stages": {"a": {"kind": "test.text", "resources": {"threads": 0}}}}"#,
    #"{"stages": {"a": {"kind": "test.text", "resources": {"cores": 2}}}}"#,
    #"{"stages": {"a": {"kind": "test.text", "missing": "keep"}}}"#,
    #"{"stages": {"a": {"kind": "test.text", "foreach": []}}}"#,
    #"{"stages": {"a": {"kind": "test.text", "foreach": {"pattern": "*.off"}}}}"#,
    #"{"stages": {"a": {"kind": "test.text", "foreach": {"count": 0}}}}"#,
    #"{"stages": {"a": {"kind": "test.text", "foreach": {"count": 2.5}}}}"#,
    #"{"stages": {"a": {"kind": "test.text", "foreach": {"count": 2, "from": -1}}}}"#,
    #"{"parameters": {"k": 1}, "matrix": {"k": []}, "stages": {"a": {"kind": "test.text"}}}"#,
    #"{"parameters": {"k": 1}, "matrix": {"k": 2}, "stages": {"a": {"kind": "test.text"}}}"#,
    #"{"parameters": {"k": 1}, "matrix": {"k": [1, 1]}, "stages": {"a": {"kind": "test.text"}}}"#,
    #"{"use": {"p": {"parameters": {}}}, "stages": {"a": {"kind": "test.text"}}}"#,
    #"{"stages": {"r": {"kind": "test.read", "inputs": {"file": {"url": "https://h/x.txt"}}}}}"#,
    #"{"stages": {"r": {"kind": "test.read", "inputs": {"file": {"url": "https://h/x.txt", "sha256": "abc"}}}}}"#,
    #"{"stages": {"r": {"kind": "test.read", "inputs": {"file": {"url": "https://h/x.txt", "sha256": "\#(sum)", "size": 3}}}}}"#,
    #"{"use": ["p.yml"], "stages": {"a": {"kind": "test.text"}}}"#,
  ]

  @Test("What the checker takes fits the schema", arguments: right)
  func accepted(text: String) throws {
    #expect(mistakes(text) == [])
    let value = try #require(ParameterValue(json: text))
    #expect(try SchemaCheck(root: schema).accepts(value))
  }

  @Test("Mistakes of form are mistakes for both", arguments: wrong)
  func refused(text: String) throws {
    #expect(mistakes(text) != [])
    let value = try #require(ParameterValue(json: text))
    #expect(try !SchemaCheck(root: schema).accepts(value))
  }

  @Test("Stages of another file, and files that are folders' or patterns', fit")
  func others() throws {
    let folder = try TemporaryFolder()
    try folder.write("other.yml", "parameters: {k: 1}\nstages: {a: {kind: test.text}}\n")
    try folder.write("x.txt", "x")
    try folder.write("items.csv", "name,letter\none,a\n")
    for text in [
      #"{"use": {"p": {"file": "other.yml", "parameters": {"k": 2}}}}"#,
      #"{"use": {"p": "other.yml"}, "stages": {"b": {"kind": "test.length", "inputs": {"text": "p.a"}}}}"#,
      #"{"stages": {"r": {"kind": "test.read", "inputs": {"file": "x.txt"}}}}"#,
      #"{"stages": {"r": {"kind": "test.read", "inputs": {"files": {"x": "x.txt"}}}}}"#,
      #"{"stages": {"r": {"kind": "test.text", "foreach": "*.txt", "parameters": {"text": "${item}"}}}}"#,
      #"{"stages": {"r": {"kind": "test.text", "foreach": {"manifest": "items.csv", "name": "name"}, "parameters": {"text": "${item.letter}"}}}}"#,
    ] {
      #expect(mistakes(text, in: folder.path) == [], "\(text)")
      let value = try #require(ParameterValue(json: text))
      #expect(try SchemaCheck(root: schema).accepts(value), "\(text)")
    }
  }
}
