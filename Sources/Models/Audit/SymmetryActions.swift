import Numerics

/// Draws elements of a model's symmetry group.
struct SymmetryActions {
  private let model: Model
  private let input: ModelInput
  private let kinds: [ModelAudit.Elements]
  /// Where the points of each item lie, on each level that is not chosen in a pass.
  private let levels: [[Int]]

  private var offsets: [Int] { levels[0] }

  /// Draws for a model on an input whose fields are rows of points or images.
  ///
  /// - Throws: `ModelError` with code `data` if the model's symmetry has no elements of the kind.
  init(
    _ model: Model, _ input: ModelInput, elements: ModelAudit.Elements = .all
  ) throws(ModelError) {
    self.model = model
    self.input = input
    kinds = try elements.kinds(of: model.description.symmetry)
    let count = model.description.inputs.first.flatMap { input.fields[$0.name]?.shape.first } ?? 0
    let slots = model.blocks.flatMap(\.allOperators)
    let sizes = LevelSizes(slots, input.operators, finest: count).all
    let known = model.firstSelectedLevel.map { sizes.prefix($0) } ?? sizes[...]
    levels = known.enumerated().map { level, size in
      guard let offsets = input.offsets, level < offsets.levels.count else { return [0, size] }
      return offsets.levels[level]
    }
  }

  /// One element.
  ///
  /// - Parameter number: counts the elements of an audit; where they are of several kinds, these take turns.
  func draw(_ number: Int, stream: inout RandomStream) -> any SymmetryAction {
    let kind = kinds[number % kinds.count]
    switch model.description.symmetry {
    case .translation where model.description.domain == .sequence:
      return SequenceDelay(offsets: offsets, stream: &stream)
    case .translation: return shift(&stream)
    case .p4, .p4m:
      guard kind == .turns, let group = model.description.symmetry.pointGroup else {
        return shift(&stream)
      }
      return GridTurn(of: group, stream: &stream)
    case .permutation: return PointRelabelling(levels: levels, stream: &stream)
    case .isometry: return IntrinsicChange(levels: levels, stream: &stream)
    case .gauge:
      return kind == .frames
        ? FrameChange(vertices: levels.map { $0.last ?? 0 }, stream: &stream)
        : PointRelabelling(levels: levels, stream: &stream)
    case .euclidean:
      return SpaceMotion(dimension: dimension, levels: levels, stream: &stream)
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

extension Model {
  /// The finest level whose nodes are chosen in each pass; nil where none are.
  fileprivate var firstSelectedLevel: Int? {
    func selected(_ blocks: [PlacedBlock]) -> [Int] {
      blocks.flatMap { Array($0.selectedLevels) + selected($0.children) }
    }
    return selected(blocks).min()
  }
}
