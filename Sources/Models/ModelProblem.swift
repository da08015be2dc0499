/// One mistake found in a model's description, training options or data: where it is and what would mend it.
public struct ModelProblem: Hashable, Sendable, CustomStringConvertible {
  /// Path into the description, such as `blocks[3].linear.channels`; empty for the whole.
  public let path: String
  /// What is wrong and what would fit, in one line.
  public let message: String

  /// Makes a problem at a path.
  public init(_ path: String, _ message: String) {
    self.path = path
    self.message = message
  }

  /// `path: message`, or the message alone when it concerns the whole.
  public var description: String { path.isEmpty ? message : "\(path): \(message)" }

  /// Sentence for a name that is not among the valid ones: the nearest of them if one is near, else all.
  package static func unknown(
    _ what: String, _ name: String, at path: String, valid: [String]
  ) -> ModelProblem {
    let listed = valid.sorted().joined(separator: ", ")
    guard let near = NearestName.of(name, among: valid) else {
      return ModelProblem(path, "unknown \(what) '\(name)'; there are: \(listed)")
    }
    return ModelProblem(path, "unknown \(what) '\(name)', did you mean '\(near)'?")
  }
}
