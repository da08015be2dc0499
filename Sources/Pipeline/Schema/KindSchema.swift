/// The part of the schema that holds for stages of one kind.
struct KindSchema {
  private let kind: any StageKind.Type

  init(_ kind: any StageKind.Type) { self.kind = kind }

  /// What follows for a stage from being of this kind.
  var rule: ParameterValue {
    var required: [ParameterValue] = []
    if kind.inputs.contains(where: \.isRequired) { required.append("inputs") }
    if kind.allParameters.contains(where: \.isRequired) { required.append("parameters") }
    var consequence: ParameterMap = ParameterMap([("properties", .map(sections))])
    if !required.isEmpty { consequence["required"] = .list(required) }
    return [
      "if": ["properties": ["kind": ["const": .string(kind.name)]], "required": ["kind"]],
      "then": .map(consequence),
    ]
  }

  private var sections: ParameterMap {
    var sections = ParameterMap([
      (
        "inputs",
        Self.section(
          kind.inputs.map { ($0.name, Self.schema(of: $0)) },
          required: kind.inputs.filter(\.isRequired).map(\.name))
      ),
      (
        "parameters",
        Self.section(
          kind.allParameters.map { ($0.name, Self.schema(of: $0)) },
          required: kind.allParameters.filter(\.isRequired).map(\.name))
      ),
    ])
    // A kind without declared outputs names them by its parameters.
    if !kind.outputs.isEmpty {
      let files = kind.outputs.filter { $0.type == FileArtifact.name }
      sections["save"] = Self.section(
        files.map { ($0.name, ["description": .string($0.doc), "$ref": "#/$defs/path"]) },
        required: [])
    }
    return sections
  }

  private static func section(
    _ properties: [(String, ParameterValue)], required: [String]
  ) -> ParameterValue {
    let type: ParameterValue = required.isEmpty ? ["object", "null"] : "object"
    var section = ParameterMap([
      ("type", type), ("properties", .map(ParameterMap(properties))),
      ("additionalProperties", false),
    ])
    if !required.isEmpty { section["required"] = .list(required.map { .string($0) }) }
    return .map(section)
  }

  // MARK: Inputs

  private static func schema(of port: InputPort) -> ParameterValue {
    let description = "\(port.doc) Takes \(port.accepts)\(port.arity == .many ? ", several" : "")."
    let single: [ParameterValue] =
      port.accepts == .files
      ? [["$ref": "#/$defs/reference"], ["$ref": "#/$defs/fetched"]]
      : [["$ref": "#/$defs/reference"]]
    guard port.arity == .many else {
      return ["description": .string(description), "anyOf": .list(single)]
    }
    let element: ParameterValue = ["anyOf": .list(single)]
    let several: [ParameterValue] = [
      ["type": "array", "items": element, "minItems": 1],
      ["type": "object", "additionalProperties": element, "minProperties": 1],
    ]
    return ["description": .string(description), "anyOf": .list(single + several)]
  }

  // MARK: Parameters

  private static func schema(of parameter: ParameterDeclaration) -> ParameterValue {
    let unit = parameter.unit.map { " Unit: \($0)." } ?? ""
    var schema = ParameterMap([("description", .string(parameter.doc + unit))])
    if let value = parameter.defaultValue { schema["default"] = value }
    // A text may hold parameters of the pipeline anyway, and a structure may be anything.
    switch parameter.type {
    case .structure: return .map(schema)
    case .string: schema["type"] = parameter.defaultValue == .null ? ["string", "null"] : "string"
    default:
      let null: [ParameterValue] = parameter.defaultValue == .null ? [["type": "null"]] : []
      schema["anyOf"] = .list(
        [Self.schema(of: parameter.type)] + null + [["$ref": "#/$defs/interpolated"]])
    }
    return .map(schema)
  }

  private static func schema(of type: ParameterType) -> ParameterValue {
    switch type {
    case .boolean: ["type": "boolean"]
    case .integer(let range): .map(integer(range))
    case .number(let range): .map(number(range))
    case .string: ["type": "string"]
    case .choice(let names): ["enum": .list(names.map { .string($0) })]
    case .list(of: let element):
      [
        "type": "array",
        "items": ["anyOf": [schema(of: element), ["$ref": "#/$defs/interpolated"]]],
      ]
    case .structure: [:]
    }
  }

  private static func integer(_ range: ClosedRange<Int>?) -> ParameterMap {
    var schema = ParameterMap([("type", "integer")])
    if let range, range.lowerBound > .min { schema["minimum"] = .integer(range.lowerBound) }
    if let range, range.upperBound < .max { schema["maximum"] = .integer(range.upperBound) }
    return schema
  }

  private static func number(_ range: NumberRange?) -> ParameterMap {
    var schema = ParameterMap([("type", "number")])
    guard let range else { return schema }
    if range.lower.isFinite {
      schema[range.includesLower ? "minimum" : "exclusiveMinimum"] = .number(range.lower)
    }
    if range.upper.isFinite {
      schema[range.includesUpper ? "maximum" : "exclusiveMaximum"] = .number(range.upper)
    }
    return schema
  }
}
