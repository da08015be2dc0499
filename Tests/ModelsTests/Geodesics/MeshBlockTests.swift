import Autodiff
import Foundation
import Geometry
import Models
import Numerics
import Testing

@Suite struct MeshBlockTests {
  private let count = MeshCases.rows * MeshCases.columns

  private func motions(
    _ operators: [DomainOperator], seed: UInt64, frames: Bool = true, from input: [Int] = [0],
    to output: [Int] = [0]
  ) throws -> [Motion] {
    var stream = RandomStream(seed: seed, "numbers")
    var order = Array(0..<count)
    stream.shuffle(&order)
    let angles = MeshCases.angles(seed: seed)
    let relabelling = Motion(
      name: "other numbers and signs", operators: try MeshCases.renumbered(operators, order),
      moveInput: { GraphCases.renumbered($0, order) },
      moveOutput: { GraphCases.renumbered($0, order) })
    guard frames else { return [relabelling] }
    return [
      relabelling,
      Motion(
        name: "other frames", operators: try MeshCases.turned(operators, by: angles),
        moveInput: { MeshCases.turnedRows($0, orders: input, by: angles) },
        moveOutput: { MeshCases.turnedRows($0, orders: output, by: angles) }),
    ]
  }

  private func check(
    _ block: ModelValue, type: FieldType = .scalar, channels: Int = 3, seed: UInt64,
    symmetry: Symmetry = .gauge, frames: Bool = true, to output: [Int] = [0],
    reference: (([DomainOperator]) -> (Tensor<Double>, ParameterTree<Double>) -> Tensor<Double>)? =
      nil
  ) throws {
    let operators = try MeshCases.operators(MeshCases.sheet())
    let layer = LayerCase(
      block: block, domain: .mesh, shape: [count, channels * type.dimension],
      operators: operators, symmetry: symmetry, type: type)
    try checkLayer(
      layer, seed: seed,
      motions: motions(
        operators, seed: seed, frames: frames, from: type.rotationOrders ?? [0], to: output),
      reference: reference?(operators))
  }

  @Test(arguments: [UInt64(1), 2])
  func `gauge convolutions respect changes of frames, whatever their orders`(seed: UInt64) throws {
    try check(["gaugeconv": ["channels": 2, "orders": [0, 1, 2]]], seed: seed, to: [0, 1, 2])
    try check(
      ["gaugeconv": ["channels": 4, "orders": [0, 1], "radial": 3, "radius": 1.6]],
      type: .irreps(.so2, [0, 1, 2]), channels: 2, seed: seed, to: [0, 1])
    try check(
      ["gaugeconv": ["channels": 2, "aggregation": "sum", "bias": false]], type: .vector(1),
      channels: 2, seed: seed)
    try check(["linear": ["channels": "classes"]], type: .vector(2), channels: 2, seed: seed)
  }

  @Test func `the rectifier of turning fields moves with the numbers of vertices`() throws {
    try check(
      ["nonlinearity": 9], type: .irreps(.so2, [0, 1, 2]), channels: 3, seed: 3, frames: false,
      to: [0, 1, 2])
  }

  /// y = Φ exp(−λ t) Φᵀ M x with loops.
  private func diffused(
    _ x: [[Double]], _ operators: [DomainOperator], roots: [Double]
  ) -> [[Double]] {
    guard case .eigenbasis(let parts)? = operators.last?.content, let part = parts.first else {
      return []
    }
    return x.indices.map { row in
      roots.indices.map { c in
        (0..<part.basis.count).reduce(0) { sum, mode in
          let coefficient = x.indices.reduce(0) {
            $0 + part.basis.vectors[$1, mode] * part.mass[$1] * x[$1][c]
          }
          return sum + part.basis.vectors[row, mode]
            * exp(-part.basis.values[mode] * roots[c] * roots[c]) * coefficient
        }
      }
    }
  }

  private func values(_ parameters: ParameterTree<Double>, _ name: String) -> Tensor<Double> {
    parameters.leaves.first { $0.path.hasSuffix(".\(name)") }?.tensor ?? Tensor(zeros: [0])
  }

