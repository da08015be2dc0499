public import Autodiff

/// One step of a model: an equivariant linear map, a nonlinearity, a pooling, an invariant layer.
///
/// A block is a value made of its checked options. It is asked twice: `prepare` once, when a model is planned or built, to say
/// what it hands on and what parameters and operators it needs; `apply` in every forward pass.
/// A block of one's own conforms to this protocol and is added to the program: `BlockCatalogue.add(Mine.self)`.
public protocol Block: Sendable {
  /// Name, documentation, options, symmetry and operators.
  static var declaration: BlockDeclaration { get }

  /// Makes the block of options that were checked against the declaration.
  init(_ options: BlockOptions)

  /// States parameters and operators at `site`, refuses what does not fit, and gives back what `apply` will hand on.
  ///
  /// Sizes may be unknown (nil) when a description is checked without data.
  func prepare(_ site: inout BlockSite) -> FieldSignature

  /// The forward pass.
  ///
  /// - Parameters:
  ///   - input: a field as `prepare` accepted it.
  ///   - pass: parameters, operators, mode and randomness of this pass.
  /// - Returns: a field as `prepare` announced it.
  func apply<Scalar: TensorScalar>(
    _ input: FieldValue<Scalar>, _ pass: BlockPass<Scalar>
  ) throws -> FieldValue<Scalar>

  /// Cells of a grid that the block steps over for one cell that it hands on: a shift by so many shifts its output by one.
  ///
  /// 1 unless a block says otherwise.
  var gridStep: Int { get }

  /// Cells of a grid that the block's window covers along an axis, holes of a dilation among them: so near a border it sees what
  /// lies beyond.
  ///
  /// 1 unless a block says otherwise: it sees no cell but its own, or windows that lie side by side.
  var gridReach: Int { get }

  /// The block with the same parameters and its own samples, such as directions of a circle, several times as dense; nil for
  /// a block that samples nothing.
  ///
  /// Where sampling is what keeps a symmetry from being exact, the difference between the two is what an audit finds that the
  /// discretization explains.
  var refined: (any Block)? { get }

  /// Floating-point operations of a forward pass, for an item or a point; there is a default that counts weights.
  func operations(of placed: PlacedBlock) -> Double?

  /// Floating-point operations of a forward pass for each entry of the operator that the block looks at, or for each pair of points
  /// where it joins or compares all of an item; 0 unless a block says otherwise, nil while sizes are not known.
  func operationsPerEdge(of placed: PlacedBlock) -> Double?
}

extension Block {
  /// A block that stays on the grid that it is fed.
  public var gridStep: Int { 1 }

  /// A block that sees each cell alone.
  public var gridReach: Int { 1 }

  /// A block that samples nothing.
  public var refined: (any Block)? { nil }
}
