/// An option of a block: its name, type, default and documentation.
public struct BlockOption: Hashable, Sendable {
  /// What an option's value may be.
  public enum Kind: Hashable, Sendable {
    /// true or false.
    case boolean
    /// A whole number in a range.
    case integer(ClosedRange<Int>)
    /// A number in a range.
    case number(ClosedRange<Double>)
    /// A number of channels: a whole number from 1, or `classes` (`targets`) for the number of classes (of numbers to predict).
    case channels
    /// One of some words.
    case choice([String])
    /// Any text.
    case text
    /// A list of blocks.
    case blocks
    /// A list of whole numbers in a range.
    case integers(ClosedRange<Int>)
    /// A list of numbers in a range.
    case numbers(ClosedRange<Double>)
    /// One of several names, each with options of its own.
    case selection([NamedOptions])
  }

  /// Name in descriptions.
  public let name: String
  /// What the value may be.
  public let kind: Kind
  /// The value when none is written; nil when one must be, unless the option is optional.
  public let defaultValue: ModelValue?
  /// Whether it may be left out although it has no default.
  public let isOptional: Bool
  /// One sentence with units.
  public let doc: String

  /// Makes an option.
  public init(
    _ name: String, _ kind: Kind, default value: ModelValue? = nil, optional: Bool = false,
    doc: String
  ) {
    self.name = name
    self.kind = kind
    defaultValue = value
    isOptional = optional
    self.doc = doc
  }

  /// Largest number of channels a block may have.
  package static let maximumChannels = 1 << 20

  /// The option of every block with parameters that sets its own weight decay.
  package static let weightDecay = BlockOption(
    "weight_decay", .number(0...10), optional: true,
    doc: "weight decay of this block's weights, instead of the training's")

  /// The option of every block with operators that chooses one by name.
  package static let uses = BlockOption(
    "uses", .text, optional: true, doc: "name of the operator to use, where several would fit")

  /// What would fit, in words.
  public var expectation: String {
    switch kind {
    case .boolean: "true or false"
    case .integer(let range): "a whole number \(Self.phrase(range))"
    case .number(let range): "a number \(Self.phrase(range))"
    case .channels: "a whole number from 1, or classes"
    case .choice(let words): "one of " + words.joined(separator: ", ")
    case .text: "text"
    case .blocks: "a list of blocks"
    case .integers(let range): "a list of whole numbers \(Self.phrase(range))"
    case .numbers(let range): "a list of numbers \(Self.phrase(range))"
    case .selection(let choices):
      "one of " + choices.map(\.name).joined(separator: ", ") + ", or {name: {option: value}}"
    }
  }

  private static func phrase<Bound>(_ range: ClosedRange<Bound>) -> String {
    "from \(range.lowerBound) to \(range.upperBound)"
  }

  /// The value in the option's own type (an integer becomes a number where one is wanted); nil if it does not fit.
  package func coerced(_ value: ModelValue) -> ModelValue? {
    switch (kind, value) {
    case (.boolean, .bool), (.text, .string), (.channels, .string("classes")),
      (.channels, .string("targets")):
      value
    case (.integer(let range), .integer(let number)): range.contains(number) ? value : nil
    case (.channels, .integer(let number)):
      (1...Self.maximumChannels).contains(number) ? value : nil
    case (.number(let range), .integer(let number)):
      range.contains(Double(number)) ? .number(Double(number)) : nil
    case (.number(let range), .number(let number)): range.contains(number) ? value : nil
    case (.choice(let words), .string(let word)): words.contains(word) ? value : nil
    case (.blocks, .list(let items)): items.isEmpty ? nil : value
    case (.integers(let range), .list(let items)):
      Self.list(items, of: BlockOption(name, .integer(range), doc: doc))
    case (.numbers(let range), .list(let items)):
      Self.list(items, of: BlockOption(name, .number(range), doc: doc))
    case (.selection, _): Self.fits(value, self) ? value : nil
    default: nil
    }
  }

  private static func fits(_ value: ModelValue, _ option: BlockOption) -> Bool {
    guard case .selection(let choices) = option.kind else { return false }
    var problems: [ModelProblem] = []
    _ = BlockOptions.selection(
      value, among: choices, of: option, at: option.name, problems: &problems)
    return problems.isEmpty
  }

  private static func list(_ items: [ModelValue], of element: BlockOption) -> ModelValue? {
    let coerced = items.compactMap { element.coerced($0) }
    return coerced.isEmpty || coerced.count < items.count ? nil : .list(coerced)
  }
}
