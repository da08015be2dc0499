internal import Models
internal import Pipeline

extension ParameterDeclaration {
  /// A training option as a parameter of a stage kind.
  init(_ option: BlockOption) {
    let type: ParameterType =
      switch option.kind {
      case .boolean: .boolean
      case .integer(let range): .integer(range)
      case .number(let range): .number(.closed(range))
      case .choice(let words): .choice(words)
      case .text, .channels: .string
      case .blocks, .selection: .structure
      case .integers(let range): .list(of: .integer(range))
      case .numbers(let range): .list(of: .number(.closed(range)))
      }
    self.init(
      option.name, type, default: option.defaultValue.map(ParameterValue.init) ?? .null,
      doc: option.doc)
  }
}

extension ParameterValue {
  /// The same value in the words of pipeline files.
  init(_ value: ModelValue) {
    switch value {
    case .null: self = .null
    case .bool(let flag): self = .bool(flag)
    case .integer(let number): self = .integer(number)
    case .number(let number): self = .number(number)
    case .string(let text): self = .string(text)
    case .list(let elements): self = .list(elements.map { ParameterValue($0) })
    case .map(let entries):
      self = .map(ParameterMap(entries.map { ($0.name, ParameterValue($0.value)) }))
    }
  }
}
