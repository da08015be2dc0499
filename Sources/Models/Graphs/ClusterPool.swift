public import Autodiff

/// Local pooling on a graph: joins the nodes of each cluster of a hierarchy to one node of the next coarser level.
public struct ClusterPool: Block {
  /// What the block says of itself.
  public static let declaration = BlockDeclaration(
    name: "clusterpool",
    summary: "Joins the nodes of each cluster to one node of the hierarchy's next level.",
    generic: GenericUse("pool", on: [.nodes]), supports: [.nodes],
    domains: [.graph, .geometricGraph, .mesh],
    symmetries: [
      .init(.permutation), .init(.gauge),
      .init(.isometry, .conditional("where the levels move along")),
    ],
    options: [
      BlockOption(
        "kind", .choice(["mean", "sum"]), default: "mean", doc: "how the nodes are joined")
    ], mainOption: "kind",
    operators: [
      OperatorRequirement(
        role: "restriction", kinds: [.hierarchy], doc: "the levels and their clusters")
    ],
    paper: "Defferrard, Bresson & Vandergheynst, NeurIPS 2016, arXiv 1606.09375, section 2.2")

  private let kind: String

  /// Makes the block of checked options.
  public init(_ options: BlockOptions) { kind = options.text("kind") }

  /// Needs the clusters of its level; hands the same channels on to the next level.
  public func prepare(_ site: inout BlockSite) -> FieldSignature {
    guard case .nodes(let level) = site.input.support else { return site.input }
    site.needRestriction("restriction", level: level, averaging: kind == "mean")
    return site.input.on(.nodes(level: level + 1))
  }

  /// Nodes are looked at where they are joined.
  public func operations(of placed: PlacedBlock) -> Double? { 0 }

  /// A product and a sum for each channel of a node in its cluster.
  public func operationsPerEdge(of placed: PlacedBlock) -> Double? {
    placed.input.width.map { Double(2 * $0) }
  }

  /// `[nodes, c]` → `[clusters, c]`.
  public func apply<Scalar: TensorScalar>(
    _ input: FieldValue<Scalar>, _ pass: BlockPass<Scalar>
  ) throws -> FieldValue<Scalar> {
    .dense(pass.operator("restriction").multiply(input.dense(on: pass.tape)))
  }
}
