internal import Artifacts
internal import Geometry
public import Models
internal import Numerics
public import Pipeline
public import Store

/// A model that a training would build, as far as it can be told before it runs.
public struct ModelPreview: Sendable {
  /// Its blocks, with sizes where the data are known.
  public let blocks: [PlacedBlock]
  /// What it is fed.
  public let description: ModelDescription
  /// Whether the sizes of the data are known.
  public let isSized: Bool
  /// What does not fit about these sizes and operators; nothing while they are not known.
  public let problems: [ModelProblem]
  /// The operators connected to it that are in the cache; those of a batch of items together.
  public let operators: [OperatorSize]

  /// How many entries an operator has, the edges that blocks look at.
  public struct OperatorSize: Hashable, Sendable {
    /// The name under which it is connected.
    public let name: String
    /// Rows of the matrix.
    public let points: Int
    /// Entries stored.
    public let entries: Int
  }

  /// The model of a training's parameters.
  ///
  /// - Parameters:
  ///   - inputs: what is connected, by port, as far as it is in the cache.
  ///   - isComplete: whether that is all that is connected; then operators are checked, too.
  /// - Throws: `ModelError` if the description is malformed, or an error of the store if a header cannot be read.
  public init(
    _ parameters: Parameters, inputs: [String: [(name: String, reader: ArtifactReader)]],
    isComplete: Bool = false
  ) throws {
    description = try ModelDescription(ModelValue(parameters.structure("model")))
    let signature = try Self.signature(for: description, inputs)
    isSized = signature != nil
    operators = try Self.sizes(of: inputs[ModelPorts.operators.name] ?? [])
    let known = try isComplete ? ModelPorts.signatures(inputs) : nil
    let placed = description.placed(
      signature: signature, operators: known, catalogue: .current, needsHead: isSized)
    blocks = placed.blocks
    problems = isSized ? placed.problems : []
  }

  /// The sizes of matrices, from their headers alone.
  private static func sizes(
    of connected: [(name: String, reader: ArtifactReader)]
  ) throws -> [OperatorSize] {
    var sizes: [OperatorSize] = []
    for (name, reader) in connected
    where reader.type.name == OperatorArtifact.artifactType.name {
      let rows = try reader.description(of: "rowOffsets").shape.first ?? 1
      let entries = try reader.description(of: "values").shape.first ?? 0
      let whole = name.split(separator: "/").first.map(String.init) ?? name
      let index = sizes.firstIndex { $0.name == whole }
      let before = index.map { sizes[$0] } ?? OperatorSize(name: whole, points: 0, entries: 0)
      let size = OperatorSize(
        name: whole, points: before.points + rows - 1, entries: before.entries + entries)
      if let index { sizes[index] = size } else { sizes.append(size) }
    }
    return sizes
  }

  private static func signature(
    for description: ModelDescription, _ inputs: [String: [(name: String, reader: ArtifactReader)]]
  ) throws -> InputSignature? {
    var entries: [InputSignature.Entry] = []
    var grid: [Int] = []
    let features = inputs[ModelPorts.features.name] ?? []
    for field in description.inputs {
      let found =
        description.inputs.count == 1
        ? features.first
        : features.first { $0.name == field.name || $0.name.hasPrefix("\(field.name)/") }
      let shape: [Int]
      if let found {
        shape = try Self.shape(of: found.reader)
      } else if let graphs = inputs[ModelPorts.graphs.name]?.first {
        let features = try GraphCollection(from: graphs.reader).attributes.nodeFeatures
        shape = [1, features?.width ?? 1]
      } else {
        return nil
      }
      guard let width = shape.last else { return nil }
      entries.append(.init(field.name, width))
      if description.domain.isSampledOnGrid, shape.count == 4 { grid = Array(shape[1...2]) }
    }
    if let labels = inputs["labels"]?.first {
      return InputSignature(
        channels: entries, gridShape: grid, classNames: try Labels(from: labels.reader).classNames)
    }
    guard let targets = inputs[ModelPorts.targets.name]?.first else { return nil }
    let shape = try Self.shape(of: targets.reader)
    return InputSignature(
      channels: entries, gridShape: grid, classNames: [],
      targetCount: shape.count > 1 ? shape[shape.count - 1] : 1)
  }

  /// The shape of a signal, from its header alone.
  private static func shape(of reader: ArtifactReader) throws -> [Int] {
    switch reader.type.name {
    case FieldArtifact.artifactType.name, SparseMatrix<Double>.artifactType.name:
      try ModelPorts.signal(reader).shape
    default: try reader.description(of: "data").shape
    }
  }
}
