internal import Models
internal import Pipeline

extension ModelValue {
  /// The same value in the words of the model language.
  init(_ value: ParameterValue) {
    switch value {
    case .null: self = .null
    case .bool(let flag): self = .bool(flag)
    case .integer(let number): self = .integer(number)
    case .number(let number): self = .number(number)
    case .string(let text): self = .string(text)
    case .list(let elements): self = .list(elements.map(ModelValue.init))
    case .map(let entries): self = .map(entries.pairs.map { Entry($0.name, ModelValue($0.value)) })
    }
  }
}
