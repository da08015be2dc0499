import Autodiff
import Numerics

/// How well a trained model respects the symmetry that it declares, measured on data.
///
/// For sampled elements g of the group, a block B and the field x that it is fed, the error is the largest difference of B(g x)
/// and g B(x) over the largest value of g B(x); of the whole model likewise, from its input to its output.
public struct ModelAudit: Sendable {
  /// What was measured of one block, or of the whole model, for one element.
  public struct Finding: Sendable, Equatable {
    /// The block's place, such as `blocks[2].relu`; `model` for the whole.
    public let place: String
    /// What the element does.
    public let element: String
    /// What the block claims, in words; of the whole where its claim ends, such as at an image's border, or nothing.
    public let claim: String
    /// Relative error in Float.
    public let floatError: Double
    /// Relative error in Double.
    public let doubleError: Double
    /// The relative error that sampling alone explains, in Double: what the error comes from when it is not above this.
    ///
    /// It bounds the error of a block whose finer samples hold the symmetry. Nil where the symmetry is exact, and where a block holds
    /// it nearly for another reason than samples, which its claim tells.
    public let floor: Double?
  }

  /// What the audit has no figure of.
  public struct Unmeasured: Sendable, Equatable {
    /// A block's place, or `deformations`.
    public let place: String
    /// Why, in words.
    public let reason: String
  }

  /// How the output changes when the input is deformed smoothly.
  public struct Deformation: Sendable, Equatable {
    /// Largest relative change of lengths that the deformation makes.
    public let size: Double
    /// Change of the output over the output, in the Euclidean norm over all items.
    public let change: Double
  }

  /// Every measurement, in the order of elements, then blocks; the whole model comes last for each element.
  public let findings: [Finding]
  /// The blocks that no element could be measured of, in their order, and deformations where there are none.
  public let unmeasured: [Unmeasured]
  /// Changes under deformations of growing size; empty on domains where none is defined.
  public let deformations: [Deformation]
  /// Changes between the surfaces and their bent copies; nil where none are given.
  public let bend: Bend?

  /// Sizes of the deformations that are measured.
  public static let sizes = [0.01, 0.02, 0.05, 0.1, 0.2]

  /// Audits a model on data.
  ///
  /// - Parameters:
  ///   - samples: how many elements of the group are drawn.
  ///   - elements: of which kind they are.
  ///   - seed: draws the elements and deformations.
  ///   - bent: the same surfaces in another pose.
  ///   - checkCancellation: called between measurements; what it throws ends the audit.
  /// - Throws: `ModelError` if the input does not fit the model, the bent surfaces not the input, or the elements not the symmetry.
  public init(
    _ model: Model, on input: ModelInput, samples: Int, elements: Elements = .all, seed: UInt64,
    bent: BentSurfaces? = nil, checkCancellation: () throws -> Void = {}
  ) throws {
    let input = try input.flattened(for: model.description)
    let bent = try bent?.flattened(beside: input, for: model.description)
    let actions = try SymmetryActions(model, input, elements: elements)
    let double = try AuditMeasurement<Double>(model, input)
    let single = try AuditMeasurement<Float>(model, input)
    var stream = RandomStream(seed: seed, "audit", "elements")
    var findings: [Finding] = []
    var unmeasured: [Unmeasured] = []
    for number in 0..<samples {
      try checkCancellation()
      let action = actions.draw(number, stream: &stream)
      let domain = try MovedDomain(input, by: action)
      let exact = try double.errors(in: domain, withFloors: true)
      try checkCancellation()
      let rounded = try single.errors(in: domain, withFloors: false)
      findings += zip(exact.measured, rounded.measured).map { exact, rounded in
        Finding(
          place: exact.placed?.place ?? "model", element: action.name,
          claim: exact.placed?.exactness(under: model.description.symmetry).description
            ?? action.limit(of: model.blocks) ?? "",
          floatError: rounded.error, doubleError: exact.error, floor: exact.floor)
      }
      unmeasured += exact.unmeasured
    }
    self.findings = findings
    deformations = try Self.deformations(double, seed: seed, checkCancellation)
    self.unmeasured =
      Self.neverMeasured(unmeasured, beside: findings)
      + (deformations.isEmpty ? [Self.noDeformations(of: input)] : [])
    try checkCancellation()
    bend = try bent.map { try Bend(double, $0) }
  }

  /// Each block once that was left out and is in no finding.
  private static func neverMeasured(
    _ unmeasured: [Unmeasured], beside findings: [Finding]
  ) -> [Unmeasured] {
    var known = Set(findings.map(\.place))
    return unmeasured.filter { known.insert($0.place).inserted }
  }

  private static func noDeformations(of input: ModelInput) -> Unmeasured {
    Unmeasured(
      place: "deformations",
      reason: input.operators.contains { $0.level > 0 }
        ? "coarse levels have operators of their own, which would have to follow"
        : "nothing of the domain can be deformed")
  }

  private static func deformations(
    _ measurement: AuditMeasurement<Double>, seed: UInt64, _ checkCancellation: () throws -> Void
  ) throws -> [Deformation] {
    let unit = try DomainDeformation(
      of: measurement.input.operators, on: measurement.model.description.domain, seed: seed)
    return try sizes.compactMap { size in
      try checkCancellation()
      return try measurement.change(
        under: SmoothDeformation(size: size, seed: seed, domain: unit)
      ).map { Deformation(size: size, change: $0) }
    }
  }

  /// The largest error of the whole model.
  public var worst: Finding? {
    findings.filter { $0.place == "model" }.max { $0.floatError < $1.floatError }
  }
}
