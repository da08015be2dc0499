import Autodiff
import Models
import Numerics
import Testing

@Suite("Correlations over sphere and rotations as blocks") struct SphericalConvTests {
  /// At every rotation R of the grid: Σ w_p f(R p) over the filter's points, f cut off at a degree.
  private func correlated(
    _ field: Tensor<Double>, _ parameters: [Tensor<Double>], degrees: Int,
    points: [(Double, Double, Double)]
  ) -> Tensor<Double> {
    let isSphere = field.shape.count == 4
    let (items, inputs) = (field.shape[0], field.shape[field.shape.count - 1])
    let outputs = parameters[1].count
    let grid = angles(field.shape[1] / 2, isSphere: isSphere)
    let quadrature = SphericalQuadrature(bandwidth: field.shape[1] / 2)
    let circle = grid.count / quadrature.weights.count
    let targets = angles(degrees, isSphere: false)
    let side = 2 * degrees
    var result = Tensor<Double>(zeros: [items, targets.count, outputs])
    func matrix(_ degree: Int, _ at: (Double, Double, Double)) -> [Double] {
      Wigner.real(degree: degree, alpha: at.0, beta: at.1, gamma: at.2)
    }
    for degree in 0..<degrees {
      let size = 2 * degree + 1
      let columns = isSphere ? degree...degree : 0...2 * degree
      let values = grid.map { matrix(degree, $0) }
      let moved = points.map { matrix(degree, $0) }
      for item in 0..<items {
        for input in 0..<inputs {
          // The coefficients of the degree.
          var spectrum = [Double](repeating: 0, count: size * size)
          for (point, value) in values.enumerated() {
            let at = field.scalars[(item * grid.count + point) * inputs + input]
            let weight = quadrature.weights[point / circle] / Double(circle)
            for row in 0..<size {
              for column in columns {
                spectrum[row * size + column] += weight * at * value[row * size + column]
              }
            }
          }
          for (target, place) in targets.enumerated() {
            let turn = matrix(degree, place)
            for (point, own) in moved.enumerated() {
              var sum = 0.0
              for row in 0..<size {
                for column in columns {
                  var element = 0.0
                  for inner in 0..<size {
                    element += turn[row * size + inner] * own[inner * size + column]
                  }
                  sum += Double(size) * spectrum[row * size + column] * element
                }
              }
              for output in 0..<outputs {
                result[item, target, output] += parameters[0][point, input, output] * sum
              }
            }
          }
        }
      }
    }
    return Tensor(
      shape: [items, side, side, side, outputs],
      result.scalars.enumerated().map { $1 + parameters[1].scalars[$0 % outputs] })
  }

  /// The rotations of a grid's points, in its order.
  private func angles(_ bandwidth: Int, isSphere: Bool) -> [(Double, Double, Double)] {
    let side = 2 * bandwidth
    let step = Double.pi / Double(bandwidth)
    var result: [(Double, Double, Double)] = []
    for beta in SphericalQuadrature(bandwidth: bandwidth).angles {
      for i in 0..<side {
        for k in 0..<(isSphere ? 1 : side) {
          result.append((step * Double(i), beta, step * Double(k)))
        }
      }
    }
    return result
  }

  private func points(
    rings: Int, spokes: Int, turns: Int, reach: Double
  ) -> [(Double, Double, Double)] {
    var result: [(Double, Double, Double)] = []
    for ring in 1...rings {
      for spoke in 0..<spokes {
        let alpha = 2 * Double.pi * Double(spoke) / Double(spokes)
        for turn in 0..<turns {
          let gamma = 2 * Double.pi * Double(turn) / Double(turns) - alpha
          result.append((alpha, reach * .pi / 180 * Double(ring) / Double(rings), gamma))
        }
      }
    }
    return result
  }

  @Test("over the sphere: gradients, loops, rotations")
  func sphere() throws {
    let options: ModelValue = ["channels": 2, "bandwidth": 2, "rings": 2, "spokes": 3, "reach": 40]
    try checkLayer(
      LayerCase(block: ["spherical": options], domain: .sphere, shape: [2, 6, 6, 2]), seed: 3,
      motions: SphericalMotion.motions()
    ) { x, parameters in
      correlated(
        x, parameters.leaves.map(\.tensor), degrees: 2,
        points: points(rings: 2, spokes: 3, turns: 1, reach: 40))
    }
  }

