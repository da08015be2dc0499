package import Artifacts
package import Pipeline

/// A stage kind with ports and parameters as lines and as JSON, from its own declarations.
package struct KindText {
  private let kind: any StageKind.Type

  package init(_ kind: any StageKind.Type) { self.kind = kind }

  /// What the kind does, then its inputs, outputs and parameters, a line each.
  package func lines(style: Style, width: Int? = nil) -> [String] {
    var lines = ["\(style.bold(kind.name)), version \(kind.version)", kind.summary]
    var inputs = Table(["input": .left, "type": .left, "": .left, "what": .left])
    for port in kind.inputs {
      inputs.append([port.name, port.accepts.description, Self.need(port), port.doc])
    }
    var outputs = Table(["output": .left, "type": .left, "what": .left])
    for port in kind.outputs { outputs.append([port.name, port.type, port.doc]) }
    var parameters = Table([
      "parameter": .left, "type": .left, "default": .left, "unit": .left, "what": .left,
    ])
    for parameter in kind.allParameters {
      parameters.append([
        parameter.name, parameter.type.description, Self.defaultText(parameter),
        parameter.unit ?? "", parameter.doc,
      ])
    }
    for table in [inputs, outputs, parameters] where !table.isEmpty {
      lines += [""] + table.lines(style: style, width: width)
    }
    return lines
  }

  /// The kind as an object.
  package var json: JSON {
    .members([
      "kind": .string(kind.name), "version": .integer(kind.version),
      "summary": .string(kind.summary), "seeded": .boolean(kind.isSeeded),
      "inputs": .array(
        kind.inputs.map { port in
          .members([
            "name": .string(port.name), "type": .string(port.accepts.description),
            "required": .boolean(port.isRequired), "many": .boolean(port.arity == .many),
            "doc": .string(port.doc),
          ])
        }),
      "outputs": .array(
        kind.outputs.map { port in
          .members([
            "name": .string(port.name), "type": .string(port.type), "doc": .string(port.doc),
          ])
        }),
      "parameters": .array(
        kind.allParameters.map { parameter in
          .members([
            "name": .string(parameter.name), "type": .string(parameter.type.description),
            "required": .boolean(parameter.isRequired),
            "default": parameter.defaultValue.map(JSON.init),
            "unit": parameter.unit.map(JSON.string), "doc": .string(parameter.doc),
          ])
        }),
    ])
  }

  private static func need(_ port: InputPort) -> String {
    switch port.arity {
    case .one: "required"
    case .optional: "optional"
    case .many: port.isRequired ? "one or more" : "any number"
    }
  }

  private static func defaultText(_ parameter: ParameterDeclaration) -> String {
    switch parameter.defaultValue {
    case nil: "required"
    case .null?: "none"
    case .string(let text)?: text
    case let value?: value.canonicalJSON
    }
  }
}
