/// What a parameter may be.
public indirect enum ParameterType: Hashable, Sendable {
  /// `true` or `false`.
  case boolean
  /// A whole number, in a range if one is given.
  case integer(ClosedRange<Int>? = nil)
  /// A finite number, in a range if one is given; whole numbers are taken as numbers.
  case number(NumberRange? = nil)
  /// A text.
  case string
  /// One of these texts.
  case choice([String])
  /// A list whose elements all are of one type.
  case list(of: ParameterType)
  /// Anything; the kind's own `check` says what is allowed.
  case structure
}

extension ParameterType: CustomStringConvertible {
  /// The type in the words of the messages and of the catalogue: `whole number at least 1`.
  public var description: String {
    switch self {
    case .boolean: "true or false"
    case .integer(nil): "whole number"
    case .integer(let range?): "whole number \(Self.words(range))"
    case .number(nil): "number"
    case .number(let range?): "number \(range)"
    case .string: "text"
    case .choice(let names): "one of \(names.joined(separator: ", "))"
    case .list(of: let element): "list of \(element)"
    case .structure: "structure"
    }
  }

  private static func words(_ range: ClosedRange<Int>) -> String {
    switch (range.lowerBound == .min, range.upperBound == .max) {
    case (true, true): "any"
    case (true, false): "at most \(range.upperBound)"
    case (false, true): "at least \(range.lowerBound)"
    case (false, false): "from \(range.lowerBound) to \(range.upperBound)"
    }
  }
}
