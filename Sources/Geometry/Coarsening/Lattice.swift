internal import Numerics

/// The nodes of a regular grid and who is next to whom.
struct Lattice {
  let shape: [Int]
  let periodic: [Bool]
  let neighbourhood: GridPyramidOptions.Neighbourhood

  var nodeCount: Int { shape.reduce(1, *) }

  /// The lattice of blocks of two nodes an axis.
  var coarser: Lattice {
    Lattice(
      shape: shape.map { ($0 + 1) / 2 }, periodic: periodic, neighbourhood: neighbourhood)
  }

  /// Weights 1 between neighbours; two that meet on both sides of a short period count once.
  func adjacency() -> SparseMatrix<Double> {
    let steps = self.steps()
    return RowAssembler.assemble(rows: nodeCount, columns: nodeCount, entriesPerRow: steps.count) {
      node, row in
      let place = coordinates(of: node)
      for step in steps {
        guard let other = self.node(at: place, moved: step) else { continue }
        row.append(.init(column: Int32(other), rank: 0, value: 1))
      }
    }
  }

  /// The steps to neighbours, one for each way in which they can differ.
  private func steps() -> [[Int]] {
    var steps: [[Int]] = [[]]
    for axis in shape.indices {
      steps = steps.flatMap { step in moves(along: axis).map { step + [$0] } }
    }
    return steps.filter { step in
      let moved = step.count { $0 != 0 }
      return neighbourhood == .all ? moved > 0 : moved == 1
    }
  }

  private func moves(along axis: Int) -> [Int] {
    switch shape[axis] {
    case 1: [0]
    case 2 where periodic[axis]: [0, 1]
    default: [-1, 0, 1]
    }
  }

  private func coordinates(of node: Int) -> [Int] {
    var rest = node
    var place = shape
    for axis in shape.indices.reversed() {
      place[axis] = rest % shape[axis]
      rest /= shape[axis]
    }
    return place
  }

  private func node(at place: [Int], moved step: [Int]) -> Int? {
    var node = 0
    for axis in shape.indices {
      var coordinate = place[axis] + step[axis]
      if !(0..<shape[axis]).contains(coordinate) {
        guard periodic[axis] else { return nil }
        coordinate = (coordinate + shape[axis]) % shape[axis]
      }
      node = node * shape[axis] + coordinate
    }
    return node
  }

  /// Carries signals of the coarser lattice to this one (fine × coarse): the product of what each axis does.
  func prolongation(_ interpolation: GridPyramidOptions.Interpolation) -> SparseMatrix<Double> {
    let coarse = coarser
    let parts = shape.indices.map { axis in
      (0..<shape[axis]).map { self.parts(of: $0, along: axis, interpolation) }
    }
    return RowAssembler.assemble(
      rows: nodeCount, columns: coarse.nodeCount, entriesPerRow: interpolation == .linear ? 4 : 1
    ) { node, row in
      let place = coordinates(of: node)
      var products = [Part(block: 0, share: 1)]
      for axis in shape.indices {
        products = products.flatMap { product in
          parts[axis][place[axis]].map {
            Part(
              block: product.block * coarse.shape[axis] + $0.block, share: product.share * $0.share)
          }
        }
      }
      for part in products {
        row.append(.init(column: Int32(part.block), rank: 0, value: part.share))
      }
    }
  }

  /// A share in a block.
  private struct Part {
    let block: Int
    let share: Double
  }

  /// The blocks that a node takes its value from, along one axis.
  private func parts(
    of node: Int, along axis: Int, _ interpolation: GridPyramidOptions.Interpolation
  ) -> [Part] {
    let (count, own) = ((shape[axis] + 1) / 2, node / 2)
    guard interpolation == .linear, count > 1 else { return [Part(block: own, share: 1)] }
    let (position, centre) = (Double(node), self.centre(of: own, along: axis))
    let other = position < centre ? own - 1 : own + 1
    guard position != centre, periodic[axis] || (0..<count).contains(other) else {
      return [Part(block: own, share: 1)]
    }
    let share = (position - centre) / (self.centre(of: other, along: axis) - centre)
    let block = (other + count) % count
    return [Part(block: own, share: 1 - share), Part(block: block, share: share)]
  }

  /// The mean position of a block's nodes; blocks beyond the ends are those of the next period.
  private func centre(of block: Int, along axis: Int) -> Double {
    let (length, count) = (shape[axis], (shape[axis] + 1) / 2)
    if block < 0 { return centre(of: block + count, along: axis) - Double(length) }
    if block >= count { return centre(of: block - count, along: axis) + Double(length) }
    return Double(2 * block + min(2 * block + 1, length - 1)) / 2
  }
}
