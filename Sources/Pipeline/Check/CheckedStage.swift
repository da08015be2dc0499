/// A stage of a pipeline that was found in order.
///
/// An immutable value; a class because it is handed around more than it is made.
public final class CheckedStage: Sendable {
  /// Where one item of an input comes from.
  package enum Source: Hashable, Sendable {
    /// The output of another stage, by its position in the pipeline.
    case output(stage: Int, port: String)
    /// A file.
    case file(FileInput)
  }

  /// What is connected to one port.
  package struct Input: Hashable, Sendable {
    package let port: String
    /// Whether the port takes named items; otherwise there is exactly one.
    package let isMany: Bool
    /// The items, sorted by name (UTF-8 bytes).
    package let items: [(name: String, source: Source)]

    package static func == (left: Input, right: Input) -> Bool {
      left.port == right.port && left.isMany == right.isMany
        && left.items.elementsEqual(right.items) { $0.name == $1.name && $0.source == $1.source }
    }

    package func hash(into hasher: inout Hasher) {
      hasher.combine(port)
      for item in items { hasher.combine(item.source) }
    }
  }

  /// A copy of an output that the run leaves in the file system.
  package struct Save: Hashable, Sendable {
    package let port: String
    /// The absolute path.
    package let path: String
    /// The path as the user wrote it.
    package let written: String
  }

  /// The name: as in the file, and behind it in brackets the item and the variant that this is.
  public let name: String
  /// The name in the file, with the prefix of a used file.
  public let template: String
  /// The name of the item it runs for, where the stage runs once an item.
  public let item: String?
  /// The parameters of the matrix that make this variant, with their values.
  public let variant: [(name: String, value: ParameterValue)]
  /// How it is run.
  package let settings: StageSettings
  /// The line of the file where it stands, counted from 1.
  public let line: Int
  /// The kind.
  public let kind: any StageKind.Type
  /// The parameters with defaults, of their declared types, after the kind's `resolve`; without `seed`.
  public let parameters: Parameters
  /// The seed of a seeded kind.
  public let seed: UInt64?
  /// The outputs.
  public let outputs: [OutputPort]
  /// The inputs that are connected, sorted by port.
  package let inputs: [Input]
  /// The copies to make.
  package let saves: [Save]

  /// What it downloads; nil for a stage that does not.
  package let remote: RemoteFile?

  /// The parameters that can change the result, as they enter the key and the record of the result.
  package var keyParameters: ParameterMap {
    let silent = Set(kind.parameters.filter { !$0.affectsResult }.map(\.name))
    let relevant = parameters.values.pairs.filter { !silent.contains($0.name) }
    return ParameterMap(relevant.map { ($0.name, $0.value) })
  }

  /// The positions of the stages whose outputs this one takes, sorted, each once.
  package let sources: [Int]

  init(
    name: String, template: String, item: String?,
    variant: [(name: String, value: ParameterValue)], settings: StageSettings, line: Int,
    kind: any StageKind.Type, parameters: Parameters, seed: UInt64?, outputs: [OutputPort],
    inputs: [Input], saves: [Save], remote: RemoteFile?
  ) {
    self.name = name
    self.template = template
    self.item = item
    self.variant = variant
    self.settings = settings
    self.line = line
    self.kind = kind
    self.parameters = parameters
    self.seed = seed
    self.outputs = outputs
    self.inputs = inputs
    self.saves = saves
    self.remote = remote
    let sources = inputs.lazy.flatMap(\.items).compactMap { item in
      if case .output(let position, _) = item.source { position } else { nil }
    }
    let positions = Array(sources)
    self.sources = positions.count < 2 ? positions : Array(Set(positions)).sorted()
  }
}
