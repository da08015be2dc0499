import Autodiff
import Models
import Numerics
import Testing

/// A block to be checked: its entry in the model language, the domain, and the shape of its input.
struct LayerCase {
  var block: ModelValue
  var domain: Domain
  var shape: [Int]
  var operators: [DomainOperator] = []
  var classNames = ["a", "b", "c"]
  var isTraining = false
  /// The symmetry of the model; the domain's first unless given.
  var symmetry: Symmetry? = nil
  /// The type of the input; its last axis counts numbers, not channels.
  var type = FieldType.scalar
  /// Fields carried beside the input.
  var companions: [Companion] = []
  /// Where the points of each item begin, and the last ends; nil for one item.
  var offsets: [Int]? = nil
  /// Blocks behind it, for one whose input no data has, such as a field over the rotations.
  var following: [ModelValue] = []

  /// A field beside the input.
  struct Companion {
    var name: String
    var type: FieldType
    var shape: [Int]
  }
}

/// An element of a symmetry group: how it moves inputs, outputs and operators.
struct Motion {
  var name: String
  var operators: [DomainOperator]? = nil
  var moveInput: (Tensor<Double>) -> Tensor<Double>
  /// Moves the field of a name beside the input; it stays unless given.
  var moveCompanion: (String, Tensor<Double>) -> Tensor<Double> = { $1 }
  /// Moves an output; nil where it must stay (an invariant block).
  var moveOutput: ((Tensor<Double>) -> Tensor<Double>)?
  /// The part of an output that the claim speaks of; everything unless given.
  var compared: (Tensor<Double>) -> [Double] = { $0.scalars }
}

/// The one check of every block: announced shapes, gradients in Double against central differences, the forward pass against
/// a reference written with loops, and the declared symmetry in Double (1e-11) and Float (1e-5).
func checkLayer(
  _ layer: LayerCase, seed: UInt64, motions: [Motion] = [],
  reference: ((Tensor<Double>, ParameterTree<Double>) -> Tensor<Double>)? = nil,
  location: SourceLocation = #_sourceLocation
) throws {
  let check = try LayerCheck(layer, seed: seed)
  let output = try check.double(check.input, check.companions, check.layer.operators)
  check.expectAnnouncedShape(output, location)
  try check.expectGradients(location)
  if let reference {
    let wanted = reference(check.input, check.parameters)
    #expect(output.shape == wanted.shape, "seed \(seed)", sourceLocation: location)
    let error = relativeError(output.scalars, wanted.scalars)
    #expect(error < 1e-11, "forward against loops, seed \(seed)", sourceLocation: location)
    let single = try check.single(check.input, check.companions, check.layer.operators)
    let singleError = relativeError(single.scalars, wanted.scalars)
    #expect(singleError < 1e-5, "forward in Float, seed \(seed)", sourceLocation: location)
  }
  for motion in motions {
    for (precision, run, bound) in [
      ("Double", check.double, 1e-11), ("Float", check.single, 1e-5),
    ] {
      let still = try run(check.input, check.companions, check.layer.operators)
      let companions = Dictionary(
        uniqueKeysWithValues: check.companions.map { ($0, motion.moveCompanion($0, $1)) })
      let moved = try run(
        motion.moveInput(check.input), companions, motion.operators ?? check.layer.operators)
      let wanted = motion.moveOutput?(still) ?? still
      let error = relativeError(motion.compared(moved), motion.compared(wanted))
      #expect(
        error < bound, "\(motion.name) in \(precision), seed \(seed)", sourceLocation: location)
    }
  }
}

/// Largest difference over the largest magnitude of the wanted values (at least 1e-3); infinite if the counts differ.
func relativeError(_ found: [Double], _ wanted: [Double]) -> Double {
  guard found.count == wanted.count else { return .infinity }
  let scale = max(1e-3, wanted.map { abs($0) }.max() ?? 0)
  return (zip(found, wanted).map { abs($0 - $1) }.max() ?? 0) / scale
}

/// Normal numbers of a stream named by the purpose.
func randomTensor(_ shape: [Int], seed: UInt64, _ purpose: String) -> Tensor<Double> {
  var stream = RandomStream(seed: seed, "test", purpose)
  return Tensor(shape: shape, (0..<shape.reduce(1, *)).map { _ in stream.normal() })
}

private struct LayerCheck {
  let layer: LayerCase
  let model: Model
  let input: Tensor<Double>
  let companions: [String: Tensor<Double>]
  let parameters: ParameterTree<Double>
  let seed: UInt64

  init(_ layer: LayerCase, seed: UInt64) throws {
    self.layer = layer
    self.seed = seed
    let description = try ModelDescription([
      "domain": .string(layer.domain.rawValue),
      "symmetry": .string((layer.symmetry ?? layer.domain.symmetries[0]).rawValue),
      "inputs": .map(
        [.init("x", layer.type.value)] + layer.companions.map { .init($0.name, $0.type.value) }),
      "blocks": .list([layer.block] + layer.following),
    ])
    let signature = InputSignature(
      channels: [.init("x", layer.shape[layer.shape.count - 1])]
        + layer.companions.map { .init($0.name, $0.shape[$0.shape.count - 1]) },
      gridShape: layer.domain.isSampledOnGrid ? Array(layer.shape[1...2]) : [],
      classNames: layer.classNames)
    model = try Model(layers: description, signature: signature, seed: seed)
    input = randomTensor(layer.shape, seed: seed, "input")
    companions = Dictionary(
      uniqueKeysWithValues: layer.companions.map {
        ($0.name, randomTensor($0.shape, seed: seed, $0.name))
      })
    // Weights of any size and buffers away from their start, so that no term hides behind a 0 or 1.
    parameters = ParameterTree(
      model.parameters.leaves.map { leaf in
        let random = randomTensor(leaf.tensor.shape, seed: seed, leaf.path)
        let isVariance = leaf.path.hasSuffix("variance")
        return .init(
          leaf.path,
          isVariance ? Tensor(shape: random.shape, random.scalars.map { 0.5 + $0 * $0 }) : random)
      })
  }

