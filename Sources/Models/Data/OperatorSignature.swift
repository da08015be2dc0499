/// Name, kind and level of an operator connected to a model, without its numbers.
public struct OperatorSignature: Hashable, Sendable {
  /// The name under which `uses:` chooses it, on whatever level a block stands.
  public let name: String
  /// What it is; nil while it is not known (at plan time).
  public let kind: OperatorKind?
  /// The level of a hierarchy whose nodes it is one of, the domain itself being 0; a hierarchy has 0.
  public let level: Int
  /// What the operators of a hierarchy's levels are; nil for others, and while it is not known.
  public let levelKind: OperatorKind?

  /// Makes a signature.
  public init(
    name: String, kind: OperatorKind?, level: Int = 0, levelKind: OperatorKind? = nil
  ) {
    self.name = name
    self.kind = kind
    self.level = level
    self.levelKind = levelKind
  }

  /// The name as a pipeline writes it: with the level behind it where that is not the finest, `basis@1`.
  public var label: String { Self.label(name, level: level) }

  static func label(_ name: String, level: Int) -> String {
    level == 0 ? name : "\(name)@\(level)"
  }
}
