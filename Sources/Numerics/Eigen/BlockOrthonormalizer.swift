/// Makes a block of vectors orthonormal in the inner product of M, and orthogonal to a basis.
///
/// Classical block Gram–Schmidt, repeated until nothing is left to take out, with the eigenvectors of the block's own
/// Gram matrix: Stathopoulos and Wu, "A block orthogonalization procedure with constant synchronization requirements",
/// SIAM J. Sci. Comput. 23(6), 2002 (SVQB). Directions that vanish are replaced by random ones.
struct BlockOrthonormalizer {
  let operation: ShiftInvert
  let products: TallProducts
  let width: Int
  private(set) var stream: RandomStream
  private let weighted: UnsafeMutablePointer<Double>

  /// - Parameter weighted: memory for a block.
  init(
    _ operation: ShiftInvert, products: TallProducts, width: Int, seed: UInt64,
    weighted: UnsafeMutablePointer<Double>
  ) {
    self.operation = operation
    self.products = products
    self.width = width
    self.weighted = weighted
    stream = RandomStream(seed: seed, "Eigensolver", "start vector")
  }

  /// W = V C + Q R: how a block is made of the basis and of what replaces it.
  struct Parts {
    /// C, basis columns × width.
    var basis: [Double]
    /// R, width × width.
    var rest: [Double]
  }

  private static let passLimit = 8
  /// What is left to take out after a pass that lets it be the last.
  private static let clean = 1e-9
  /// A direction shorter than this, relative to the block, is rounding errors.
  private static let vanishing = 1e-12

  mutating func fillRandomly(_ block: UnsafeMutablePointer<Double>) {
    for entry in 0..<products.rows * width { block[entry] = stream.uniform() - 0.5 }
  }

  /// Replaces `block` (W) by Q.
  mutating func apply(_ block: UnsafeMutablePointer<Double>, basis: Tall) -> Parts {
    let tall = Tall(start: block, columns: width, stride: width)
    let massive = Tall(start: weighted, columns: width, stride: width)
    var parts = Parts(
      basis: Array(repeating: 0, count: basis.columns * width), rest: Self.identity(width))
    var scale = 0.0
    for pass in 0..<Self.passLimit {
      var overlap = [Double](repeating: 0, count: basis.columns * width)
      weigh(block)
      products.inner(basis, massive, into: &overlap)
      products.subtract(basis, times: overlap, from: tall)
      weigh(block)
      var gram = [Double](repeating: 0, count: width * width)
      products.inner(tall, massive, into: &gram)
      if pass == 0 { scale = largestDiagonal(gram) + largestSquare(overlap) }
      add(overlap, times: parts.rest, to: &parts.basis)
      let isClean =
        overlap.allSatisfy { abs($0) < Self.clean } && isNearIdentity(gram)
      let change = transform(gram, scale: pass == 0 ? scale : 1)
      products.multiply(tall, by: change.factor, into: tall)
      parts.rest = product(change.inverse, parts.rest)
      for column in change.lost { randomize(block, column: column) }
      if isClean, change.lost.isEmpty { break }
    }
    return parts
  }

  private func weigh(_ block: UnsafeMutablePointer<Double>) {
    let count = products.rows * width
    operation.weigh(
      UnsafeBufferPointer(start: block, count: count), width: width,
      into: UnsafeMutableBufferPointer(start: weighted, count: count))
  }

  /// B with Q = W B, its inverse, and the columns of Q that are lost (zero in both).
  private struct Change {
    var factor: [Double]
    var inverse: [Double]
    var lost: [Int]
  }

  private func transform(_ gram: [Double], scale: Double) -> Change {
    let least = scale * Self.vanishing * Self.vanishing
    let lengths = (0..<width).map { max(gram[$0 * width + $0], least, 1e-300).squareRoot() }
    var scaled = DenseMatrix<Double>(rows: width, columns: width)
    for row in 0..<width {
      for column in 0..<width {
        let mean = 0.5 * (gram[row * width + column] + gram[column * width + row])
        scaled[row, column] = mean / (lengths[row] * lengths[column])
      }
    }
    var change = Change(
      factor: Array(repeating: 0, count: width * width),
      inverse: Array(repeating: 0, count: width * width), lost: [])
    guard let (values, vectors) = try? SymmetricEigen.decompose(scaled) else {
      change.lost = Array(0..<width)
      return change
    }
    let floor = (values.last ?? 0) * 1e-14
    for column in 0..<width {
      guard values[column] > floor, values[column] > 0 else {
        change.lost.append(column)
        continue
      }
      let root = values[column].squareRoot()
      for row in 0..<width {
        change.factor[row * width + column] = vectors[row, column] / (lengths[row] * root)
        change.inverse[column * width + row] = vectors[row, column] * lengths[row] * root
      }
    }
    return change
  }

  private mutating func randomize(_ block: UnsafeMutablePointer<Double>, column: Int) {
    for row in 0..<products.rows { block[row * width + column] = stream.uniform() - 0.5 }
  }

  private func isNearIdentity(_ gram: [Double]) -> Bool {
    gram.indices.allSatisfy {
      abs(gram[$0] - ($0 / width == $0 % width ? 1 : 0)) < Self.clean
    }
  }

  private func largestDiagonal(_ gram: [Double]) -> Double {
    (0..<width).map { gram[$0 * width + $0] }.max() ?? 0
  }

  private func largestSquare(_ values: [Double]) -> Double {
    values.reduce(0) { max($0, $1 * $1) }
  }

  private static func identity(_ count: Int) -> [Double] {
    (0..<count * count).map { $0 / count == $0 % count ? 1 : 0 }
  }

  private func product(_ left: [Double], _ right: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: width * width)
    add(left, times: right, to: &result)
    return result
  }

  /// Adds `left` (any rows) times `right` (width × width).
  private func add(_ left: [Double], times right: [Double], to sum: inout [Double]) {
    for row in 0..<left.count / width {
      for middle in 0..<width {
        let factor = left[row * width + middle]
        for column in 0..<width {
          sum[row * width + column] += factor * right[middle * width + column]
        }
      }
    }
  }
}
