public import Autodiff

/// Sets each value to 0 with probability `rate` while training and scales the others by 1 / (1 − rate).
///
/// Sparse features are dropped among their stored entries alone.
public struct Dropout: Block {
  /// What the block says of itself.
  public static let declaration = BlockDeclaration(
    name: "dropout",
    summary: "Drops values at random while training; does nothing to a trained model.",
    supports: Support.Kind.allCases, fieldTypes: [.scalar, .regular],
    symmetries: Symmetry.allCases.map { .init($0, .conditional("outside training")) },
    options: [
      BlockOption("rate", .number(0...0.99), default: 0.5, doc: "probability of dropping a value")
    ], mainOption: "rate",
    paper:
      "Srivastava et al., Dropout: a simple way to prevent neural networks from overfitting, JMLR 2014"
  )

  private let rate: Double

  /// Makes the block of checked options.
  public init(_ options: BlockOptions) { rate = options.number("rate") }

  /// Hands on what it is fed.
  public func prepare(_ site: inout BlockSite) -> FieldSignature { site.input }

  /// Any shape, kept.
  public func apply<Scalar: TensorScalar>(
    _ input: FieldValue<Scalar>, _ pass: BlockPass<Scalar>
  ) throws -> FieldValue<Scalar> {
    guard pass.isTraining, rate > 0 else { return input }
    let key = pass.randomKey()
    switch input {
    case .dense(let variable): return .dense(variable.dropout(rate: rate, key: key))
    case .sparse(let matrix): return .sparse(matrix.dropout(rate: rate, key: key))
    }
  }
}