  @Test("over the rotations: gradients, loops, rotations; the mean stays")
  func rotations() throws {
    let first: ModelValue = ["channels": 2, "rings": 1, "spokes": 2, "reach": 90]
    let second: ModelValue = [
      "channels": 3, "bandwidth": 2, "rings": 1, "spokes": 2, "turns": 3, "reach": 30,
    ]
    var layer = LayerCase(
      block: ["linear": first], domain: .sphere, shape: [1, 6, 6, 1],
      following: [["linear": second]])
    func moved(_ x: Tensor<Double>, _ parameters: ParameterTree<Double>) -> Tensor<Double> {
      let leaves = parameters.leaves.map(\.tensor)
      let between = correlated(
        x, Array(leaves[0..<2]), degrees: 3,
        points: points(rings: 1, spokes: 2, turns: 1, reach: 90))
      return correlated(
        between, Array(leaves[2..<4]), degrees: 2,
        points: points(rings: 1, spokes: 2, turns: 3, reach: 30))
    }
    try checkLayer(layer, seed: 4, motions: SphericalMotion.motions(), reference: moved)
    layer.following.append("readout")
    try checkLayer(layer, seed: 5, motions: SphericalMotion.motions(isInvariant: true)) {
      x, parameters in
      mean(moved(x, parameters), circle: 16)
    }
    for shape in [[2, 4, 4, 3], [0, 4, 4, 1]] {
      try checkLayer(
        LayerCase(block: "readout", domain: .sphere, shape: shape), seed: 6,
        motions: SphericalMotion.motions(isInvariant: true)
      ) { x, _ in mean(x, circle: 4) }
    }
  }

  /// The mean of each channel over a grid of bandwidth 2, on which so many points share a latitude.
  private func mean(_ field: Tensor<Double>, circle: Int) -> Tensor<Double> {
    let weights = SphericalQuadrature(bandwidth: 2).weights
    let (items, channels) = (field.shape[0], field.shape[field.shape.count - 1])
    let scalars = field.scalars
    var means = [Double](repeating: 0, count: items * channels)
    for place in means.indices {
      let (item, channel) = (place / channels, place % channels)
      for point in 0..<4 * circle {
        means[place] +=
          weights[point / circle] / Double(circle)
          * scalars[(item * 4 * circle + point) * channels + channel]
      }
    }
    return Tensor(shape: [items, channels], means)
  }

  @Test("a rectified field is rotated nearly, and more nearly at a higher bandwidth")
  func rectified() throws {
    // One field of low degree, sampled ever more finely; the error is that of the mean of relu(f)², which a rotation
    // keeps exactly where nothing is lost to sampling.
    var errors: [Double] = []
    for bandwidth in [3, 6, 12, 24] {
      let tape = Tape<Double>(recording: false)
      let spectrum = tape.constant(randomTensor([1, 9, 1], seed: 11, "spectrum"))
      let field = spectrum.inverseSphericalFourier(bandwidth: bandwidth).value
      func low(_ x: Tensor<Double>) -> [Double] {
        tape.constant(x).relu().sphericalFourier(degrees: 3).value.scalars
      }
      let motion = SphericalMotion.some[0]
      let still = tape.constant(field).relu().sphericalFourier(degrees: 3)
        .inverseSphericalFourier(bandwidth: 3).value
      let wanted = tape.constant(motion(still)).sphericalFourier(degrees: 3).value.scalars
      errors.append(relativeError(low(motion(field)), wanted))
    }
    #expect(errors[0] > 1e-4)
    #expect(errors[3] < errors[0] / 10, "\(errors)")
  }

  @Test("no field, the least bandwidth, and one that grows is refused")
  func edges() throws {
    for (items, bandwidth) in [(0, 2), (1, 1)] {
      let side = 2 * bandwidth
      var layer = LayerCase(
        block: ["spherical": 1], domain: .sphere, shape: [items, side, side, 1])
      let sphere = points(rings: 3, spokes: 8, turns: 1, reach: 22.5)
      try checkLayer(layer, seed: 7, motions: SphericalMotion.motions()) { x, parameters in
        correlated(x, parameters.leaves.map(\.tensor), degrees: bandwidth, points: sphere)
      }
      layer.following = [["so3conv": ["channels": 1, "turns": 1]]]
      try checkLayer(layer, seed: 8, motions: SphericalMotion.motions()) { x, parameters in
        let leaves = parameters.leaves.map(\.tensor)
        return correlated(
          correlated(x, Array(leaves[0..<2]), degrees: bandwidth, points: sphere),
          Array(leaves[2..<4]), degrees: bandwidth, points: sphere)
      }
    }
    let description = try ModelDescription([
      "domain": "sphere", "symmetry": "so3", "inputs": ["x": "scalar"],
      "blocks": [["linear": ["channels": 2, "bandwidth": 4]], "readout", ["linear": "classes"]],
    ])
    let signature = InputSignature(
      channels: [.init("x", 1)], gridShape: [6, 6], classNames: ["a", "b"])
    let error = #expect(throws: ModelError.self) {
      try Model(description, signature: signature, seed: 0)
    }
    #expect(error?.problems.first?.path == "blocks[0].linear.bandwidth")
  }
}
