import Autodiff
import Foundation
import Numerics

/// A small random change of a domain that is no symmetry: what a stable model's output should hardly notice (the book, section 3.3).
///
/// Images and fields over the sphere are warped, x(u − τ(u)), and points in space moved, u + τ(u), by a smooth τ whose Jacobian is
/// at most `size`; elsewhere it is the domain's operators that change, by at most that part of themselves.
struct SmoothDeformation {
  let size: Double
  let seed: UInt64
  /// How the domain's operators change; nil where none of them can.
  let domain: DomainDeformation?

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
    switch signature.support {
    case .grid: return Deformed(values: warped(x), companions: companions, operators: operators)
    case .sphere:
      return Deformed(values: warpedOverSphere(x), companions: companions, operators: operators)
    default: break
    }
    let positions = description.companionInputs.filter { $0.type.kind == .position }
    if !positions.isEmpty {
      var moved = companions
      for field in positions { moved[field.name] = companions[field.name].map(displaced) }
      return Deformed(values: x, companions: moved, operators: operators)
    }
    guard case .nodes = signature.support, let domain else { return nil }
    return Deformed(
      values: x, companions: companions, operators: try domain.applied(to: operators, size: size))
  }

  /// A displacement, in units of the extent, whose Jacobian is at most `size`: three waves of at most two periods an axis.
  ///
  /// - Parameter curvature: of what the place lies on, in the same units; along a curved surface a displacement changes lengths by
  ///   its product with the curvature, too.
  func displacement(axes: Int, axis: Int, curvature: Double = 0) -> ([Double]) -> Double {
    var stream = RandomStream(seed: seed, "deformation", "axis \(axis)")
    let waves = (0..<3).map { _ in
      (
        frequency: (0..<axes).map { _ in Double(stream.below(3)) },
        phase: 2 * .pi * stream.uniform(),
        amplitude: stream.normal()
      )
    }
    let steepest = waves.reduce(0) { sum, wave in
      sum + abs(wave.amplitude)
        * (2 * .pi * (wave.frequency.map { $0 * $0 }.reduce(0, +)).squareRoot() + curvature)
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
    let (height, width) = (x.shape[1], x.shape[2])
    let down = displacement(axes: 2, axis: 0), right = displacement(axes: 2, axis: 1)
    return Self.resampled(x) { row, column in
      let place = [Double(row) / Double(height), Double(column) / Double(width)]
      let y = min(max(Double(row) - down(place) * Double(height), 0), Double(height - 1))
      let z = min(max(Double(column) - right(place) * Double(width), 0), Double(width - 1))
      let (top, left) = (Int(y), Int(z))
      let (bottom, far) = (min(top + 1, height - 1), min(left + 1, width - 1))
      let (v, h) = (y - Double(top), z - Double(left))
      return [
        (top, left, (1 - v) * (1 - h)), (top, far, (1 - v) * h), (bottom, left, v * (1 - h)),
        (bottom, far, v * h),
      ]
    }
  }

  /// A cell that a new value takes a part of.
  typealias Corner = (row: Int, column: Int, weight: Double)

  /// Fields `[items, height, width, c]` whose cells take parts of others.
  static func resampled<Scalar: TensorScalar>(
    _ x: Tensor<Scalar>, corners: (_ row: Int, _ column: Int) -> [Corner]
  ) -> Tensor<Scalar> {
    let (items, height, width, channels) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
    let source = x.scalars
    var result = source
    for row in 0..<height {
      for column in 0..<width {
        let corners = corners(row, column)
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
}
