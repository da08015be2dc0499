/// A stage kind: a pure function with typed inputs, parameters and outputs, and a version.
///
/// `run` may depend on the inputs, the parameters and, if the kind is seeded, the seed; on no clock,
/// environment, global random state, thread count or scheduling. What it writes must be the same
/// bits for the same key. Raise `version` whenever that changes.
public protocol StageKind: Sendable {
  /// The name in pipeline files: `mesh.laplacian`.
  static var name: String { get }
  /// The version; part of the key.
  static var version: Int { get }
  /// One sentence for the catalogue.
  static var summary: String { get }
  /// The inputs.
  static var inputs: [InputPort] { get }
  /// The outputs, all that there can be; empty if the parameters name them.
  static var outputs: [OutputPort] { get }
  /// The parameters; the `seed` of a seeded kind is added by itself.
  static var parameters: [ParameterDeclaration] { get }
  /// Whether the kind draws random numbers; if so it has the parameter `seed` (default 0).
  static var isSeeded: Bool { get }

  /// The outputs of one use of the kind; by default `outputs`.
  ///
  /// - Parameters:
  ///   - parameters: with defaults and of their declared types.
  ///   - connected: the ports to which anything is connected.
  static func outputs(for parameters: Parameters, connected: Set<String>) -> [OutputPort]

  /// Values for parameters that follow from what is connected, such as the format of a file from its
  /// name. They replace the given ones before `check` and before the key is made; by default none.
  static func resolve(_ invocation: StageInvocation) -> [String: ParameterValue]

  /// What is wrong beyond ports and parameter types, found before anything runs; by default nothing.
  static func check(_ invocation: StageInvocation) -> [StageProblem]

  /// Computes the outputs and commits each through the context.
  ///
  /// - Throws: any error; its description becomes the stage's message.
  static func run(_ context: StageContext) throws
}

extension StageKind {
  /// Not seeded.
  public static var isSeeded: Bool { false }
  /// The declared outputs.
  public static func outputs(for parameters: Parameters, connected: Set<String>) -> [OutputPort] {
    outputs
  }
  /// Nothing to resolve.
  public static func resolve(_ invocation: StageInvocation) -> [String: ParameterValue] { [:] }
  /// Nothing wrong.
  public static func check(_ invocation: StageInvocation) -> [StageProblem] { [] }
}

extension StageKind {
  /// The declared parameters and, for a seeded kind, `seed`.
  public static var allParameters: [ParameterDeclaration] {
    guard isSeeded else { return parameters }
    return parameters + [
      ParameterDeclaration(
        "seed", .integer(0...Int.max), default: 0, doc: "The seed of the stage's random numbers.")
    ]
  }
}