  @Test(arguments: [Symmetry.isometry, .gauge])
  func `heat flows as in a sum over eigenvectors, and then channels are mixed`(
    symmetry: Symmetry
  ) throws {
    let name = symmetry == .isometry ? "linear" : "heat"
    try check([name: 4], seed: 4, symmetry: symmetry) { operators in
      { x, parameters in
        let flow = self.diffused(
          GraphCases.rows(x), operators, roots: self.values(parameters, "roots").scalars)
        let mixed = GraphCases.product(flow, GraphCases.rows(self.values(parameters, "weight")))
        let bias = self.values(parameters, "bias").scalars
        return GraphCases.tensor(mixed.map { zip($0, bias).map { $0 + $1 } })
      }
    }
  }

  @Test(arguments: [true, false])
  func `a block of DiffusionNet is that of the paper`(turns: Bool) throws {
    let block: ModelValue = ["diffusion": ["hidden": [5], "rotations": .bool(turns)]]
    try check(block, seed: 5, symmetry: .isometry) { operators in
      { x, parameters in
        let rows = GraphCases.rows(x)
        let flow = self.diffused(
          rows, operators, roots: self.values(parameters, "roots").scalars)
        func slope(_ kind: OperatorKind) -> [[Double]] {
          for found in operators where found.kind == kind {
            if case .matrix(let matrix) = found.content {
              return GraphCases.product(GraphCases.dense(matrix), flow)
            }
          }
          return []
        }
        let (u, v) = (slope(.gradientX), slope(.gradientY))
        let real = GraphCases.rows(self.values(parameters, "real"))
        let imaginary =
          turns
          ? GraphCases.rows(self.values(parameters, "imaginary")) : real.map { $0.map { _ in 0 } }
        let (p, q) = (GraphCases.product(u, real), GraphCases.product(u, imaginary))
        let (r, t) = (GraphCases.product(v, real), GraphCases.product(v, imaginary))
        let seen = rows.indices.map { row in
          rows[row] + flow[row]
            + rows[row].indices.map { c in
              tanh(u[row][c] * (p[row][c] - t[row][c]) + v[row][c] * (r[row][c] + q[row][c]))
            }
        }
        func layer(_ x: [[Double]], _ index: Int) -> [[Double]] {
          let bias = self.values(parameters, "bias\(index)").scalars
          return GraphCases.product(
            x, GraphCases.rows(self.values(parameters, "weight\(index)"))
          ).map { zip($0, bias).map { $0 + $1 } }
        }
        let hidden = layer(seen, 0).map { $0.map { max(0, $0) } }
        return GraphCases.tensor(zip(rows, layer(hidden, 1)).map { zip($0, $1).map { $0 + $1 } })
      }
    }
    try check(["diffusion": ["gradients": false, "dropout": 0.2]], seed: 6)
  }

  @Test func `mixtures of Gaussians weigh neighbours as loops do`() throws {
    let block: ModelValue = [
      "monet": ["channels": 2, "kernels": 3, "coordinates": "distance", "radius": 1.6]
    ]
    try check(block, seed: 7) { operators in
      { x, parameters in
        guard case .matrix(let distances) = operators[0].content else { return x }
        let (means, scales) = (self.values(parameters, "means"), self.values(parameters, "scales"))
        let (weight, bias) = (self.values(parameters, "weight"), self.values(parameters, "bias"))
        var result = (0..<self.count).map { _ in bias.scalars }
        for k in 0..<3 {
          func height(_ distance: Double) -> Double {
            let z = (distance / 1.6 - means[0, k]) * scales[0, k]
            return exp(-z * z / 2)
          }
          var sums = [Double](repeating: 1e-6, count: self.count)
          for (row, _, value) in GraphCases.triplets(distances) { sums[row] += height(value) }
          for (row, column, value) in GraphCases.triplets(distances) {
            for c in 0..<3 {
              for o in 0..<2 {
                result[row][o] +=
                  height(value) / sums[row] * x[column, c] * weight[k * 3 + c, o]
              }
            }
          }
        }
        return GraphCases.tensor(result)
      }
    }
    for coordinates in ["polar", "tangent"] {
      let options: ModelValue = [
        "channels": 2, "coordinates": .string(coordinates), "normalize": false,
      ]
      try check(["monet": options], seed: 8, symmetry: .permutation, frames: false)
    }
    let layer = LayerCase(
      block: ["monet": ["channels": 2, "coordinates": "degree"]], domain: .graph, shape: [9, 3],
      operators: [
        DomainOperator(name: "a", kind: .adjacency, matrix: try GraphCases.adjacency())
      ])
    try checkLayer(layer, seed: 9)
  }

