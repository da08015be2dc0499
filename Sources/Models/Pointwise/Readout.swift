public import Autodiff

/// The invariant layer: takes a field to one vector an item, by the mean, sum or maximum over its points.
public struct Readout: Block {
  /// What the block says of itself.
  public static let declaration = BlockDeclaration(
    name: "readout", summary: "Mean, sum or maximum over all points: one invariant vector an item.",
    generic: GenericUse("readout", on: [.nodes, .grid]), supports: [.nodes, .grid],
    fieldTypes: [.scalar, .regular], symmetries: claims, behaviour: .invariant,
    options: [
      BlockOption(
        "kind", .choice(["mean", "sum", "max"]), default: "mean", doc: "how points are joined")
    ], mainOption: "kind",
    paper: "Bronstein, Bruna, Cohen & Veličković, arXiv 2104.13478, section 3.5")

  /// A warp changes how many steps show what, and with them sums and most means.
  private static let claims = Symmetry.allCases.map { symmetry in
    BlockDeclaration.SymmetryClaim(
      symmetry,
      symmetry == .timeWarping
        ? .conditional("of the maximum, and of the mean where all steps pass alike") : .exact)
  }

  private let kind: String

  /// Makes the block of checked options.
  public init(_ options: BlockOptions) { kind = options.text("kind") }

  /// Hands on the same channels on no point.
  public func prepare(_ site: inout BlockSite) -> FieldSignature { site.input.on(.whole) }

  /// `[items, height, width, c]` → `[items, c]`; `[nodes, c]` → `[1, c]`, or `[graphs, c]` when the nodes are those of many graphs.
  ///
  /// A graph without nodes has a vector of zeros.
  public func apply<Scalar: TensorScalar>(
    _ input: FieldValue<Scalar>, _ pass: BlockPass<Scalar>
  ) throws -> FieldValue<Scalar> {
    let x = input.dense(on: pass.tape)
    if let offsets = pass.itemOffsets { return .dense(try joined(x, offsets)) }
    let isGrid = x.shape.count == 4
    let items = isGrid ? x.shape[0] : 1
    let points = x.reshaped(to: [
      items, x.value.count / max(1, items * x.shape[x.shape.count - 1]), x.shape[x.shape.count - 1],
    ])
    switch kind {
    case "sum": return .dense(points.sum(axes: [1]))
    case "max": return .dense(points.max(axis: 1))
    default: return .dense(points.mean(axes: [1]))
    }
  }

  /// The points of each graph joined, `[nodes, c]` → `[graphs, c]`.
  private func joined<Scalar: TensorScalar>(
    _ x: Variable<Scalar>, _ offsets: [Int]
  ) throws -> Variable<Scalar> {
    let segments = try Segments(offsets: offsets.map { Int32($0) })
    return switch kind {
    case "sum": x.sum(over: segments)
    case "max": x.max(over: segments)
    default: x.mean(over: segments)
    }
  }
}
