/// The stage kinds a pipeline may use, and what must happen around each of them.
public struct Catalogue: Sendable {
  /// The kinds, sorted by name.
  public let kinds: [any StageKind.Type]
  /// The names of the kinds, sorted.
  public var names: [String] { kinds.map { $0.name } }
  /// Describes what numerics compute with (instruction set, library versions); recorded in results.
  public let fingerprint: @Sendable () -> String
  /// Called in the worker before a stage with the number of threads it may use.
  public let useThreads: @Sendable (Int) -> Void
  private let byName: [String: any StageKind.Type]

  /// A catalogue of these kinds.
  ///
  /// Two kinds of one name are a programmer's mistake.
  public init(
    _ kinds: [any StageKind.Type], fingerprint: @escaping @Sendable () -> String = { "" },
    useThreads: @escaping @Sendable (Int) -> Void = { _ in }
  ) {
    self.kinds = kinds.sorted { $0.name < $1.name }
    self.fingerprint = fingerprint
    self.useThreads = useThreads
    byName = Dictionary(uniqueKeysWithValues: kinds.map { ($0.name, $0) })
  }

  /// The kind of that name, or nil.
  public subscript(name: String) -> (any StageKind.Type)? { byName[name] }
}