  private var mode: PassMode { PassMode(isTraining: layer.isTraining, seed: seed, moment: "check") }

  private var offsets: ItemOffsets? {
    get throws { try layer.offsets.map { try ItemOffsets(levels: [$0]) } }
  }

  func double(
    _ x: Tensor<Double>, _ companions: [String: Tensor<Double>], _ operators: [DomainOperator]
  ) throws -> Tensor<Double> {
    let bound = try BoundInput(
      x, companions: companions, operators: operators, offsets: offsets, for: model)
    return try model.forward(
      bound, parameters: parameters, tape: Tape(recording: false), mode: mode
    ).logits.value
  }

  func single(
    _ x: Tensor<Double>, _ companions: [String: Tensor<Double>], _ operators: [DomainOperator]
  ) throws -> Tensor<Double> {
    let bound = try BoundInput(
      x.converted(to: Float.self),
      companions: companions.mapValues { $0.converted(to: Float.self) },
      operators: operators, offsets: offsets, for: model)
    return try model.forward(
      bound, parameters: parameters.converted(to: Float.self), tape: Tape(recording: false),
      mode: mode
    ).logits.value.converted(to: Double.self)
  }

  func expectAnnouncedShape(_ output: Tensor<Double>, _ location: SourceLocation) {
    let announced = model.output
    let items = layer.shape[0]
    #expect(output.shape.last == announced.width, sourceLocation: location)
    switch announced.support {
    case .grid(let height, let width):
      #expect(output.shape == [items, height, width, announced.width], sourceLocation: location)
    case .sphere(let bandwidth):
      let size = bandwidth.map { 2 * $0 }
      #expect(output.shape == [items, size, size, announced.width], sourceLocation: location)
    case .rotations(let bandwidth):
      let size = bandwidth.map { 2 * $0 }
      #expect(output.shape == [items, size, size, size, announced.width], sourceLocation: location)
    case .nodes, .whole: #expect(output.shape.count == 2, sourceLocation: location)
    }
  }

  /// The sum of the outputs with fixed random factors, and its gradients to the input and every trained parameter.
  private func loss(
    _ x: Tensor<Double>, _ parameters: ParameterTree<Double>, factors: Tensor<Double>?
  ) throws -> (value: Double, gradients: [Tensor<Double>]) {
    let bound = try BoundInput(
      x, companions: companions, operators: layer.operators, offsets: offsets, for: model)
    let tape = Tape<Double>()
    let variable = tape.parameter(x)
    let pass = try model.forward(
      .dense(variable), companions: bound.companions.mapValues { tape.constant($0) },
      operators: bound.operators, offsets: bound.offsets, parameters: parameters, tape: tape,
      mode: mode)
    let factors = factors ?? randomTensor(pass.logits.shape, seed: seed, "factors")
    let loss = (pass.logits * tape.constant(factors)).sum()
    let value = loss.value.scalar
    return (value, tape.gradients(of: loss, withRespectTo: [variable] + pass.trained))
  }

  func expectGradients(_ location: SourceLocation) throws {
    let gradients = try loss(input, parameters, factors: nil).gradients
    let trained = zip(model.specifications, parameters.leaves.indices).filter(\.0.isTrained)
    try expect(gradients[0], of: "input", size: input.count, location) { index, step in
      var x = input.scalars
      x[index] += step
      return try loss(Tensor(shape: input.shape, x), parameters, factors: nil).value
    }
    for (gradient, (specification, leaf)) in zip(gradients.dropFirst(), trained) {
      try expect(gradient, of: specification.path, size: gradient.count, location) { index, step in
        var changed = parameters
        var values = changed.leaves[leaf].tensor.scalars
        values[index] += step
        changed.leaves[leaf].tensor = Tensor(shape: changed.leaves[leaf].tensor.shape, values)
        return try loss(input, changed, factors: nil).value
      }
    }
  }

  private func expect(
    _ gradient: Tensor<Double>, of name: String, size: Int, _ location: SourceLocation,
    _ value: (Int, Double) throws -> Double
  ) throws {
    var stream = RandomStream(seed: seed, "coordinates", name)
    let scalars = gradient.scalars
    let step = 1e-5
    for _ in 0..<min(12, size) {
      let index = stream.below(size)
      let difference = (try value(index, step) - value(index, -step)) / (2 * step)
      let error = abs(scalars[index] - difference) / max(1, abs(difference))
      #expect(error < 1e-6, "gradient to \(name)[\(index)], seed \(seed)", sourceLocation: location)
    }
  }
}
