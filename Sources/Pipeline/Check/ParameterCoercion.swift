/// Brings values to the types that parameters declare.
enum ParameterCoercion {
  /// Why a value does not fit, and where inside it.
  struct Failure: Error, Hashable {
    var path: [ParameterPath.Step] = []
    let message: String
    var remedy: String?
  }

  /// The value as the declared type has it: whole numbers become numbers where numbers are declared,
  /// numbers without a fraction become whole numbers, maps in structures are sorted by name.
  static func coerce(
    _ value: ParameterValue, to declaration: ParameterDeclaration
  ) -> Result<ParameterValue, Failure> {
    if value.isNull, declaration.defaultValue == .null { return .success(.null) }
    return coerce(value, to: declaration.type)
  }

  static func coerce(
    _ value: ParameterValue, to type: ParameterType
  ) -> Result<ParameterValue, Failure> {
    switch (type, value) {
    case (.boolean, .bool), (.string, .string): return .success(value)
    case (.integer(let range), .integer(let whole)): return integer(whole, range)
    case (.integer(let range), .number(let number)):
      guard abs(number) <= 0x1p53, let whole = Int(exactly: number) else { break }
      return integer(whole, range)
    case (.number(let range), .integer(let whole)): return number(Double(whole), range)
    case (.number(let range), .number(let value)): return number(value, range)
    case (.choice(let names), .string(let name)): return choice(name, names)
    case (.list(of: let element), .list(let values)): return list(values, of: element)
    case (.structure, _): return .success(value.sorted)
    default: break
    }
    return .failure(mismatch(value, type))
  }

  private static func integer(
    _ value: Int, _ range: ClosedRange<Int>?
  ) -> Result<ParameterValue, Failure> {
    guard let range, !range.contains(value) else { return .success(.integer(value)) }
    return .failure(Failure(message: "\(value) is no \(ParameterType.integer(range))"))
  }

  private static func number(
    _ value: Double, _ range: NumberRange?
  ) -> Result<ParameterValue, Failure> {
    guard let range, !range.contains(value) else { return .success(.number(value)) }
    let text = Int(exactly: value).map(String.init) ?? String(value)
    return .failure(Failure(message: "\(text) is no \(ParameterType.number(range))"))
  }

  private static func choice(_ name: String, _ names: [String]) -> Result<ParameterValue, Failure> {
    if names.contains(name) { return .success(.string(name)) }
    return .failure(
      Failure(
        message: "'\(name)' is none of the choices",
        remedy: NearestName.remedy(name, among: names, noun: "choices")))
  }

  private static func list(
    _ values: [ParameterValue], of element: ParameterType
  ) -> Result<ParameterValue, Failure> {
    var coerced: [ParameterValue] = []
    for (index, value) in values.enumerated() {
      switch coerce(value, to: element) {
      case .success(let value): coerced.append(value)
      case .failure(var failure):
        failure.path.insert(.index(index), at: 0)
        return .failure(failure)
      }
    }
    return .success(.list(coerced))
  }

  private static func mismatch(_ value: ParameterValue, _ type: ParameterType) -> Failure {
    var remedy: String?
    switch (type, value) {
    case (.string, .integer), (.string, .number), (.string, .bool):
      remedy = "write it in quotes: \"\(SourceNode.text(of: value))\""
    case (.choice(let names), _): remedy = "the choices are: \(names.joined(separator: ", "))"
    case (.boolean, .string): remedy = "write true or false"
    case (.integer, .string), (.number, .string): remedy = "write it without quotes and units"
    case (.list, .map): remedy = "write [first, second]"
    case (.list, _): remedy = "write [\(SourceNode.text(of: value))]"
    default: break
    }
    let found = value.isNull ? "nothing" : "\(value.typeName)"
    return Failure(message: "needs \(article(type)), not \(found)", remedy: remedy)
  }

  private static func article(_ type: ParameterType) -> String {
    switch type {
    case .boolean, .choice: type.description
    case .string: "a text"
    default: "a \(type)"
    }
  }
}

extension ParameterValue {
  /// The value with the names of every map sorted by their UTF-8 bytes: a map has no order.
  package var sorted: ParameterValue {
    switch self {
    case .list(let values): .list(values.map(\.sorted))
    case .map(let map): .map(ParameterMap(map.sortedPairs.map { ($0.name, $0.value.sorted) }))
    default: self
    }
  }
}
