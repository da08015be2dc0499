/// Makes a block of vectors orthonormal in the inner product of M, and orthogonal to a basis.
///
/// Classical block Gram–Schmidt, repeated until nothing is left to take out, with the eigenvectors of the block's own
/// Gram matrix: Stathopoulos and Wu, "A block orthogonalization procedure with constant synchronization requirements",
/// SIAM J. Sci. Comput. 23(6), 2002 (SVQB). Directions that vanish are replaced by random ones.
struct BlockOrthonormalizer {
  private let operation: ShiftInvert
  private let products: BlockVectors
  private var stream: RandomStream
  private let weighted: UnsafeMutablePointer<Double>
  private let width = BlockVectors.width

  /// - Parameter weighted: memory for a block.
  init(
    _ operation: ShiftInvert, products: BlockVectors, seed: UInt64,
    weighted: UnsafeMutablePointer<Double>
  ) {
    self.operation = operation
    self.products = products
    self.weighted = weighted
    stream = RandomStream(seed: seed, "Eigensolver", "start vector")
  }

  /// W = V C + Q R: how a block is made of the basis and of what replaces it.
  struct Parts {
    /// C, basis columns × 8.
    var basis: [Double]
    /// R, 8 × 8.
    var rest: [Double]
  }

  private static let passLimit = 8
  /// What is left to take out in a pass that may be the last.
  private static let clean = 1e-9
  /// A direction shorter than this, relative to the block, is rounding errors.
  private static let vanishing = 1e-12

  mutating func fillRandomly(_ block: UnsafeMutablePointer<Double>) {
    for entry in 0..<products.rows * width { block[entry] = stream.uniform() - 0.5 }
  }

  /// Replaces `block` (W) by Q.
  ///
  /// - Parameters:
  ///   - panels: the basis, `count` panels.
  ///   - known: what is already known of C, for the panels from `first` on, the last excluded: in exact arithmetic all
  ///     that is not zero. It and the last panel's part are taken out before the rounds over the whole basis.
  mutating func apply(
    _ block: UnsafeMutablePointer<Double>, panels: UnsafePointer<Double>, count: Int,
    known: [Double]? = nil, first: Int = 0
  ) throws(NumericsError) -> Parts {
    var parts = Parts(
      basis: Array(repeating: 0, count: count * width * width), rest: Self.identity(width))
    var length = 0.0
    if let known, count > 0 {
      length = max(length, largestSquare(known))
      takeOut(known, of: panels, first..<count - 1, from: block, into: &parts)
      weigh(block)
      let own = products.inner(panel(panels, count - 1), count: 1, weighted)
      length = max(length, largestSquare(own))
      takeOut(own, of: panels, count - 1..<count, from: block, into: &parts)
      weigh(block)
      let gram = products.inner(block, count: 1, weighted)
      _ = try normalize(block, gram: gram, length: length + largestDiagonal(gram), parts: &parts)
    }
    for pass in 0..<Self.passLimit {
      weigh(block)
      let overlap = products.inner(panels, count: count, weighted)
      takeOut(overlap, of: panels, 0..<count, from: block, into: &parts)
      weigh(block)
      let gram = products.inner(block, count: 1, weighted)
      if pass == 0, known == nil { length = largestDiagonal(gram) + largestSquare(overlap) }
      let isClean = overlap.allSatisfy { abs($0) < Self.clean } && isNearIdentity(gram)
      let isWhole = try normalize(
        block, gram: gram, length: pass == 0 && known == nil ? length : 1, parts: &parts)
      if isClean, isWhole { break }
    }
    return parts
  }

  private func panel(_ panels: UnsafePointer<Double>, _ index: Int) -> UnsafePointer<Double> {
    panels + index * products.rows * width
  }

  private func weigh(_ block: UnsafeMutablePointer<Double>) {
    operation.weigh(block, width: width, into: weighted)
  }

  private func takeOut(
    _ overlap: [Double], of panels: UnsafePointer<Double>, _ range: Range<Int>,
    from block: UnsafeMutablePointer<Double>, into parts: inout Parts
  ) {
    products.subtract(
      panel(panels, range.lowerBound), count: range.count, times: overlap, from: block)
    add(overlap, times: parts.rest, to: &parts.basis, at: range.lowerBound * width * width)
  }

  /// Replaces the block by its orthonormal directions; false if some were lost and replaced.
  private mutating func normalize(
    _ block: UnsafeMutablePointer<Double>, gram: [Double], length: Double, parts: inout Parts
  ) throws(NumericsError) -> Bool {
    let least = length * Self.vanishing * Self.vanishing
    let lengths = (0..<width).map { max(gram[$0 * width + $0], least, 1e-300).squareRoot() }
    var scaled = DenseMatrix<Double>(rows: width, columns: width)
    for row in 0..<width {
      for column in 0..<width {
        let mean = 0.5 * (gram[row * width + column] + gram[column * width + row])
        scaled[row, column] = mean / (lengths[row] * lengths[column])
      }
    }
    let (values, vectors) = try SymmetricEigen.decompose(scaled)
    let floor = max(1e-14 * (values.last ?? 0), 0)
    var factor = [Double](repeating: 0, count: width * width)
    var inverse = factor
    let lost = (0..<width).filter { !(values[$0] > floor) }
    for column in 0..<width where values[column] > floor {
      let root = values[column].squareRoot()
      for row in 0..<width {
        factor[row * width + column] = vectors[row, column] / (lengths[row] * root)
        inverse[column * width + row] = vectors[row, column] * lengths[row] * root
      }
    }
    products.transform(block, by: factor)
    var rest = [Double](repeating: 0, count: width * width)
    add(inverse, times: parts.rest, to: &rest, at: 0)
    parts.rest = rest
    for column in lost {
      for row in 0..<products.rows { block[row * width + column] = stream.uniform() - 0.5 }
    }
    return lost.isEmpty
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

  /// Adds `left` (any rows) times `right` (8 × 8) from place `start` on.
  private func add(
    _ left: [Double], times right: [Double], to sum: inout [Double], at start: Int
  ) {
    for row in 0..<left.count / width {
      for middle in 0..<width {
        let factor = left[row * width + middle]
        for column in 0..<width {
          sum[start + row * width + column] += factor * right[middle * width + column]
        }
      }
    }
  }
}
