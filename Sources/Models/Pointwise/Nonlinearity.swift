public import Autodiff

/// A nonlinear function of every channel at every point; each function is also a block of its own name (`relu`, `gelu`, …).
public struct Nonlinearity: Block {
  /// What the block says of itself.
  public static let declaration = BlockDeclaration(
    name: "nonlinearity", summary: "A nonlinear function of every channel at every point.",
    generic: GenericUse("nonlinearity", on: Support.Kind.allCases),
    supports: Support.Kind.allCases, fieldTypes: [.scalar, .regular],
    symmetries: BlockDeclaration.pointwise,
    options: [
      BlockOption(
        "function", .choice(PointwiseFunction.allCases.map(\.rawValue)), default: "relu",
        doc: "the function")
    ], mainOption: "function")

  private let function: PointwiseFunction
  private var isRefined = false

  /// Makes the block of checked options.
  public init(_ options: BlockOptions) {
    function = PointwiseFunction(rawValue: options.text("function")) ?? .relu
  }

  private init(_ function: PointwiseFunction) { self.function = function }

  /// One entry of the catalogue a function.
  static let namedKinds = PointwiseFunction.allCases.map { function in
    let declaration = BlockDeclaration(
      name: function.rawValue, summary: "\(function.formula) of every channel at every point.",
      supports: Support.Kind.allCases, fieldTypes: [.scalar, .regular],
      symmetries: BlockDeclaration.pointwise)
    return BlockKind(declaration) { _ in Nonlinearity(function) }
  }

  /// Over the sphere and its rotations, the function of the field on a grid of twice the bandwidth, cut to the bandwidth.
  ///
  /// A function of a band-limited field has degrees above the band; on the grid they are taken for lower ones. A grid of twice the
  /// bandwidth tells those up to three times the bandwidth from the ones that are kept.
  public var refined: (any Block)? {
    var finer = self
    finer.isRefined = true
    return finer
  }

  /// Hands on what it is fed.
  public func prepare(_ site: inout BlockSite) -> FieldSignature { site.input }

  /// Any shape, kept.
  public func apply<Scalar: TensorScalar>(
    _ input: FieldValue<Scalar>, _ pass: BlockPass<Scalar>
  ) throws -> FieldValue<Scalar> {
    let x = input.dense(on: pass.tape)
    return .dense(isRefined ? x.onFinerGrid { function($0) } : function(x))
  }
}
