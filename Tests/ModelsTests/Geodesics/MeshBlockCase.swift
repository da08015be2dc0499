import Autodiff
import Geometry
import Models
import Numerics
import Testing

/// A block on surfaces, held to the same as every other: a reference, gradients, other numbers of the vertices and other frames,
/// on a bent sheet, on one vertex of one channel and on none.
struct MeshBlockCase {
  /// How the frames of the vertices may turn so that the block respects it.
  enum Frames {
    /// By an angle of each vertex's own.
    case anyTurns
    /// By multiples of 2π over a number.
    case parts(Int)
    /// Not at all.
    case still
  }

  var block: ModelValue
  var type = FieldType.scalar
  var channels = 3
  var symmetry = Symmetry.gauge
  /// The orders of a channel that it hands on.
  var output = [0]
  var frames = Frames.anyTurns
  /// Whether the pass is one of training that chooses by the places of vertices.
  var isTraining = false
  var exactness = 1e-11
  /// What every frame is turned by beforehand, so that no neighbour lies where polar angles jump.
  var turn = 0.0

  /// Checks the block against a reference that is given the operators, the input and the parameters.
  func check(
    seed: UInt64, location: SourceLocation = #_sourceLocation,
    _ reference: (
      [DomainOperator], Tensor<Double>, ParameterTree<Double>
    ) throws -> Tensor<Double>
  ) throws {
    let size = MeshCases.rows * MeshCases.columns
    let sheet = try MeshCases.turned(
      MeshCases.operators(MeshCases.sheet()), by: [Double](repeating: turn, count: size))
    let cases = [
      (size, channels, sheet),
      (1, 1, try MeshCases.apart(1)), (0, 2, try MeshCases.apart(0)),
    ]
    for (vertices, channels, operators) in cases {
      try checkLayer(
        layer(operators, vertices, channels), seed: seed,
        motions: motions(operators, vertices, seed: seed), location: location
      ) { try reference(operators, $0, $1) }
    }
  }

  /// The largest error on the sheet after every frame has turned by an angle of its own.
  func frameError(
    seed: UInt64, weight: (String, [Int]) -> Tensor<Double>? = { _, _ in nil }
  ) throws -> Double {
    let vertices = MeshCases.rows * MeshCases.columns
    let operators = try MeshCases.operators(MeshCases.sheet())
    return try symmetryError(
      layer(operators, vertices, channels), seed: seed,
      turns(operators, MeshCases.angles(seed: seed, count: vertices)), weight: weight)
  }

  private func layer(
    _ operators: [DomainOperator], _ vertices: Int, _ channels: Int
  ) -> LayerCase {
    LayerCase(
      block: block, domain: .mesh, shape: [vertices, channels * type.dimension],
      operators: operators, isTraining: isTraining, symmetry: symmetry, type: type,
      exactness: exactness)
  }

  private func motions(
    _ operators: [DomainOperator], _ vertices: Int, seed: UInt64
  ) throws -> [Motion] {
    var stream = RandomStream(seed: seed, "numbers")
    var order = Array(0..<vertices)
    stream.shuffle(&order)
    let relabelling = Motion(
      name: "other numbers and signs", operators: try MeshCases.renumbered(operators, order),
      moveInput: { GraphCases.renumbered($0, order) },
      moveOutput: { GraphCases.renumbered($0, order) })
    let angles: [Double]
    switch frames {
    case .anyTurns: angles = MeshCases.angles(seed: seed, count: vertices)
    case .parts(let count):
      angles = (0..<vertices).map { _ in 2 * .pi * Double(stream.below(count)) / Double(count) }
    case .still: return [relabelling]
    }
    let turning = try turns(operators, angles)
    return isTraining ? [turning] : [relabelling, turning]
  }

  private func turns(_ operators: [DomainOperator], _ angles: [Double]) throws -> Motion {
    Motion(
      name: "other frames", operators: try MeshCases.turned(operators, by: angles),
      moveInput: { MeshCases.turnedRows($0, orders: type.rotationOrders ?? [0], by: angles) },
      moveOutput: { MeshCases.turnedRows($0, orders: output, by: angles) })
  }
}