  @Test func `filters on patches take their largest response`() throws {
    try check(
      ["geodesicconv": ["channels": 2, "radius": 1.6, "rings": 2, "angles": 4]], seed: 10,
      frames: false)
  }

  @Test func `what does not respect changes of frames is refused, with what would fit`() {
    func problems(_ blocks: ModelValue, _ type: ModelValue = "scalar") -> String {
      do {
        let description = try ModelDescription([
          "domain": "mesh", "symmetry": "gauge", "inputs": ["x": type], "blocks": blocks,
        ])
        _ = try Model(
          layers: description,
          signature: InputSignature(
            channels: [.init("x", 6)], gridShape: [], classNames: ["a", "b"]), seed: 1)
        return ""
      } catch { return "\(error)" }
    }
    #expect(
      problems([["monet": 3]]).contains(
        "polar coordinates change with the frames; take distance"))
    #expect(
      problems([["gaugeconv": ["channels": 2, "orders": [0, 3]]], ["nonlinearity": 5]]).contains(
        "5 samples cannot tell orders [0, 3] apart; take 7 or more"))
    #expect(
      problems([["gaugeconv": ["channels": 2, "orders": [1, 1]]], "nonlinearity"]).contains(
        "orders [1, 1] repeat"))
    #expect(problems([["gaugeconv": ["channels": 2, "orders": [0, 1]]], "batchnorm"]) != "")
  }

  @Test func `several meshes one after the other are each by itself`() throws {
    let sheets = [try MeshCases.sheet(), try MeshCases.sheet(rows: 3, columns: 4)]
    let operators = try sheets.map { try MeshCases.operators($0, modes: 5) }
    let sizes = sheets.map(\.vertexCount)
    let x = randomTensor([sizes[0] + sizes[1], 3], seed: 11, "x")
    for block in [
      ["gaugeconv": ["channels": 2, "orders": [0, 1]]], ["diffusion": ["dropout": 0]],
      ["monet": ["channels": 2, "coordinates": "distance"]],
      ["geodesicconv": ["channels": 2, "radius": 1.6]],
    ] as [ModelValue] {
      let description = try ModelDescription([
        "domain": "mesh", "symmetry": "gauge", "inputs": ["x": "scalar"], "blocks": .list([block]),
      ])
      let signature = InputSignature(
        channels: [.init("x", 3)], gridShape: [], classNames: ["a", "b"])
      let model = try Model(layers: description, signature: signature, seed: 2)
      func run(_ input: ModelInput) throws -> Tensor<Float> {
        let bound = try BoundInput(input, for: model, as: Float.self)
        return try model.forward(
          bound, parameters: model.parameters, tape: Tape(recording: false),
          mode: PassMode(isTraining: false, seed: 1, moment: "check")
        ).logits.value
      }
      let parts = try [0..<sizes[0], sizes[0]..<sizes[0] + sizes[1]].enumerated().map {
        try ModelInput(
          .dense(x.rows(at: $1.map { Int32($0) }).converted(to: Float.self)), for: description,
          operators: operators[$0])
      }
      let single = try parts.flatMap { try run($0).scalars.map { Double($0) } }
      let together = try run(ModelInput.batched(parts)).scalars.map { Double($0) }
      #expect(relativeError(together, single) < 1e-6)
    }
  }
}
