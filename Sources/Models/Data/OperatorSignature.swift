/// Name and kind of an operator connected to a model, without its numbers.
public struct OperatorSignature: Hashable, Sendable {
  /// The name under which `uses:` chooses it.
  public let name: String
  /// What it is; nil while it is not known (at plan time).
  public let kind: OperatorKind?

  /// Makes a signature.
  public init(name: String, kind: OperatorKind?) {
    self.name = name
    self.kind = kind
  }
}
