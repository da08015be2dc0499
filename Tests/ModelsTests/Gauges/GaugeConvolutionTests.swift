import Autodiff
import Foundation
import Geometry
import Models
import Numerics
import Testing

@Suite struct GaugeConvolutionTests {
  /// A convolution with weights drawn from a seed.
  private struct Case {
    let convolution: GaugeConvolution
    let inputs: Int, outputs: Int
    let neighbours: [Tensor<Double>]
    let own: [Tensor<Double>?]
    let bias: Tensor<Double>

    init(_ convolution: GaugeConvolution, inputs: Int, outputs: Int, seed: UInt64) {
      (self.convolution, self.inputs, self.outputs) = (convolution, inputs, outputs)
      neighbours = convolution.outputOrders.indices.map {
        randomTensor(
          convolution.neighbourShape($0, inputs: inputs, outputs: outputs), seed: seed,
          "neighbours\($0)")
      }
      own = convolution.outputOrders.indices.map { index in
        convolution.selfShape(index, inputs: inputs, outputs: outputs).map {
          randomTensor($0, seed: seed, "self\(index)")
        }
      }
      bias = randomTensor(
        [convolution.outputOrders.count { $0 == 0 }, outputs], seed: seed, "bias")
    }

    func apply<S: TensorScalar>(
      _ x: Tensor<Double>, _ neighbourhoods: MeshNeighbourhoods<S>
    ) -> Tensor<Double> {
      let tape = Tape<S>(recording: false)
      func variable(_ tensor: Tensor<Double>) -> Variable<S> {
        tape.constant(tensor.converted(to: S.self))
      }
      return convolution(
        variable(x), convolution.tables(neighbourhoods), neighbours: neighbours.map(variable),
        own: own.map { $0.map(variable) }, bias: variable(bias)
      ).value.converted(to: Double.self)
    }

    func reference(_ x: Tensor<Double>, _ patches: GeodesicPatches) -> Tensor<Double> {
      let loops = GaugeReference(
        inputOrders: convolution.inputOrders, outputOrders: convolution.outputOrders,
        inputs: inputs, outputs: outputs, radial: convolution.radial.count,
        radius: convolution.radial.radius, isAveraging: convolution.isAveraging,
        neighbours: neighbours, own: own, bias: bias)
      return loops(
        x, distances: patches.distances, angles: patches.angles.values,
        turns: patches.turns.values)
    }
  }

  static let pairs: [([Int], [Int], Int)] = [
    ([0], [0], 1), ([0, 1, 2], [0, 1, 2], 1), ([0], [0, 1], 1), ([1, 3], [2], 1),
    ([0, 0, 1], [1, 0, 1], 1), ([0, 1], [0, 1], 3),
  ]

  private func drawn(_ index: Int, averaging: Bool, seed: UInt64) -> (Case, Tensor<Double>) {
    let (from, to, radial) = Self.pairs[index]
    let convolution = GaugeConvolution(
      from: from, to: to, radial: RadialFunctions(count: radial, radius: 1.6), averaging: averaging)
    let one = Case(convolution, inputs: 3, outputs: 2, seed: seed)
    let size = from.reduce(0) { $0 + min(2, $1 + 1) }
    return (one, randomTensor([MeshCases.rows * MeshCases.columns, size, 3], seed: seed, "x"))
  }

  @Test(arguments: pairs.indices)
  func `the convolution is the sum of the paper`(index: Int) throws {
    let patches = try MeshCases.patches()
    let (one, x) = drawn(index, averaging: index % 2 == 0, seed: 3)
    let wanted = one.reference(x, patches).scalars
    let (distances, angles, turns) = (patches.distances, patches.angles, patches.turns)
    let double: MeshNeighbourhoods<Double> = try MeshCases.neighbourhoods(distances, angles, turns)
    #expect(relativeError(one.apply(x, double).scalars, wanted) < 1e-12)
    let single: MeshNeighbourhoods<Float> = try MeshCases.neighbourhoods(distances, angles, turns)
    #expect(relativeError(one.apply(x, single).scalars, wanted) < 1e-5)
  }

  @Test(arguments: pairs.indices, [UInt64(1), 2])
  func `features turn with the frames, whatever each vertex's turn`(
    index: Int, seed: UInt64
  ) throws {
    let patches = try MeshCases.patches()
    let (one, x) = drawn(index, averaging: false, seed: seed)
    let frames = MeshCases.angles(seed: seed)
    let moved = try MeshCases.turned(patches, by: frames)
    let orders = (one.convolution.inputOrders, one.convolution.outputOrders)
    func check<S: TensorScalar>(_ type: S.Type, _ bound: Double) throws {
      let before: MeshNeighbourhoods<S> = try MeshCases.neighbourhoods(
        patches.distances, patches.angles, patches.turns)
      let after: MeshNeighbourhoods<S> = try MeshCases.neighbourhoods(
        patches.distances, moved.angles, moved.turns)
      let still = one.apply(x, before)
      let turned = one.apply(MeshCases.turned(x, orders: orders.0, by: frames), after)
      let wanted = MeshCases.turned(still, orders: orders.1, by: frames)
      #expect(relativeError(turned.scalars, wanted.scalars) < bound, "seed \(seed)")
    }
    try check(Double.self, 1e-12)
    try check(Float.self, 1e-5)
  }

  @Test func `a vertex without neighbours keeps its own part`() throws {
    let empty = try SparseMatrix<Double>(rows: 1, columns: 1, triplets: [(0, 0, 0)])
    let one = Case(GaugeConvolution(from: [0, 1], to: [0, 1]), inputs: 2, outputs: 2, seed: 5)
    let x = randomTensor([1, 3, 2], seed: 5, "x")
    let neighbourhoods: MeshNeighbourhoods<Double> = try MeshCases.neighbourhoods(
      empty, empty, empty)
    let y = one.apply(x, neighbourhoods)
    let own = try #require(one.own[0])
    for o in 0..<2 {
      let wanted = one.bias[0, o] + x[0, 0, 0] * own[0, o] + x[0, 0, 1] * own[1, o]
      #expect(abs(y[0, 0, o] - wanted) < 1e-14)
    }
  }

  @Test func `operators of different patches are refused`() throws {
    let (near, far) = (try MeshCases.patches(radius: 1.2), try MeshCases.patches(radius: 2))
    #expect(throws: ModelError.self) {
      let _: MeshNeighbourhoods<Double> = try MeshCases.neighbourhoods(
        near.distances, far.angles, near.turns)
    }
  }
}
