package import Autodiff

/// One sampled element of a symmetry group: how it moves the fields and the operators of a domain.
package protocol SymmetryAction: Sendable {
  /// What it does, such as `shift by (4, −8)`, for reports.
  var name: String { get }

  /// The operators of the moved domain.
  ///
  /// - Throws: `ModelError` with code `operators` if the action cannot move one of them.
  func moved(_ operators: [DomainOperator]) throws -> [DomainOperator]

  /// A field of the moved domain; nil where the action does not say how the field moves.
  ///
  /// - Parameter x: values as `signature` announces them.
  func moved<Scalar: TensorScalar>(
    _ x: Tensor<Scalar>, _ signature: FieldSignature
  ) -> Tensor<Scalar>?

  /// Where the points of each item lie in the moved domain.
  func moved(_ offsets: ItemOffsets?) throws -> ItemOffsets?

  /// What is left of a field when the action has moved it and its inverse has moved it back; nil where that is the field.
  ///
  /// An action that resamples fields loses what their new points do not tell.
  func kept<Scalar: TensorScalar>(
    _ x: Tensor<Scalar>, _ signature: FieldSignature
  ) -> Tensor<Scalar>?

  /// Whether fields are moved to between the points or directions at which blocks sample them, so that it shows where a block's
  /// symmetry is that of its samples only.
  var movesBetweenSamples: Bool { get }

  /// The rows of an output that the claim speaks of: on a grid with borders, cells whose window stays inside it; nil for all.
  ///
  /// - Parameter reach: cells that the block's window covers along an axis; 0 where it looks at each point alone.
  func compared(_ shape: [Int], _ signature: FieldSignature, reach: Int) -> [Int32]?

  /// Where a model that is exact block by block stops being so as a whole, in words; nil where it does not.
  func limit(of blocks: [PlacedBlock]) -> String?
}

extension SymmetryAction {
  package func moved(_ operators: [DomainOperator]) throws -> [DomainOperator] { operators }

  package func moved(_ offsets: ItemOffsets?) throws -> ItemOffsets? { offsets }

  package func kept<Scalar: TensorScalar>(
    _ x: Tensor<Scalar>, _ signature: FieldSignature
  ) -> Tensor<Scalar>? { nil }

  package var movesBetweenSamples: Bool { false }

  package func compared(
    _ shape: [Int], _ signature: FieldSignature, reach: Int
  ) -> [Int32]? { nil }

  package func limit(of blocks: [PlacedBlock]) -> String? { nil }
}
