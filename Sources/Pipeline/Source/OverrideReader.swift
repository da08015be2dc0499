/// Reads the values of `--set name=value` and puts them in the place of a pipeline's defaults.
enum OverrideReader {
  /// The parameters of the file with the overrides that name one of them and fit it.
  static func effective(
    _ declared: [SourceNode.Entry], _ overrides: [ParameterOverride]
  ) -> ParameterMap {
    var parameters = ParameterMap(declared.map { ($0.key, $0.value.parameterValue) })
    for override in overrides {
      guard let original = parameters[override.name],
        case .success(let value) = read(override, like: original)
      else { continue }
      parameters[override.name] = value
    }
    return parameters
  }

  /// The override's value in the type of the default, or what is wrong with it.
  static func read(
    _ override: ParameterOverride, like original: ParameterValue
  ) -> Result<ParameterValue, ParameterCoercion.Failure> {
    if case .string = original { return .success(.string(override.text)) }
    var reader = YAMLReader(file: nil)
    let node = reader.read(override.text)
    guard reader.diagnostics.isEmpty else {
      return .failure(
        .init(
          message: "'\(override.text)' is no YAML value",
          remedy: "write a number, a text, [a, list] or {a: map}"))
    }
    let value = node?.parameterValue ?? .null
    switch (original, value) {
    case (.null, _), (.bool, .bool), (.integer, .integer), (.number, .number), (.list, .list),
      (.map, .map):
      return .success(value)
    case (.number, .integer(let whole)): return .success(.number(Double(whole)))
    default:
      return .failure(
        .init(
          message: "the default is \(original.typeName), '\(override.text)' is \(value.typeName)",
          remedy: "give \(original.typeName), as in the file: \(original.canonicalJSON)"))
    }
  }
}
