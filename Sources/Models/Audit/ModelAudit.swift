import Autodiff
import Numerics

/// How well a trained model respects the symmetry that it declares, measured on data.
///
/// For sampled elements g of the group, a block B and the field x that it is fed, the error is the largest difference of B(g x)
/// and g B(x) over the largest value of g B(x); of the whole model likewise, from its input to its output.
public struct ModelAudit: Sendable {
  /// What was measured of one block, or of the whole model, for one element.
  public struct Finding: Sendable, Equatable {
    /// The block's place, such as `blocks[2].relu`; `model` for the whole.
    public let place: String
    /// What the element does.
    public let element: String
    /// What the block claims, in words; empty for the whole.
    public let claim: String
    /// Relative error in Float.
    public let floatError: Double
    /// Relative error in Double.
    public let doubleError: Double
  }

  /// How the output changes when the input is deformed smoothly.
  public struct Deformation: Sendable, Equatable {
    /// Largest relative change of lengths that the deformation makes.
    public let size: Double
    /// Change of the output over the output, in the Euclidean norm over all items.
    public let change: Double
  }

  /// Every measurement, in the order of elements, then blocks; the whole model comes last for each element.
  public let findings: [Finding]
  /// Changes under deformations of growing size; empty on domains where none is defined.
  public let deformations: [Deformation]

  /// Sizes of the deformations that are measured.
  public static let sizes = [0.01, 0.02, 0.05, 0.1, 0.2]

  /// Audits a model on data.
  ///
  /// - Parameters:
  ///   - samples: how many elements of the group are drawn.
  ///   - seed: draws the elements and deformations.
  ///   - checkCancellation: called between measurements; what it throws ends the audit.
  /// - Throws: `ModelError` if the input does not fit the model.
  public init(
    _ model: Model, on input: ModelInput, samples: Int, seed: UInt64,
    checkCancellation: () throws -> Void = {}
  ) throws {
    let input = try input.flattened(for: model.description)
    let actions = SymmetryActions(model, input)
    let double = try Measurement<Double>(model, input),
      single = try Measurement<Float>(model, input)
    var stream = RandomStream(seed: seed, "audit", "elements")
    var findings: [Finding] = []
    for number in 0..<samples {
      try checkCancellation()
      let action = actions.draw(number, stream: &stream)
      findings += zip(try double.errors(under: action), try single.errors(under: action)).map {
        exact, rounded in
        Finding(
          place: exact.placed?.place ?? "model", element: action.name,
          claim: exact.placed?.claim(of: model.description.symmetry) ?? "",
          floatError: rounded.error, doubleError: exact.error)
      }
    }
    self.findings = findings
    deformations = try Self.deformations(double, seed: seed, checkCancellation)
  }

  private static func deformations(
    _ measurement: Measurement<Double>, seed: UInt64, _ checkCancellation: () throws -> Void
  ) throws -> [Deformation] {
    try sizes.compactMap { size in
      try checkCancellation()
      return try measurement.change(under: SmoothDeformation(size: size, seed: seed)).map {
        Deformation(size: size, change: $0)
      }
    }
  }

  /// The largest error of the whole model.
  public var worst: Finding? {
    findings.filter { $0.place == "model" }.max { $0.floatError < $1.floatError }
  }
}

extension PlacedBlock {
  /// What the block claims of a symmetry, in words.
  fileprivate func claim(of symmetry: Symmetry) -> String {
    declaration.symmetries.first { $0.symmetry == symmetry }?.exactness.description ?? ""
  }
}

extension PlacedBlock {
  /// Cells that the windows of the block and those inside it cover along an axis of a grid; 0 where there are none.
  fileprivate var windowReach: Int {
    let own = parameters.compactMap { $0.shape?.count ?? 0 >= 4 ? $0.shape?[0] : nil }.max() ?? 0
    return children.reduce(own) { $0 + $1.windowReach }
  }
}

/// A model and its input in one precision, with what each block makes of it.
private struct Measurement<Scalar: TensorScalar> {
  private let model: Model
  private let input: ModelInput
  private let bound: BoundInput<Scalar>
  private let parameters: ParameterTree<Scalar>
  private let steps: [TracedBlock<Scalar>]

  init(_ model: Model, _ input: ModelInput) throws {
    self.model = model
    self.input = input
    bound = try BoundInput(input, for: model, as: Scalar.self)
    parameters = model.parameters.converted(to: Scalar.self)
    steps = try model.traced(bound, parameters: parameters)
  }

