import Foundation
import Numerics
import Testing

@Suite struct FourierTransformTests {
  private static let sizes = [
    (1, 1), (1, 2), (1, 7), (13, 1), (2, 2), (3, 5), (4, 6), (7, 11), (8, 8), (9, 10), (17, 16),
    (31, 6),
  ]

  /// Parts of complex elements without a pattern.
  private func samples(_ count: Int, seed: UInt64 = 1) -> [Double] {
    var stream = RandomStream(seed: seed, "fourier", "samples")
    return (0..<2 * count).map { _ in stream.uniform() - 0.5 }
  }

  /// The sum of the definition, term by term.
  private func naive(_ values: [Double], rows: Int, columns: Int) -> [Double] {
    var result = [Double](repeating: 0, count: values.count)
    for k in 0..<rows {
      for l in 0..<columns {
        var (real, imaginary) = (0.0, 0.0)
        for r in 0..<rows {
          for c in 0..<columns {
            // Whole turns are taken off before the sine, so that the reference itself is exact.
            let turn =
              Double(k * r % rows) / Double(rows) + Double(l * c % columns) / Double(columns)
            let (cosine, sine) = (cos(2 * .pi * turn), -sin(2 * .pi * turn))
            let (a, b) = (values[2 * (r * columns + c)], values[2 * (r * columns + c) + 1])
            real += a * cosine - b * sine
            imaginary += a * sine + b * cosine
          }
        }
        result[2 * (k * columns + l)] = real
        result[2 * (k * columns + l) + 1] = imaginary
      }
    }
    return result
  }

  private func difference(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { max($0, abs($1.0 - $1.1)) }
  }

  @Test(arguments: sizes)
  func `it is the sum of its definition`(rows: Int, columns: Int) throws {
    let transform = try FourierTransform(rows: rows, columns: columns)
    let values = samples(rows * columns)
    var found = values
    transform.forward(&found)
    #expect(difference(found, naive(values, rows: rows, columns: columns)) < 1e-12)
  }

  @Test(arguments: sizes)
  func `the inverse gives back what was transformed`(rows: Int, columns: Int) throws {
    let transform = try FourierTransform(rows: rows, columns: columns)
    let values = samples(rows * columns, seed: 2)
    var found = values
    transform.forward(&found)
    transform.inverse(&found)
    #expect(difference(found, values) < 1e-15 * 16)
  }

  @Test(arguments: sizes)
  func `energy is kept up to the number of elements`(rows: Int, columns: Int) throws {
    let transform = try FourierTransform(rows: rows, columns: columns)
    let values = samples(rows * columns, seed: 3)
    var found = values
    transform.forward(&found)
    let before = values.reduce(0) { $0 + $1 * $1 }
    let after = found.reduce(0) { $0 + $1 * $1 } / Double(rows * columns)
    #expect(abs(after - before) < 1e-13 * before)
  }

  @Test func `a shift of the array turns the phase of each frequency`() throws {
    let (rows, columns, down, right) = (9, 7, 2, 5)
    let transform = try FourierTransform(rows: rows, columns: columns)
    let values = samples(rows * columns, seed: 4)
    var shifted = values
    for r in 0..<rows {
      for c in 0..<columns {
        let target = ((r + down) % rows) * columns + (c + right) % columns
        shifted[2 * target] = values[2 * (r * columns + c)]
        shifted[2 * target + 1] = values[2 * (r * columns + c) + 1]
      }
    }
    var (plain, moved) = (values, shifted)
    transform.forward(&plain)
    transform.forward(&moved)
    for k in 0..<rows {
      for l in 0..<columns {
        let angle =
          -2 * Double.pi
          * (Double(k * down) / Double(rows) + Double(l * right) / Double(columns))
        let place = 2 * (k * columns + l)
        let (a, b) = (plain[place], plain[place + 1])
        #expect(abs(moved[place] - (a * cos(angle) - b * sin(angle))) < 1e-13)
        #expect(abs(moved[place + 1] - (a * sin(angle) + b * cos(angle))) < 1e-13)
      }
    }
  }

  @Test func `bits depend neither on earlier plans nor on other threads`() throws {
    let (rows, columns) = (45, 77)
    let values = samples(rows * columns, seed: 5)
    func transformed() throws -> [Double] {
      let transform = try FourierTransform(rows: rows, columns: columns)
      var result = values
      transform.forward(&result)
      return result
    }
    let first = try transformed()
    for size in [3, 5, 7, 9, 11, 45, 77, 90, 154] {
      _ = try FourierTransform(rows: size, columns: 77)
      _ = try FourierTransform(rows: 45, columns: size)
    }
    #expect(try transformed() == first)
    let shared = try FourierTransform(rows: rows, columns: columns)
    for results in Workers.oneTwoThree({
      var results = [[Double]](repeating: values, count: 9)
      results.withUnsafeMutableBufferPointer { results in
        Parallel.forEach(9) { shared.forward(&results[$0]) }
      }
      return results
    }) {
      #expect(results.allSatisfy { $0 == first })
    }
  }

  @Test func `sizes that no transform has are refused`() {
    for (rows, columns) in [(0, 3), (3, 0), (-1, 2), (1 << 20, 1 << 20), (Int.max, 2)] {
      #expect(throws: NumericsError.self) {
        try FourierTransform(rows: rows, columns: columns)
      }
    }
  }
}
