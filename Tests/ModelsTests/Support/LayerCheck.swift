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
  /// How large random weights are: those of deep blocks must not make numbers grow from layer to layer.
  var weightScale = 1.0
  /// The largest relative error of its symmetry in Double; in Float it is 1e-5.
  var exactness = 1e-11

  /// A field beside the input.
  struct Companion {
    var name: String
    var type: FieldType
    var shape: [Int]
  }

  /// The fields beside the input that a check of a seed draws.
  func companionValues(seed: UInt64) -> [String: Tensor<Double>] {
    Dictionary(
      uniqueKeysWithValues: companions.map {
        ($0.name, randomTensor($0.shape, seed: seed, $0.name))
      })
  }
}

/// An element of a symmetry group: how it moves inputs, outputs and operators.
struct Motion {
  var name: String
  var operators: [DomainOperator]? = nil
  /// Where the points of each item begin once it has moved; where they did unless given.
  var offsets: [Int]? = nil
  var moveInput: (Tensor<Double>) -> Tensor<Double>
  /// Moves the field of a name beside the input; it stays unless given.
  var moveCompanion: (String, Tensor<Double>) -> Tensor<Double> = { $1 }
  /// Moves an output; nil where it must stay (an invariant block).
  var moveOutput: ((Tensor<Double>) -> Tensor<Double>)?
  /// The part of an output that the claim speaks of; everything unless given.
  var compared: (Tensor<Double>) -> [Double] = { $0.scalars }
}

/// The one check of every block: announced shapes, gradients in Double against central differences, the forward pass against
/// a reference written with loops in Double (1e-11) and Float (1e-5), and the declared symmetry in Double (1e-11, or as the
/// case says) and Float (1e-5).
///
/// - Parameters:
///   - motions: elements of the model's symmetry; a block that claims it exactly must name some, if it is fed any point
///     outside training.
///   - reference: the output by its formula, from input and parameters.
func checkLayer(
  _ layer: LayerCase, seed: UInt64, motions: [Motion],
  location: SourceLocation = #_sourceLocation,
  reference: (Tensor<Double>, ParameterTree<Double>) throws -> Tensor<Double>
) throws {
  let check = try LayerCheck(layer, seed: seed)
  let output = try check.double()
  check.expectAnnouncedShape(output, location)
  try check.expectGradients(location)
  let wanted = try reference(check.input, check.parameters)
  #expect(output.shape == wanted.shape, "seed \(seed)", sourceLocation: location)
  let error = relativeError(output.scalars, wanted.scalars)
  #expect(error < 1e-11, "forward against loops, seed \(seed)", sourceLocation: location)
  let singleError = relativeError(try check.single().scalars, wanted.scalars)
  #expect(singleError < 1e-5, "forward in Float, seed \(seed)", sourceLocation: location)
  if check.claimsExactness && !layer.isTraining && check.input.count > 0 {
    #expect(
      !motions.isEmpty, "\(layer.block) claims a symmetry that nothing shows",
      sourceLocation: location)
  }
  for motion in motions {
    let errors = [
      ("Double", try check.error(motion, check.double), layer.exactness),
      ("Float", try check.error(motion, check.single), 1e-5),
    ]
    for (precision, error, bound) in errors {
      #expect(
        error < bound, "\(motion.name) in \(precision), seed \(seed)", sourceLocation: location)
    }
  }
}

/// How far a block is from a symmetry that holds approximately: the relative error in Double after a motion.
///
/// - Parameter weight: a parameter's values by its path and shape; random as in ``checkLayer`` where it gives none.
func symmetryError(
  _ layer: LayerCase, seed: UInt64, _ motion: Motion,
  weight: (String, [Int]) -> Tensor<Double>? = { _, _ in nil }
) throws -> Double {
  let check = try LayerCheck(layer, seed: seed, weight: weight)
  return try check.error(motion, check.double)
}

