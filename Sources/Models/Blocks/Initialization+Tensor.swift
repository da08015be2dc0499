public import Autodiff
import Foundation
public import Numerics

extension Initialization {
  /// A tensor of the given shape, drawn from `stream` in row-major order.
  ///
  /// - Parameter shape: the last two axes are inputs × outputs; those before them are taps of a kernel, which multiply both fans.
  public func tensor<Scalar: TensorScalar>(
    shape: [Int], from stream: inout RandomStream
  ) -> Tensor<Scalar> {
    let taps = shape.dropLast(2).reduce(1, *)
    let fanOut = Double(taps * (shape.last ?? 1))
    let fanIn = Double(shape.count > 1 ? taps * shape[shape.count - 2] : shape.last ?? 1)
    return tensor(shape: shape, fanIn: fanIn, fanOut: fanOut, from: &stream)
  }

  private func tensor<Scalar: TensorScalar>(
    shape: [Int], fanIn: Double, fanOut: Double, from stream: inout RandomStream
  ) -> Tensor<Scalar> {
    let fans = fanIn + fanOut
    switch self {
    case .zeros: return Tensor(zeros: shape)
    case .ones: return Tensor(repeating: 1, shape: shape)
    case .constant(let value): return Tensor(repeating: Scalar(value), shape: shape)
    case .glorotUniform: return Self.uniform(bound: (6 / fans).squareRoot(), shape, &stream)
    case .heUniform: return Self.uniform(bound: (6 / fanIn).squareRoot(), shape, &stream)
    case .lecunUniform: return Self.uniform(bound: (3 / fanIn).squareRoot(), shape, &stream)
    case .uniform(let bound): return Self.uniform(bound: bound, shape, &stream)
    case .glorotNormal: return Self.normal(deviation: (2 / fans).squareRoot(), shape, &stream)
    case .heNormal: return Self.normal(deviation: (2 / fanIn).squareRoot(), shape, &stream)
    case .lecunNormal: return Self.normal(deviation: (1 / fanIn).squareRoot(), shape, &stream)
    case .normal(let deviation): return Self.normal(deviation: deviation, shape, &stream)
    case .truncatedNormal(let deviation):
      return Self.filled(shape) {
        var drawn = stream.normal()
        while abs(drawn) > 2 { drawn = stream.normal() }
        return drawn * deviation
      }
    case .orthogonal(let gain): return Self.orthogonal(gain: gain, shape, &stream)
    case .identity: return Self.identity(shape)
    case .part(let whole, let inputs, let outputs):
      return whole.tensor(
        shape: shape, fanIn: Double(inputs), fanOut: Double(outputs), from: &stream)
    case .groups(let groups): return Self.columns(groups, shape, &stream)
    case .chrono(let longest, let factors):
      let columns = (shape.last ?? 1) / max(1, factors.count)
      let logarithms = (0..<columns).map { _ in log(1 + stream.uniform() * (longest - 2)) }
      let row = factors.flatMap { factor in logarithms.map { Scalar(factor * $0) } }
      return Tensor(
        shape: shape, (0..<shape.reduce(1, *)).map { row[$0 % max(1, row.count)] })
    }
  }

  private static func filled<Scalar: TensorScalar>(
    _ shape: [Int], _ value: () -> Double
  ) -> Tensor<Scalar> {
    Tensor(shape: shape, (0..<shape.reduce(1, *)).map { _ in Scalar(value()) })
  }

  private static func uniform<Scalar: TensorScalar>(
    bound: Double, _ shape: [Int], _ stream: inout RandomStream
  ) -> Tensor<Scalar> {
    filled(shape) { (2 * stream.uniform() - 1) * bound }
  }

  private static func normal<Scalar: TensorScalar>(
    deviation: Double, _ shape: [Int], _ stream: inout RandomStream
  ) -> Tensor<Scalar> {
    filled(shape) { stream.normal() * deviation }
  }

  /// Groups side by side, each with fans of its own.
  private static func columns<Scalar: TensorScalar>(
    _ groups: [Initialization], _ shape: [Int], _ stream: inout RandomStream
  ) -> Tensor<Scalar> {
    let part = shape.dropLast() + [(shape.last ?? 1) / max(1, groups.count)]
    let tape = Tape<Scalar>(recording: false)
    let parts = groups.map { tape.constant($0.tensor(shape: Array(part), from: &stream)) }
    return parts.isEmpty ? Tensor(zeros: shape) : concatenate(parts, axis: -1).value
  }

  private static func identity<Scalar: TensorScalar>(_ shape: [Int]) -> Tensor<Scalar> {
    let outputs = shape.last ?? 1, inputs = shape.count > 1 ? shape[shape.count - 2] : 1
    // The middle tap of each axis, in row-major order.
    let middle = shape.dropLast(2).reduce(0) { $0 * $1 + $1 / 2 }
    var scalars = [Scalar](repeating: 0, count: shape.reduce(1, *))
    for channel in 0..<min(inputs, outputs) where !scalars.isEmpty {
      scalars[(middle * inputs + channel) * outputs + channel] = 1
    }
    return Tensor(shape: shape, scalars)
  }

  /// Normal vectors made orthonormal one after the other: their triangular factor has a positive diagonal, so the result is uniform.
  private static func orthogonal<Scalar: TensorScalar>(
    gain: Double, _ shape: [Int], _ stream: inout RandomStream
  ) -> Tensor<Scalar> {
    let columns = shape.last ?? 1
    let rows = shape.dropLast().reduce(1, *)
    let (count, length) = (min(rows, columns), max(rows, columns))
    var vectors = (0..<count * length).map { _ in stream.normal() }
    vectors.withUnsafeMutableBufferPointer { vectors in
      for index in 0..<count {
        let own = index * length
        // Twice is enough for orthogonality to rounding (Giraud, Langou & Rozložník 2005).
        for _ in 0..<2 {
          for other in 0..<index {
            let start = other * length
            var product = 0.0
            for place in 0..<length { product += vectors[own + place] * vectors[start + place] }
            for place in 0..<length { vectors[own + place] -= product * vectors[start + place] }
          }
        }
        var square = 0.0
        for place in 0..<length { square += vectors[own + place] * vectors[own + place] }
        for place in 0..<length { vectors[own + place] /= square.squareRoot() }
      }
    }
    let isWide = rows <= columns
    return Tensor(
      shape: shape,
      (0..<rows * columns).map { place in
        let (row, column) = (place / columns, place % columns)
        return Scalar(gain * vectors[isWide ? row * length + column : column * length + row])
      })
  }
}
