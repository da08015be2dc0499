/// A block's options after defaults and coercion to their declared types.
///
/// The getters are for the block that declared the options: asking for one that it did not declare, or in another type, is a programmer's mistake.
public struct BlockOptions: Sendable {
  /// What an option that chooses among names was set to.
  struct Selection: Sendable {
    let name: String
    let options: BlockOptions
  }

  private let values: [String: ModelValue]
  private let selections: [String: Selection]

  /// Checks written options against a declaration and adds the defaults; every mistake is reported with its path.
  package init(
    _ written: ModelValue, for declaration: BlockDeclaration, at path: String,
    problems: inout [ModelProblem]
  ) {
    var values: [String: ModelValue] = [:]
    var selections: [String: Selection] = [:]
    for entry in Self.entries(written, of: declaration, at: path, problems: &problems) {
      let here = "\(path).\(entry.name)"
      guard let option = declaration.options.first(where: { $0.name == entry.name }) else {
        problems.append(Self.unknown(entry.name, of: declaration, at: here))
        continue
      }
      if option.isOptional && entry.value == .null { continue }
      if case .selection(let choices) = option.kind {
        selections[entry.name] = Self.selection(
          entry.value, among: choices, of: option, at: here, problems: &problems)
        values[entry.name] = entry.value
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
        if case .selection(let choices) = option.kind {
          selections[option.name] = Self.selection(
            value, among: choices, of: option, at: "\(path).\(option.name)", problems: &problems)
        }
      } else if !option.isOptional {
        problems.append(
          ModelProblem(path, "needs '\(option.name)' (\(option.doc)): \(option.expectation)"))
      }
    }
    self.values = values
    self.selections = selections
  }

  /// Reads a choice and checks the options written for it.
  static func selection(
    _ written: ModelValue, among choices: [NamedOptions], of option: BlockOption, at path: String,
    problems: inout [ModelProblem]
  ) -> Selection? {
    let name: String, options: ModelValue
    switch written {
    case .string(let text): (name, options) = (text, .null)
    case .map(let entries) where entries.count == 1:
      (name, options) = (entries[0].name, entries[0].value)
    default:
      problems.append(
        ModelProblem(path, "expected \(option.expectation), found \(written.phrase)"))
      return nil
    }
    guard let choice = choices.first(where: { $0.name == name }) else {
      problems.append(.unknown(option.name, name, at: path, valid: choices.map(\.name)))
      return nil
    }
    return Selection(
      name: name,
      options: BlockOptions(
        options, for: choice.declaration, at: "\(path).\(name)", problems: &problems))
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

  /// The value of an optional integer option; nil if none was written.
  public func optionalInteger(_ name: String) -> Int? {
    if case .integer(let value)? = values[name] { value } else { nil }
  }

  /// The value of an option that is a list of whole numbers; empty if none was written.
  public func integers(_ name: String) -> [Int] {
    guard case .list(let items)? = values[name] else { return [] }
    return items.compactMap { if case .integer(let value) = $0 { value } else { nil } }
  }

  /// The value of an option that is a list of numbers; empty if none was written.
  public func numbers(_ name: String) -> [Double] {
    guard case .list(let items)? = values[name] else { return [] }
    return items.compactMap { if case .number(let value) = $0 { value } else { nil } }
  }

  /// What an option that chooses among names was set to; nil if it was refused or none was written.
  func selection(_ name: String) -> Selection? { selections[name] }

  /// The value of an option as it stands; null if it has none.
  public func value(_ name: String) -> ModelValue { values[name] ?? .null }
}
