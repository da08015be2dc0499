/// The way from a stage's parameters to one value inside them: `model`, `blocks`, `2`, `linear`.
public struct ParameterPath: Hashable, Sendable, CustomStringConvertible {
  /// One step: a name in a map or a position in a list.
  public enum Step: Hashable, Sendable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    /// The value under a name.
    case name(String)
    /// The element at a position, counted from 0.
    case index(Int)

    /// A name.
    public init(stringLiteral value: String) { self = .name(value) }
    /// A position.
    public init(integerLiteral value: Int) { self = .index(value) }
  }

  /// The steps from the outermost inwards.
  public var steps: [Step]

  /// A path of these steps.
  public init(_ steps: [Step]) { self.steps = steps }

  /// A path of these steps: `ParameterPath("model", "blocks", 2)`.
  public init(_ steps: Step...) { self.steps = steps }

  /// The path with one more step.
  public func appending(_ step: Step) -> ParameterPath { ParameterPath(steps + [step]) }

  /// `model.blocks[2].linear`.
  public var description: String {
    var text = ""
    for step in steps {
      switch step {
      case .name(let name): text += text.isEmpty ? name : ".\(name)"
      case .index(let index): text += "[\(index)]"
      }
    }
    return text
  }
}
