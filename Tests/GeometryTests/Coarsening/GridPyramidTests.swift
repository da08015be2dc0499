import Geometry
import Numerics
import Testing

@Suite struct GridPyramidTests {
  /// Neighbours by comparing all pairs of nodes.
  private func neighbours(
    _ shape: [Int], _ periodic: [Bool], all: Bool
  ) -> Set<SIMD2<Int32>> {
    let count = shape.reduce(1, *)
    func coordinates(_ node: Int) -> [Int] {
      var (rest, place) = (node, shape)
      for axis in shape.indices.reversed() {
        place[axis] = rest % shape[axis]
        rest /= shape[axis]
      }
      return place
    }
    var pairs: Set<SIMD2<Int32>> = []
    for first in 0..<count {
      for second in 0..<count where second != first {
        let distances = shape.indices.map { axis in
          let gap = abs(coordinates(first)[axis] - coordinates(second)[axis])
          return periodic[axis] ? min(gap, shape[axis] - gap) : gap
        }
        if all ? distances.max() == 1 : distances.reduce(0, +) == 1 {
          pairs.insert(SIMD2(Int32(first), Int32(second)))
        }
      }
    }
    return pairs
  }

  @Test(arguments: [[1], [2], [7], [5, 4], [1, 6], [2, 3], [3, 4, 5], [2, 2, 2], [1, 1, 3]])
  func `levels are the graphs of their grids`(shape: [Int]) throws {
    for (wraps, neighbourhood) in [
      (false, GridPyramidOptions.Neighbourhood.faces), (false, .all), (true, .faces), (true, .all),
    ] {
      let periodic = shape.map { _ in wraps }
      let found = try GridPyramid.hierarchy(
        shape: shape,
        options: GridPyramidOptions(periodic: periodic, neighbourhood: neighbourhood))
      var size = shape
      for adjacency in found.operators {
        #expect(adjacency.rows == size.reduce(1, *))
        var pairs: Set<SIMD2<Int32>> = []
        for row in 0..<adjacency.rows {
          for slot in adjacency.entries(inRow: row) {
            pairs.insert(SIMD2(Int32(row), adjacency.columnIndices[slot]))
          }
        }
        #expect(pairs == neighbours(size, periodic, all: neighbourhood == .all))
        #expect(adjacency.nonzeroCount == pairs.count && adjacency.values.allSatisfy { $0 == 1 })
        size = size.map { ($0 + 1) / 2 }
      }
      #expect(found.sizes.last == 1)
    }
  }

  @Test func `blocks have two nodes an axis, the last of an odd axis one`() throws {
    let found = try GridPyramid.hierarchy(shape: [3, 4])
    #expect(found.sizes == [12, 4, 1])
    #expect(found.clusters(of: 0) == [0, 0, 1, 1, 0, 0, 1, 1, 2, 2, 3, 3])
  }

  @Test(arguments: [[8], [7], [6, 5], [9, 4], [5, 6, 7]])
  func `linear prolongation keeps constants, and linear signals between the outermost centres`(
    shape: [Int]
  ) throws {
    for wraps in [false, true] {
      let found = try GridPyramid.hierarchy(
        shape: shape,
        options: GridPyramidOptions(
          periodic: shape.map { _ in wraps }, interpolation: .linear))
      for (level, prolongation) in found.prolongations.enumerated() {
        #expect(prolongation.rowSums.allSatisfy { abs($0 - 1) < 1e-14 })
        #expect(prolongation.values.allSatisfy { $0 > 0 })
        let used = prolongation.transposed().rowSums
        #expect(used.allSatisfy { $0 > 0 } && used.count == found.sizes[level + 1])
      }
    }
    let prolongation = try GridPyramid.hierarchy(
      shape: shape, options: GridPyramidOptions(interpolation: .linear, maximumLevels: 2)
    ).prolongations[0]
    let coarse = shape.map { ($0 + 1) / 2 }
    func coordinates(_ node: Int, _ shape: [Int]) -> [Int] {
      var (rest, place) = (node, shape)
      for axis in shape.indices.reversed() {
        place[axis] = rest % shape[axis]
        rest /= shape[axis]
      }
      return place
    }
    func centre(_ block: Int, _ length: Int) -> Double {
      2 * block + 1 < length ? Double(2 * block) + 0.5 : Double(2 * block)
    }
    let slopes = [1.5, -2, 0.25]
    let signal = (0..<coarse.reduce(1, *)).map { node in
      coordinates(node, coarse).enumerated().reduce(1) {
        $0 + slopes[$1.offset] * centre($1.element, shape[$1.offset])
      }
    }
    let fine = prolongation.multiplied(by: signal)
    for (node, value) in fine.enumerated() {
      let wanted = coordinates(node, shape).enumerated().reduce(1.0) { sum, part in
        let (axis, length) = (part.offset, shape[part.offset])
        let ends = centre(0, length)...centre((length + 1) / 2 - 1, length)
        return sum + slopes[axis] * min(max(Double(part.element), ends.lowerBound), ends.upperBound)
      }
      #expect(abs(value - wanted) < 1e-12)
    }
  }

  @Test func `a period joins the ends`() throws {
    let found = try GridPyramid.hierarchy(
      shape: [8], options: GridPyramidOptions(periodic: [true], interpolation: .linear))
    #expect(found.prolongations[0][0, 3] == 0.25 && found.prolongations[0][0, 0] == 0.75)
    #expect(found.prolongations[0][7, 0] == 0.25 && found.prolongations[0][7, 3] == 0.75)
  }

  @Test func `levels and sizes end it, and bad shapes are refused`() throws {
    #expect(
      try GridPyramid.hierarchy(shape: [28, 28], options: GridPyramidOptions(maximumLevels: 3))
        .sizes == [784, 196, 49])
    #expect(
      try GridPyramid.hierarchy(shape: [28, 28], options: GridPyramidOptions(minimumSize: 50))
        .sizes == [784, 196, 49])
    for shape in [[], [0], [2, 2, 2, 2], [100_000, 100_000], [-1, 4]] {
      #expect(throws: GraphError.self) { try GridPyramid.hierarchy(shape: shape) }
    }
    #expect(throws: GraphError.self) {
      try GridPyramid.hierarchy(shape: [4, 4], options: GridPyramidOptions(periodic: [true]))
    }
  }
}
