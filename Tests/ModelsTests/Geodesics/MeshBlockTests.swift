import Autodiff
import Foundation
import Geometry
import Models
import Numerics
import Testing

@Suite struct MeshBlockTests {
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
    try MeshBlockCase(block: [name: 4], symmetry: symmetry, exactness: 1e-12).check(seed: 4) {
      operators, x, parameters in
      let flow = diffused(
        GraphCases.rows(x), operators, roots: values(parameters, "roots").scalars)
      let mixed = GraphCases.product(flow, GraphCases.rows(values(parameters, "weight")))
      let bias = values(parameters, "bias").scalars
      return RaggedCases.tensor(mixed.map { Rows.sum($0, bias) }, width: 4)
    }
  }

  /// A block of DiffusionNet: what it sees of the heat flow, and a perceptron whose hidden channels a pass of training drops by
  /// the factors of each layer.
  private func diffusion(
    _ x: Tensor<Double>, _ operators: [DomainOperator], _ parameters: ParameterTree<Double>,
    hiddenLayers: Int, gradients: Bool,
    dropped: (_ layer: Int, _ width: Int) -> [Double]? = {
      _, _ in nil
    }
  ) -> Tensor<Double> {
    let rows = GraphCases.rows(x)
    let flow = diffused(rows, operators, roots: values(parameters, "roots").scalars)
    var seen = zip(rows, flow).map { $0 + $1 }
    if gradients {
      func slope(_ kind: OperatorKind) -> [[Double]] {
        GraphCases.product(GraphCases.dense(MeshCases.matrix(operators, kind)), flow)
      }
      let (u, v) = (slope(.gradientX), slope(.gradientY))
      let real = GraphCases.rows(values(parameters, "real"))
      let imaginary = values(parameters, "imaginary")
      let turning =
        imaginary.count > 0 ? GraphCases.rows(imaginary) : real.map { $0.map { _ in 0 } }
      let (p, q) = (GraphCases.product(u, real), GraphCases.product(u, turning))
      let (r, t) = (GraphCases.product(v, real), GraphCases.product(v, turning))
      for row in rows.indices {
        seen[row] += rows[row].indices.map { c in
          tanh(u[row][c] * (p[row][c] - t[row][c]) + v[row][c] * (r[row][c] + q[row][c]))
        }
      }
    }
    for layer in 0...hiddenLayers {
      let bias = values(parameters, "bias\(layer)").scalars
      seen = GraphCases.product(seen, GraphCases.rows(values(parameters, "weight\(layer)")))
        .map { Rows.sum($0, bias) }
      guard layer < hiddenLayers else { break }
      let factors = dropped(layer, bias.count)
      for row in seen.indices {
        for c in bias.indices {
          seen[row][c] = max(0, seen[row][c]) * (factors?[row * bias.count + c] ?? 1)
        }
      }
    }
    return RaggedCases.tensor(zip(rows, seen).map(Rows.sum), width: x.shape[1])
  }

  @Test(arguments: [true, false])
  func `a block of DiffusionNet is that of the paper`(turns: Bool) throws {
    try MeshBlockCase(
      block: ["diffusion": ["hidden": [5], "rotations": .bool(turns)]], symmetry: .isometry
    ).check(seed: 5) {
      diffusion($1, $0, $2, hiddenLayers: 1, gradients: true)
    }
    try MeshBlockCase(block: ["diffusion": ["gradients": false, "dropout": 0.2]]).check(seed: 6) {
      diffusion($1, $0, $2, hiddenLayers: 2, gradients: false)
    }
  }

  @Test func `a pass of training drops the hidden channels that its key says`() throws {
    try MeshBlockCase(
      block: ["diffusion": ["hidden": [5, 4, 3], "dropout": 0.4]], isTraining: true
    )
    .check(seed: 12) { operators, x, parameters in
      diffusion(x, operators, parameters, hiddenLayers: 3, gradients: true) { layer, width in
        let key = DropoutFactors.key(seed: 12, path: "blocks.0.diffusion")
        return DropoutFactors.values(
          count: x.shape[0] * width, rate: 0.4, key: key &+ UInt64(layer))
      }
    }
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
