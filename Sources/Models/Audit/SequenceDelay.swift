package import Autodiff
import Numerics

/// A shift of every sequence to later: its first step stands some times more before it.
package struct SequenceDelay: SymmetryAction {
  private let delay: Int
  private let sources: [Int32]
  /// The steps that are no copies of the first.
  private let kept: [Int32]

  /// A delay of one to eight steps, drawn for steps that lie between offsets.
  init(offsets: [Int], stream: inout RandomStream) {
    let delay = 1 + stream.below(8)
    var sources: [Int32] = [], kept: [Int32] = []
    for (start, end) in zip(offsets, offsets.dropFirst()) where end > start {
      sources += [Int32](repeating: Int32(start), count: delay)
      kept += (0..<end - start).map { Int32(sources.count + $0) }
      sources += (start..<end).map { Int32($0) }
    }
    (self.delay, self.sources, self.kept) = (delay, sources, kept)
  }

  package var name: String { "delay by \(delay) steps, the first standing before" }

  package func moved(_ offsets: ItemOffsets?) throws -> ItemOffsets? {
    try offsets.map { whole in
      let sizes = (0..<whole.count).map { whole.nodes(of: $0).count }
      return try ItemOffsets(levels: [
        sizes.reduce(into: [0]) { $0.append(($0.last ?? 0) + ($1 > 0 ? $1 + delay : 0)) }
      ])
    }
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

  package func compared(
    _ shape: [Int], _ signature: FieldSignature, reach: Int
  ) -> [Int32]? {
    signature.support == .whole ? nil : kept
  }
}
