public import Store

/// What an artifact was made from, as far as the store remembers: for checks that need more than the artifact.
public struct ArtifactOrigin: Sendable {
  /// The record of the stage that made it; nil where none is left.
  public let result: StageResult?
  private let open: @Sendable (Digest) -> ArtifactReader?

  /// Makes an origin.
  ///
  /// - Parameter open: opens an artifact; nil where the store has it no more.
  public init(_ result: StageResult?, open: @escaping @Sendable (Digest) -> ArtifactReader?) {
    self.result = result
    self.open = open
  }

  /// The name of the stage kind that made it; empty where that is not known.
  public var kind: String { result?.kind ?? "" }

  /// The artifact that was connected to a port; nil where the store has it no more, or it was a file.
  public func input(_ port: String) -> ArtifactReader? {
    guard let result,
      let input = result.inputs.first(where: { $0.port == port && $0.path == nil })
    else { return nil }
    return open(input.digest)
  }

  /// The artifacts that were connected to a port, several where items were gathered; nil where the store has one of them no more,
  /// or it was a file.
  public func inputs(_ port: String) -> [ArtifactReader]? {
    let connected = result?.inputs.filter { $0.port == port } ?? []
    let opened = connected.compactMap { $0.path == nil ? open($0.digest) : nil }
    return opened.count == connected.count ? opened : nil
  }

  /// The whole numbers of a parameter that is a list of them; nil where there is no such parameter.
  public func integers(_ parameter: String) -> [Int]? {
    guard let text = result?.parameters else { return nil }
    return ParameterText.integers(parameter, in: text)
  }
}