/// Largest difference over the largest magnitude of the wanted values (at least 1e-3); infinite if the counts differ, or if a
/// value is no number.
func relativeError(_ found: [Double], _ wanted: [Double]) -> Double {
  guard found.count == wanted.count, (found + wanted).allSatisfy({ $0.isFinite }) else {
    return .infinity
  }
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

  init(
    _ layer: LayerCase, seed: UInt64,
    weight: (String, [Int]) -> Tensor<Double>? = { _, _ in nil }
  ) throws {
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
    companions = layer.companionValues(seed: seed)
    // Weights of any size and buffers away from their start, so that no term hides behind a 0 or 1.
    parameters = ParameterTree(
      model.parameters.leaves.map { leaf in
        if let given = weight(leaf.path, leaf.tensor.shape) { return .init(leaf.path, given) }
        let drawn = randomTensor(leaf.tensor.shape, seed: seed, leaf.path)
        let random = Tensor(shape: drawn.shape, drawn.scalars.map { layer.weightScale * $0 })
        let isVariance = leaf.path.hasSuffix("variance")
        return .init(
          leaf.path,
          isVariance ? Tensor(shape: random.shape, random.scalars.map { 0.5 + $0 * $0 }) : random)
      })
  }

  private var mode: PassMode { PassMode(isTraining: layer.isTraining, seed: seed, moment: "check") }

  /// Whether the block says that it respects the model's symmetry whatever its options.
  var claimsExactness: Bool {
    model.blocks[0].declaration.symmetries.contains {
      $0 == .init(model.description.symmetry)
    }
  }

  /// What a motion sees of the check: input, fields beside it, operators and offsets.
  private struct Inputs {
    var x: Tensor<Double>
    var companions: [String: Tensor<Double>]
    var operators: [DomainOperator]
    var offsets: [Int]?
  }

  private func inputs(_ motion: Motion?) -> Inputs {
    guard let motion else {
      return Inputs(
        x: input, companions: companions, operators: layer.operators, offsets: layer.offsets)
    }
    return Inputs(
      x: motion.moveInput(input),
      companions: Dictionary(
        uniqueKeysWithValues: companions.map { ($0, motion.moveCompanion($0, $1)) }),
      operators: motion.operators ?? layer.operators, offsets: motion.offsets ?? layer.offsets)
  }

  func double(_ motion: Motion? = nil) throws -> Tensor<Double> {
    try output(inputs(motion), parameters)
  }

  func single(_ motion: Motion? = nil) throws -> Tensor<Double> {
    try output(inputs(motion), parameters.converted(to: Float.self))
  }

  private func output<Scalar: TensorScalar>(
    _ inputs: Inputs, _ parameters: ParameterTree<Scalar>
  ) throws -> Tensor<Double> {
    let bound = try BoundInput(
      inputs.x.converted(to: Scalar.self),
      companions: inputs.companions.mapValues { $0.converted(to: Scalar.self) },
      operators: inputs.operators, offsets: Self.offsets(inputs.offsets), for: model)
    return try model.forward(
      bound, parameters: parameters, tape: Tape(recording: false), mode: mode
    ).logits.value.converted(to: Double.self)
  }

  private static func offsets(_ offsets: [Int]?) throws -> ItemOffsets? {
    try offsets.map { try ItemOffsets(levels: [$0]) }
  }

  /// What is between the output of the moved input and the moved output.
  func error(
    _ motion: Motion, _ run: (Motion?) throws -> Tensor<Double>
  ) throws -> Double {
    let still = try run(nil), moved = try run(motion)
    let wanted = motion.moveOutput?(still) ?? still
    return relativeError(motion.compared(moved), motion.compared(wanted))
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

  /// The sum of the outputs with fixed random factors, and its gradients to the fields, by name, and every trained parameter.
  private func loss(
    _ fields: [String: Tensor<Double>], _ parameters: ParameterTree<Double>
  ) throws -> (value: Double, fields: [String: Tensor<Double>], parameters: [Tensor<Double>]) {
    let bound = try BoundInput(
      fields["x"] ?? input, companions: companions, operators: layer.operators,
      offsets: Self.offsets(layer.offsets), for: model)
    let tape = Tape<Double>()
    let names = fields.keys.sorted()
    let variables = names.map { tape.parameter(fields[$0] ?? input) }
    var beside = Dictionary(uniqueKeysWithValues: zip(names, variables))
    let variable = beside.removeValue(forKey: "x") ?? tape.parameter(input)
    let pass = try model.forward(
      .dense(variable), companions: beside, operators: bound.operators, offsets: bound.offsets,
      parameters: parameters, tape: tape, mode: mode)
    let factors = randomTensor(pass.logits.shape, seed: seed, "factors")
    let loss = (pass.logits * tape.constant(factors)).sum()
    let value = loss.value.scalar
    let gradients = tape.gradients(of: loss, withRespectTo: variables + pass.trained)
    return (
      value, Dictionary(uniqueKeysWithValues: zip(names, gradients)),
      Array(gradients.dropFirst(names.count))
    )
  }

  func expectGradients(_ location: SourceLocation) throws {
    let fields = companions.merging(["x": input]) { $1 }
    let gradients = try loss(fields, parameters)
    for (name, gradient) in gradients.fields.sorted(by: { $0.key < $1.key }) {
      try expect(gradient, of: name, location) { index, step in
        var moved = fields
        moved[name] = fields[name]?.moved(index, by: step)
        return try loss(moved, parameters).value
      }
    }
    let trained = zip(model.specifications, parameters.leaves.indices).filter(\.0.isTrained)
    for (gradient, (specification, leaf)) in zip(gradients.parameters, trained) {
      try expect(gradient, of: specification.path, location) { index, step in
        var changed = parameters
        changed.leaves[leaf].tensor = changed.leaves[leaf].tensor.moved(index, by: step)
        return try loss(fields, changed).value
      }
    }
  }

  private func expect(
    _ gradient: Tensor<Double>, of name: String, _ location: SourceLocation,
    _ value: (Int, Double) throws -> Double
  ) throws {
    var stream = RandomStream(seed: seed, "coordinates", name)
    let scalars = gradient.scalars
    let step = 1e-5
    for _ in 0..<min(12, scalars.count) {
      let index = stream.below(scalars.count)
      let difference = (try value(index, step) - value(index, -step)) / (2 * step)
      let error = abs(scalars[index] - difference) / max(1, abs(difference))
      #expect(error < 1e-6, "gradient to \(name)[\(index)], seed \(seed)", sourceLocation: location)
    }
  }
}

extension Tensor<Double> {
  /// The tensor with one of its elements moved.
  fileprivate func moved(_ index: Int, by step: Double) -> Tensor {
    var values = scalars
    values[index] += step
    return Tensor(shape: shape, values)
  }
}
