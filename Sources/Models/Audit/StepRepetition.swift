package import Autodiff
import Numerics

/// A time warp: every sequence passes at half its speed, each step standing twice.
package struct StepRepetition: SymmetryAction {
  private let sources: [Int32]

  /// The warp of so many steps.
  init(steps: Int) {
    sources = (0..<steps).flatMap { [Int32($0), Int32($0)] }
  }

  package var name: String { "time warp, each step twice" }

  package func moved(_ offsets: ItemOffsets?) throws -> ItemOffsets? {
    try offsets.map { try ItemOffsets(levels: $0.levels.map { level in level.map { 2 * $0 } }) }
  }

  package func moved<Scalar: TensorScalar>(
    _ x: Tensor<Scalar>, _ signature: FieldSignature
  ) -> Tensor<Scalar>? {
    switch signature.support {
    case .whole: x
    case .nodes(0): x.rows(at: sources)
    default: nil
    }
  }
}
