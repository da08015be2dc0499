internal import Numerics

/// The lowest frequencies of real grids of one size, and the way back: what a Fourier layer computes with (Li et al.,
/// "Fourier Neural Operator for Parametric Partial Differential Equations", 2021).
///
/// The modes are those entries of ``Variable/realFourier(axes:normalization:)`` that a truncation keeps, in the order of
/// their indices; the way back is the inverse transform of a spectrum whose other entries are zero. Made once for a layer.
///
/// Both ways are products with the matrices of the transform, so what is cut away is never computed.
public struct FourierModes<Scalar: TensorScalar>: Sendable {
  private let kernel: FourierModesKernel<Scalar>

  /// The modes of grids.
  ///
  /// - Parameters:
  ///   - points: of each axis of the grid, outermost first.
  ///   - modes: of each axis. Of the last, frequencies 0 ..< modes are kept, modes ≤ points / 2 + 1; of the others
  ///     0 ..< modes and then −modes ..< 0, 2 modes ≤ points.
  ///   - normalization: where the factor of the transform stands.
  /// - Throws: ``TensorError`` when the grid has not so many modes.
  public init(
    points: [Int], modes: [Int], normalization: FourierNormalization = .backward
  ) throws(TensorError) {
    _ = try ShapeRules.fourierModes(points: points, modes: modes)
    let count = points.reduce(1, *)
    kernel = FourierModesKernel(
      points: points, modes: modes,
      analysisScale: normalization.forwardScale(points: count),
      synthesisScale: normalization.inverseScale(points: count))
  }

  /// The points of each axis.
  public var points: [Int] { kernel.points }
  /// The frequencies kept of each axis: twice the modes, of the last axis as many as the modes.
  public var frequencies: [Int] { kernel.frequencyCounts }

  /// The modes of grids `[n, points…, channels]`: `[n, frequencies…, channels]`.
  ///
  /// - Complexity: along the last axis, which costs most, n · points · 4 modes · channels.
  public func modes(of grids: Variable<Scalar>) -> ComplexVariable<Scalar> {
    let shape = grids.shape
    precondition(
      shape.count == points.count + 2 && Array(shape.dropFirst().dropLast()) == points,
      "modes(of:): grids of shape \(shape), not [n] + \(points) + [channels]")
    let sizes = Sizes(grids: shape, modes: [shape[0]] + frequencies + [shape[shape.count - 1], 2])
    let node = grids.node
    return ComplexVariable(
      parts: grids.tape.record(
        "modes", toModes(.analysis, grids.value, sizes), when: grids.isRecorded
      ) { gradient, gradients in
        gradients.add(to: node) { toGrids(.analysis, gradient, sizes) }
      })
  }

  /// The grids `[n, points…, channels]` of these modes `[n, frequencies…, channels]`, all others being zero.
  ///
  /// Real grids share a mode of frequency 0 along the last axis with its mirror image; one that is kept without it, as
  /// −modes along another axis is, counts half.
  public func grids(of modes: ComplexVariable<Scalar>) -> Variable<Scalar> {
    let shape = modes.shape
    precondition(
      shape.count == points.count + 2 && Array(shape.dropFirst().dropLast()) == frequencies,
      "grids(of:): modes of shape \(shape), not [n] + \(frequencies) + [channels]")
    let sizes = Sizes(grids: [shape[0]] + points + [shape[shape.count - 1]], modes: shape + [2])
    let node = modes.parts.node
    return modes.parts.tape.record(
      "grids", toGrids(.synthesis, modes.parts.value, sizes), when: modes.parts.isRecorded
    ) { gradient, gradients in
      gradients.add(to: node) { toModes(.synthesis, gradient, sizes) }
    }
  }

  /// The shapes of grids and of the parts of their modes.
  private struct Sizes {
    let grids: [Int]
    let modes: [Int]
    var batch: Int { grids[0] }
    var channels: Int { grids[grids.count - 1] }
  }

  private func toModes(
    _ way: FourierModesKernel<Scalar>.Way, _ grids: Tensor<Scalar>, _ sizes: Sizes
  ) -> Tensor<Scalar> {
    Tensor(
      shape: sizes.modes,
      writing: { y in
        grids.read {
          kernel.toModes(way, batch: sizes.batch, channels: sizes.channels, $0, into: y)
        }
      })
  }

  private func toGrids(
    _ way: FourierModesKernel<Scalar>.Way, _ modes: Tensor<Scalar>, _ sizes: Sizes
  ) -> Tensor<Scalar> {
    Tensor(
      shape: sizes.grids,
      writing: { y in
        modes.read {
          kernel.toGrids(way, batch: sizes.batch, channels: sizes.channels, $0, into: y)
        }
      })
  }
}