  /// The error of each block whose fields the action moves and that has something to compare, and of the whole model, which has no block, last.
  func errors(under action: any SymmetryAction) throws -> [(placed: PlacedBlock?, error: Double)] {
    guard let first = steps.first, let last = steps.last else { return [] }
    let operators = try action.moved(input.operators)
    let offsets = try action.moved(input.offsets)
    func rebound(_ x: Tensor<Scalar>) throws -> BoundInput<Scalar> {
      try BoundInput(x, operators: operators, offsets: offsets, for: model)
    }
    guard let start = action.moved(first.input.value, first.placed.input) else { return [] }
    let moved = try rebound(start)
    var found: [(PlacedBlock?, Double)] = []
    for step in steps {
      guard let x = action.moved(step.input.value, step.placed.input),
        let wanted = action.moved(step.output.value, step.placed.output)
      else { continue }
      let made = try model.applied(
        step.placed, to: x, companions: companions(step.companions, under: action), moved,
        parameters: parameters)
      if let error = error(
        made, wanted, step.placed.output, action, reach: step.placed.windowReach)
      {
        found.append((step.placed, error))
      }
    }
    guard let wanted = action.moved(last.output.value, model.output) else { return found }
    let tape = Tape<Scalar>(recording: false)
    let whole = try model.forward(
      .dense(tape.constant(start)),
      companions: companions(first.companions, under: action).mapValues { tape.constant($0) },
      operators: moved.operators, offsets: offsets, parameters: parameters, tape: tape,
      mode: .prediction
    ).logits.value
    return found + [(nil, error(whole, wanted, model.output, action, reach: 0) ?? .infinity)]
  }

  private func companions(
    _ fields: [String: Variable<Scalar>], under action: any SymmetryAction
  ) -> [String: Tensor<Scalar>] {
    var moved: [String: Tensor<Scalar>] = [:]
    for field in model.description.companionInputs {
      guard let value = fields[field.name]?.value else { continue }
      let signature = FieldSignature(
        field.type, channels: value.shape[1] / field.type.dimension, on: .nodes(level: 0))
      moved[field.name] = action.moved(value, signature) ?? value
    }
    return moved
  }

  private func error(
    _ found: Tensor<Scalar>, _ wanted: Tensor<Scalar>, _ signature: FieldSignature,
    _ action: any SymmetryAction, reach: Int
  ) -> Double? {
    guard found.shape == wanted.shape else { return .infinity }
    let width = found.shape[found.shape.count - 1]
    var (a, b) = (found, wanted)
    if let rows = action.compared(found.shape, signature, reach: reach) {
      guard !rows.isEmpty else { return nil }
      a = a.reshaped(to: [a.count / width, width]).rows(at: rows)
      b = b.reshaped(to: [b.count / width, width]).rows(at: rows)
    }
    var (difference, scale) = (0.0, 0.0)
    for (x, y) in zip(a.scalars, b.scalars) {
      let distance = abs(Double(x) - Double(y))
      // What is no number is no small error.
      guard distance.isFinite else { return .infinity }
      difference = max(difference, distance)
      scale = max(scale, abs(Double(y)))
    }
    return difference == 0 ? 0 : difference / max(scale, .leastNormalMagnitude)
  }

  /// Change of the output over the output when the input is deformed; nil where the domain has no deformations.
  func change(under deformation: SmoothDeformation) throws -> Double? {
    guard let first = steps.first, let last = steps.last,
      let deformed = try deformation.deformed(
        first.input.value, first.placed.input, companions: first.companions.mapValues(\.value),
        operators: input.operators, of: model.description)
    else { return nil }
    let moved = try BoundInput(
      deformed.values, operators: deformed.operators, offsets: bound.offsets, for: model)
    let tape = Tape<Scalar>(recording: false)
    let output = try model.forward(
      .dense(tape.constant(deformed.values)),
      companions: deformed.companions.mapValues { tape.constant($0) },
      operators: moved.operators, offsets: bound.offsets, parameters: parameters, tape: tape,
      mode: .prediction
    ).logits.value.scalars
    let still = last.output.value.scalars
    let difference = zip(output, still).reduce(0.0) {
      $0 + (Double($1.0) - Double($1.1)) * (Double($1.0) - Double($1.1))
    }
    let size = still.reduce(0.0) { $0 + Double($1) * Double($1) }
    return (difference / max(size, .leastNormalMagnitude)).squareRoot()
  }
}
