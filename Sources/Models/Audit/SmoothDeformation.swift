import Autodiff
import Foundation
import Numerics

/// A small random change of a domain that is no symmetry: what a stable model's output should hardly notice (the book, section 3.3).
///
/// Images are warped, x(u − τ(u)), and points in space moved, u + τ(u), by a smooth τ whose Jacobian is at most `size`; elsewhere the
/// entries of the domain's matrices are changed by at most that part of themselves.
struct SmoothDeformation {
  let size: Double
  let seed: UInt64

  /// Fields and operators of the deformed domain.
  struct Deformed<Scalar: TensorScalar> {
    let values: Tensor<Scalar>
    let companions: [String: Tensor<Scalar>]
    let operators: [DomainOperator]
  }

  /// The deformed domain; nil where nothing can be deformed.
  func deformed<Scalar: TensorScalar>(
    _ x: Tensor<Scalar>, _ signature: FieldSignature, companions: [String: Tensor<Scalar>],
    operators: [DomainOperator], of description: ModelDescription
  ) throws -> Deformed<Scalar>? {
    if case .grid = signature.support {
      return Deformed(values: warped(x), companions: companions, operators: operators)
    }
    let positions = description.companionInputs.filter { $0.type.kind == .position }
    if !positions.isEmpty {
      var moved = companions
      for field in positions { moved[field.name] = companions[field.name].map(displaced) }
      return Deformed(values: x, companions: moved, operators: operators)
    }
    guard case .nodes = signature.support else { return nil }
    let changed = try operators.map(perturbed)
    guard zip(operators, changed).contains(where: { $1 != nil && $0.name == $1?.name }) else {
      return nil
    }
    return Deformed(
      values: x, companions: companions,
      operators: zip(operators, changed).map { $1 ?? $0 })
  }

  /// A displacement, in units of the extent, whose Jacobian is at most `size`: three waves of at most two periods an axis.
  private func displacement(axes: Int, axis: Int) -> ([Double]) -> Double {
    var stream = RandomStream(seed: seed, "deformation", "axis \(axis)")
    let waves = (0..<3).map { _ in
      (
        frequency: (0..<axes).map { _ in Double(stream.below(3)) },
        phase: 2 * .pi * stream.uniform(),
        amplitude: stream.normal()
      )
    }
    let steepest = waves.reduce(0) { sum, wave in
      sum + abs(wave.amplitude) * 2 * .pi
        * (wave.frequency.map { $0 * $0 }.reduce(0, +)).squareRoot()
    }
    let scale = steepest > 0 ? size / steepest : 0
    return { place in
      scale
        * waves.reduce(0) { sum, wave in
          let angle = zip(wave.frequency, place).reduce(wave.phase) { $0 + 2 * .pi * $1.0 * $1.1 }
          return sum + wave.amplitude * sin(angle)
        }
    }
  }

  /// Images `[items, height, width, c]`, bilinear between cells, cells beyond the border as those at it.
  private func warped<Scalar: TensorScalar>(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
    let (items, height, width, channels) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
    let down = displacement(axes: 2, axis: 0), right = displacement(axes: 2, axis: 1)
    let source = x.scalars
    var result = source
    for row in 0..<height {
      for column in 0..<width {
        let place = [Double(row) / Double(height), Double(column) / Double(width)]
        let y = min(max(Double(row) - down(place) * Double(height), 0), Double(height - 1))
        let z = min(max(Double(column) - right(place) * Double(width), 0), Double(width - 1))
        let (top, left) = (Int(y), Int(z))
        let (bottom, far) = (min(top + 1, height - 1), min(left + 1, width - 1))
        let (v, h) = (y - Double(top), z - Double(left))
        let corners = [
          (top, left, (1 - v) * (1 - h)), (top, far, (1 - v) * h), (bottom, left, v * (1 - h)),
          (bottom, far, v * h),
        ]
        for item in 0..<items {
          for channel in 0..<channels {
            var sum = 0.0
            for (r, c, weight) in corners {
              sum += weight * Double(source[((item * height + r) * width + c) * channels + channel])
            }
            result[((item * height + row) * width + column) * channels + channel] = Scalar(sum)
          }
        }
      }
    }
    return Tensor(shape: x.shape, result)
  }

  /// Points `[points, n]` moved, the extent being their largest coordinate.
  private func displaced<Scalar: TensorScalar>(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
    let axes = x.shape[1]
    var scalars = x.scalars
    let extent = max(scalars.map { abs(Double($0)) }.max() ?? 1, .leastNormalMagnitude)
    let moves = (0..<axes).map { displacement(axes: axes, axis: $0) }
    for start in stride(from: 0, to: scalars.count, by: axes) {
      let place = (0..<axes).map { Double(scalars[start + $0]) / extent }
      for axis in 0..<axes {
        scalars[start + axis] = Scalar((place[axis] + moves[axis](place)) * extent)
      }
    }
    return Tensor(shape: x.shape, scalars)
  }

  /// A matrix whose entries (i, j) and (j, i) are changed by the same part; nil for operators that are no plain matrix of weights.
  private func perturbed(_ found: DomainOperator) throws -> DomainOperator? {
    guard case .matrix(let matrix) = found.content, Self.weights.contains(found.kind) else {
      return nil
    }
    var changed = matrix
    var values = matrix.values
    for row in 0..<matrix.rows {
      for entry in Int(matrix.rowOffsets[row])..<Int(matrix.rowOffsets[row + 1]) {
        let column = Int(matrix.columnIndices[entry])
        var stream = RandomStream(
          seed: seed, "edge", "\(min(row, column)) \(max(row, column))")
        values[entry] *= 1 + size * (2 * stream.uniform() - 1)
      }
    }
    changed.values = values
    return found.with(changed)
  }

  private static let weights: Set<OperatorKind> = [
    .adjacency, .normalizedAdjacency, .geodesicDistance,
  ]
}
