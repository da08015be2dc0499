import Numerics

/// Draws elements of a model's symmetry group.
struct SymmetryActions {
  private let model: Model
  private let input: ModelInput
  private let offsets: [Int]

  /// Draws for a model on an input whose fields are rows of points or images.
  init(_ model: Model, _ input: ModelInput) {
    self.model = model
    self.input = input
    let count = model.description.inputs.first.flatMap { input.fields[$0.name]?.shape.first } ?? 0
    offsets = input.offsets?.levels[0] ?? [0, count]
  }

  /// One element.
  ///
  /// - Parameter number: counts the elements of an audit; where a group is made of two, they take turns.
  func draw(_ number: Int, stream: inout RandomStream) -> any SymmetryAction {
    let isEven = number % 2 == 0
    switch model.description.symmetry {
    case .translation where model.description.domain == .sequence:
      return SequenceDelay(offsets: offsets, stream: &stream)
    case .translation: return shift(&stream)
    case .p4, .p4m:
      guard isEven, let group = model.description.symmetry.pointGroup else { return shift(&stream) }
      return GridTurn(of: group, stream: &stream)
    case .permutation: return PointRelabelling(offsets: offsets, stream: &stream)
    case .isometry: return IntrinsicChange(offsets: offsets, stream: &stream)
    case .gauge:
      return isEven
        ? FrameChange(vertices: offsets.last ?? 0, stream: &stream)
        : PointRelabelling(offsets: offsets, stream: &stream)
    case .euclidean:
      return SpaceMotion(dimension: dimension, offsets: offsets, stream: &stream)
    case .timeWarping: return StepRepetition(steps: offsets.last ?? 0)
    case .rotation: return SphereRotation(stream: &stream)
    }
  }

  private var dimension: Int {
    for field in model.description.inputs {
      if case .position(let dimension) = field.type { return dimension }
    }
    return 3
  }

  private func shift(_ stream: inout RandomStream) -> GridShift {
    let shape = model.signature.gridShape
    return GridShift(height: shape[0], width: shape[1], blocks: model.blocks, stream: &stream)
  }
}
