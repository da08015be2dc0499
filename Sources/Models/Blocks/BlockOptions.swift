/// A block's options after defaults and coercion to their declared types.
///
/// The getters are for the block that declared the options: asking for one that it did not declare, or in another type, is a programmer's mistake.
public struct BlockOptions: Sendable {
  private let values: [String: ModelValue]

  /// Checks written options against a declaration and adds the defaults; every mistake is reported with its path.
  package init(
    _ written: ModelValue, for declaration: BlockDeclaration, at path: String,
    problems: inout [ModelProblem]
  ) {
    var values: [String: ModelValue] = [:]
    for entry in Self.entries(written, of: declaration, at: path, problems: &problems) {
      let here = "\(path).\(entry.name)"
      guard let option = declaration.options.first(where: { $0.name == entry.name }) else {
        problems.append(Self.unknown(entry.name, of: declaration, at: here))
        continue
      }
      guard let value = option.coerced(entry.value) else {
        problems.append(
          ModelProblem(here, "expected \(option.expectation), found \(entry.value.phrase)"))
        values[entry.name] = option.defaultValue ?? .null
        continue
      }
      if values.updateValue(value, forKey: entry.name) != nil {
        problems.append(ModelProblem(here, "written twice; keep one"))
      }
    }
    for option in declaration.options where values[option.name] == nil {
      if let value = option.defaultValue {
        values[option.name] = value
      } else if !option.isOptional {
        problems.append(
          ModelProblem(path, "needs '\(option.name)' (\(option.doc)): \(option.expectation)"))
      }
    }
    self.values = values
  }

  private static func unknown(
    _ name: String, of declaration: BlockDeclaration, at path: String
  ) -> ModelProblem {
    guard !declaration.options.isEmpty else {
      return ModelProblem(path, "unknown option; '\(declaration.name)' takes no options")
    }
    return .unknown("option", name, at: path, valid: declaration.options.map(\.name))
  }

  private static func entries(
    _ written: ModelValue, of declaration: BlockDeclaration, at path: String,
    problems: inout [ModelProblem]
  ) -> [ModelValue.Entry] {
    switch written {
    case .null: return []
    case .map(let entries): return entries
    default:
      if let main = declaration.mainOption { return [.init(main, written)] }
      problems.append(
        ModelProblem(path, "expected options as {name: value}, found \(written.phrase)"))
      return []
    }
  }

  /// Whether the option was written or has a default.
  public func has(_ name: String) -> Bool { values[name].map { $0 != .null } ?? false }

  /// The value of a boolean option.
  public func boolean(_ name: String) -> Bool {
    if case .bool(let value)? = values[name] { value } else { false }
  }

  /// The value of an integer option; 1 if it was refused.
  public func integer(_ name: String) -> Int {
    if case .integer(let value)? = values[name] { value } else { 1 }
  }

  /// The value of a number option; 0 if it was refused.
  public func number(_ name: String) -> Double {
    if case .number(let value)? = values[name] { value } else { 0 }
  }

  /// The value of an optional number option; nil if none was written.
  public func optionalNumber(_ name: String) -> Double? {
    if case .number(let value)? = values[name] { value } else { nil }
  }

  /// The value of a choice or text option; empty if it was refused.
  public func text(_ name: String) -> String {
    if case .string(let value)? = values[name] { value } else { "" }
  }

  /// The value of a channels option.
  public func channels(_ name: String) -> ChannelCount {
    switch values[name] {
    case .integer(let count)?: .fixed(count)
    case .string?: .classes
    default: .unknown
    }
  }

  /// The value of an option as it stands; null if it has none.
  public func value(_ name: String) -> ModelValue { values[name] ?? .null }
}
