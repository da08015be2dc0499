/// What a block says of itself: all that checks, the list of blocks and the documentation need.
public struct BlockDeclaration: Sendable {
  /// Whether the output moves with the input or stays.
  public enum Behaviour: String, Sendable {
    /// Transforming the input transforms the output the same way.
    case equivariant
    /// Transforming the input leaves the output as it is.
    case invariant
  }

  /// A symmetry that the block respects, and how well.
  public struct SymmetryClaim: Hashable, Sendable {
    /// The symmetry.
    public let symmetry: Symmetry
    /// Up to rounding everywhere, or under a condition.
    public let exactness: Exactness

    /// Makes a claim.
    public init(_ symmetry: Symmetry, _ exactness: Exactness = .exact) {
      self.symmetry = symmetry
      self.exactness = exactness
    }
  }

  /// How well a symmetry holds.
  public enum Exactness: Hashable, Sendable, CustomStringConvertible {
    /// Up to rounding, for every group element.
    case exact
    /// Up to rounding under the stated condition.
    case conditional(String)
    /// Up to an error that falls as the named quantity grows.
    case approximate(String)

    /// In words.
    public var description: String {
      switch self {
      case .exact: "exact"
      case .conditional(let condition): "exact \(condition)"
      case .approximate(let reason): "approximate: \(reason)"
      }
    }
  }

  /// Name in descriptions.
  public let name: String
  /// One sentence: what it computes.
  public let summary: String
  /// The generic name that means this block, and where (`linear` is `conv` on a grid); nil if none does.
  public let generic: GenericUse?
  /// Where its input may live.
  public let supports: [Support.Kind]
  /// The domains of the models in which it makes sense.
  public let domains: [Domain]
  /// The field types that it takes.
  public let fieldTypes: [FieldType.Kind]
  /// The field types that it hands on; empty where they are those that it takes.
  public let outputTypes: [FieldType.Kind]
  /// The fields that are carried beside the main one and that it reads: names of inputs of other types.
  public let companions: [String]
  /// The symmetries that it respects; a model with another is refused.
  public let symmetries: [SymmetryClaim]
  /// Equivariant or invariant.
  public let behaviour: Behaviour
  /// The options that it takes.
  public let options: [BlockOption]
  /// The option that a bare value sets (`dropout: 0.5`).
  public let mainOption: String?
  /// The operators that it needs, by role.
  public let operators: [OperatorRequirement]
  /// Whether it has parameters that training changes.
  public let hasParameters: Bool
  /// The paper that it follows.
  public let paper: String?
  /// Raised when the block computes something else than before, so that what was trained with it is trained again.
  public let version: Int

  /// Makes a declaration.
  public init(
    name: String, summary: String, generic: GenericUse? = nil, supports: [Support.Kind],
    domains: [Domain] = Domain.allCases, fieldTypes: [FieldType.Kind] = [.scalar],
    outputTypes: [FieldType.Kind] = [], companions: [String] = [], symmetries: [SymmetryClaim],
    behaviour: Behaviour = .equivariant, options: [BlockOption] = [], mainOption: String? = nil,
    operators: [OperatorRequirement] = [], hasParameters: Bool = false, paper: String? = nil,
    version: Int = 1
  ) {
    self.name = name
    self.summary = summary
    self.generic = generic
    self.supports = supports
    self.domains = domains
    self.fieldTypes = fieldTypes
    self.outputTypes = outputTypes
    self.companions = companions
    self.symmetries = symmetries
    self.behaviour = behaviour
    self.options =
      options + (hasParameters ? [.weightDecay] : []) + (operators.isEmpty ? [] : [.uses])
    self.mainOption = mainOption
    self.operators = operators
    self.hasParameters = hasParameters
    self.paper = paper
    self.version = version
  }

  /// The domains on which a model may have it: those that it makes sense in and on whose supports it works.
  public var fittingDomains: [Domain] {
    domains.filter { $0.supports.contains(where: supports.contains) }
  }

  /// Every symmetry, exactly: the claim of linear blocks that treat each point and item alike.
  public static let allExact = Symmetry.allCases.map { SymmetryClaim($0) }

  /// Every symmetry, exactly but for what sampling loses: the claim of nonlinear blocks that treat each point and item alike.
  ///
  /// A function of a band-limited signal is no longer band-limited, so rotations of a sampled sphere are approximate.
  public static let pointwise = Symmetry.allCases.map {
    SymmetryClaim(
      $0, $0 == .rotation ? .approximate("a higher bandwidth loses less to sampling") : .exact)
  }
}
