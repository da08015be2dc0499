public import Autodiff
import Numerics

/// A model built for data of a signature: its blocks at their places, and its parameters.
public struct Model: Sendable {
  /// What was declared.
  public let description: ModelDescription
  /// The sizes it was built for.
  public let signature: InputSignature
  /// The blocks at their places.
  public let blocks: [PlacedBlock]
  /// What the last block hands on: the logits.
  public let output: FieldSignature
  /// Parameters and buffers.
  public var parameters: ParameterTree<Float>

  /// Builds a model with fresh parameters.
  ///
  /// - Parameters:
  ///   - operators: those connected to the model; nil leaves finding them to the first pass.
  ///   - seed: of the initial weights; each has a stream of its own, named by its path.
  /// - Throws: `ModelError` with code `description`, listing every mistake.
  public init(
    _ description: ModelDescription, signature: InputSignature,
    operators: [OperatorSignature]? = nil, seed: UInt64, catalogue: BlockCatalogue = .current
  ) throws(ModelError) {
    try self.init(
      description, signature: signature, operators: operators, catalogue: catalogue
    ) { specification, shape in
      var stream = RandomStream(seed: seed, "initialization", specification.path)
      return specification.initialization.tensor(shape: shape, from: &stream)
    }
  }

  /// Builds a model with parameters that were stored, found by their paths.
  ///
  /// - Throws: `ModelError`: the description's mistakes, or with code `data` a parameter that is missing, left over or of another shape.
  public init(
    _ description: ModelDescription, signature: InputSignature, parameters: ParameterTree<Float>,
    catalogue: BlockCatalogue = .current
  ) throws(ModelError) {
    let stored = Dictionary(parameters.leaves.map { ($0.path, $0.tensor) }) { first, _ in first }
    var problems: [ModelProblem] = []
    try self.init(
      description, signature: signature, operators: nil, catalogue: catalogue
    ) { specification, shape in
      if let tensor = stored[specification.path], tensor.shape == shape { return tensor }
      let found = stored[specification.path].map { "has shape \($0.shape)" } ?? "is missing"
      problems.append(ModelProblem(specification.path, "\(found), the model needs \(shape)"))
      // The model is refused below; what it asks for may be larger than the memory.
      return Tensor(zeros: [0])
    }
    let known = Set(self.parameters.leaves.map(\.path))
    for leaf in parameters.leaves where !known.contains(leaf.path) {
      problems.append(ModelProblem(leaf.path, "belongs to no block of the model"))
    }
    guard problems.isEmpty else { throw ModelError(.data, problems) }
  }

  /// Builds blocks that need not end as a classifier, with fresh parameters; for looking at single blocks.
  package init(
    layers description: ModelDescription, signature: InputSignature, seed: UInt64,
    catalogue: BlockCatalogue = .current
  ) throws(ModelError) {
    try self.init(
      description, signature: signature, operators: nil, catalogue: catalogue, needsHead: false
    ) { specification, shape in
      var stream = RandomStream(seed: seed, "initialization", specification.path)
      return specification.initialization.tensor(shape: shape, from: &stream)
    }
  }

  private init(
    _ description: ModelDescription, signature: InputSignature, operators: [OperatorSignature]?,
    catalogue: BlockCatalogue, needsHead: Bool = true,
    values: (ParameterSpecification, [Int]) -> Tensor<Float>
  ) throws(ModelError) {
    guard description.domain.isSampledOnGrid || signature.gridShape.isEmpty else {
      throw ModelError(
        .data,
        "the signature is that of images of \(signature.gridShape), but the model's domain is \(description.domain)"
      )
    }
    let placed = description.placed(
      signature: signature, operators: operators, catalogue: catalogue, needsHead: needsHead)
    guard placed.problems.isEmpty else { throw ModelError(.description, placed.problems) }
    var leaves: [ParameterTree<Float>.Leaf] = []
    for specification in placed.blocks.flatMap(\.allParameters) {
      guard let shape = specification.shape else {
        throw ModelError(
          .description, "the sizes of this parameter are not known", at: specification.path)
      }
      leaves.append(.init(specification.path, values(specification, shape)))
    }
    self.description = description
    self.signature = signature
    self.blocks = placed.blocks
    self.output = placed.output
    self.parameters = ParameterTree(leaves)
  }

  /// What each parameter is, in the order of `parameters.leaves`.
  public var specifications: [ParameterSpecification] { blocks.flatMap(\.allParameters) }

  /// Number of numbers that training changes.
  public var trainedCount: Int {
    zip(specifications, parameters.leaves).reduce(0) {
      $0 + ($1.0.isTrained ? $1.1.tensor.count : 0)
    }
  }
}
