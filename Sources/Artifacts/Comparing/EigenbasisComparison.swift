import Foundation
public import Geometry
import Numerics

extension Eigenbasis {
  /// How far the spectrum shifted, which vectors are others up to their sign, and the angle between the spaces they span.
  public static func differences(from old: Eigenbasis, to new: Eigenbasis) -> [Finding] {
    let sizes = [
      Finding("eigenpairs", from: old.count, to: new.count),
      Finding("vertices", from: old.size, to: new.size),
    ].compactMap { $0 }
    let spaces = old.size == new.size ? [vectors(old, new), angle(old, new)] : []
    return sizes + [spectrum(old, new)].compactMap { $0 } + spaces.compactMap { $0 }
  }

  private static func spectrum(_ old: Eigenbasis, _ new: Eigenbasis) -> Finding? {
    var values = NumberDifferences()
    values.add(old.values, new.values)
    // Near zero a relative shift means nothing: it is told against the largest value.
    guard let largest = values.absolute, let top = old.values.last else { return nil }
    let share = top != 0 ? largest.value / abs(top) : nil
    let relative = share.map { ", \(Exports.short($0)) of the largest" } ?? ""
    return Finding(
      "eigenvalues",
      "\(Exports.count(values.changed)) of \(Exports.count(values.compared)) shifted, by at most \(Exports.short(largest.value)) (number \(largest.place))\(relative)",
      [
        "changed": .integer(values.changed), "count": .integer(values.compared),
        "largest_shift": .number(largest.value), "largest_shift_at": .integer(largest.place),
        "share_of_largest": share.map { .number($0) },
      ])
  }

  /// Vectors that differ by more than their sign, each measured by the norm of the difference over its own.
  private static func vectors(_ old: Eigenbasis, _ new: Eigenbasis) -> Finding? {
    let count = min(old.count, new.count)
    var changed = 0
    var largest = (value: 0.0, place: 0)
    for column in 0..<count {
      let (a, b) = (old.vectors.column(column), new.vectors.column(column))
      var (minus, plus, norm) = (0.0, 0.0, 0.0)
      for row in a.indices {
        minus += (a[row] - b[row]) * (a[row] - b[row])
        plus += (a[row] + b[row]) * (a[row] + b[row])
        norm += a[row] * a[row]
      }
      let difference = norm > 0 ? (min(minus, plus) / norm).squareRoot() : min(minus, plus)
      if difference > 0 { changed += 1 }
      if difference > largest.value { largest = (difference, column) }
    }
    guard changed > 0 else { return nil }
    return Finding(
      "vectors",
      "\(Exports.count(changed)) of \(Exports.count(count)) changed by more than their sign, at most by \(Exports.short(largest.value)) of their length (number \(largest.place))",
      [
        "changed": .integer(changed), "count": .integer(count),
        "largest_relative": .number(largest.value), "largest_relative_at": .integer(largest.place),
      ])
  }

  /// The largest angle between the spaces that the vectors of both span, as many of them as the smaller has.
  ///
  /// Its sine is the largest singular value of B − A Aᵀ B for orthonormal A and B (Björck and Golub 1973), which is
  /// accurate for small angles. Within an eigenspace vectors may turn freely; this angle stays 0 then.
  private static func angle(_ old: Eigenbasis, _ new: Eigenbasis) -> Finding? {
    let count = min(old.count, new.count)
    guard count > 0, count <= old.size else { return nil }
    let a = orthonormal((0..<count).map { old.vectors.column($0) })
    let b = orthonormal((0..<count).map { new.vectors.column($0) })
    let rest = b.map { vector in
      a.reduce(into: vector) { rest, axis in subtract(axis, dot(axis, rest), from: &rest) }
    }
    var gram = DenseMatrix<Double>(rows: count, columns: count)
    for row in 0..<count {
      for column in 0...row {
        let product = dot(rest[row], rest[column])
        gram[row, column] = product
        gram[column, row] = product
      }
    }
    guard let largest = try? SymmetricEigen.decompose(gram).values.last else { return nil }
    let sine = min(1, max(0, largest).squareRoot())
    guard sine > 1e-12 else { return nil }
    let degrees = asin(sine) * 180 / .pi
    return Finding(
      "space", "the spanned spaces are at an angle of at most \(Exports.short(degrees))°",
      ["largest_angle_degrees": .number(degrees)])
  }

  /// Gram–Schmidt, twice over, which is enough.
  private static func orthonormal(_ vectors: [[Double]]) -> [[Double]] {
    var axes: [[Double]] = []
    for var vector in vectors {
      for _ in 0..<2 {
        for axis in axes { subtract(axis, dot(axis, vector), from: &vector) }
      }
      let length = dot(vector, vector).squareRoot()
      axes.append(length > 0 ? vector.map { $0 / length } : vector)
    }
    return axes
  }

  private static func dot(_ a: [Double], _ b: [Double]) -> Double {
    // Four sums, as one would wait for each addition.
    var sums = SIMD4<Double>(repeating: 0)
    let whole = a.count / 4 * 4
    for index in stride(from: 0, to: whole, by: 4) {
      let left = SIMD4<Double>(a[index], a[index + 1], a[index + 2], a[index + 3])
      let right = SIMD4<Double>(b[index], b[index + 1], b[index + 2], b[index + 3])
      sums += left * right
    }
    return (whole..<a.count).reduce(sums.sum()) { $0 + a[$1] * b[$1] }
  }

  private static func subtract(_ axis: [Double], _ factor: Double, from vector: inout [Double]) {
    for index in vector.indices { vector[index] -= factor * axis[index] }
  }
}
