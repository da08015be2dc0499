import Autodiff
import Geometry
import Models
import Numerics

/// Bent sheets with a coarser level each: what blocks on meshes ask for, on both.
struct LevelCase {
  let fine: [DomainOperator], coarse: [DomainOperator]
  let hierarchy: Hierarchy

  /// The finest vertices and the coarse ones.
  var sizes: [Int] { hierarchy.sizes }

  /// A sheet of rows × columns vertices, of which two fifths make up the next level.
  init(rows: Int = 6, columns: Int = 7) throws {
    let mesh = try MeshCases.sheet(rows: rows, columns: columns)
    let levels = try MeshHierarchy(
      of: mesh, options: MeshHierarchyOptions(levels: 1, ratio: 0.4, minimumSize: 6))
    hierarchy = levels.hierarchy
    fine = try MeshCases.operators(mesh, modes: 7)
    coarse = try MeshCases.operators(levels.meshes[1], radius: 2.4, modes: 5)
  }

  /// Operators of both levels under the same names, and the hierarchy.
  var operators: [DomainOperator] {
    fine + coarse.map { $0.at(level: 1) } + [DomainOperator(name: "levels", hierarchy: hierarchy)]
  }

  /// Means over the clusters with loops: the sum of the parts that coarse vertices have in the fine ones, over their number.
  func pooled(_ x: Tensor<Double>) -> Tensor<Double> {
    let width = x.shape[1]
    var sums = [[Double]](
      repeating: [Double](repeating: 0, count: width), count: hierarchy.sizes[1])
    var weights = [Double](repeating: 0, count: hierarchy.sizes[1])
    for (row, column, value) in GraphCases.triplets(hierarchy.prolongations[0]) {
      weights[column] += value
      for c in 0..<width { sums[column][c] += value * x[row, c] }
    }
    return GraphCases.tensor(zip(sums, weights).map { sum, weight in sum.map { $0 / weight } })
  }

  static func description(_ symmetry: Symmetry, _ blocks: ModelValue) throws -> ModelDescription {
    try ModelDescription([
      "domain": "mesh", "symmetry": .string(symmetry.rawValue), "inputs": ["x": "scalar"],
      "blocks": blocks,
    ])
  }

  /// Random features of the fine vertices as the input of a model.
  func input(seed: UInt64, channels: Int = 3) -> ModelInput {
    let x = randomTensor([sizes[0], channels], seed: seed, "features")
    return ModelInput(
      fields: ["x": .dense(x.converted(to: Float.self))], operators: operators)
  }
}

extension DomainOperator {
  /// The same operator as one of another level.
  func at(level: Int) -> DomainOperator {
    switch content {
    case .matrix(let matrix): DomainOperator(name: name, kind: kind, matrix: matrix, level: level)
    case .eigenbasis(let parts): DomainOperator(name: name, bases: parts, level: level)
    case .hierarchy: self
    }
  }
}
