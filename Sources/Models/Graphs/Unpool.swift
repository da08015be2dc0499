public import Autodiff

/// The way back from a coarser level of a hierarchy: each node takes the values of its cluster.
///
/// Behind a choice of nodes those that were not chosen are 0, and the fields beside have what they had before.
public struct Unpool: Block {
  /// What the block says of itself.
  public static let declaration = BlockDeclaration(
    name: "unpool", summary: "Gives each node of the next finer level the values of its cluster.",
    supports: [.nodes], domains: [.graph, .geometricGraph, .set, .mesh],
    symmetries: [
      .init(.permutation), .init(.gauge),
      .init(.isometry, .conditional("where the levels move along")),
    ],
    operators: [
      OperatorRequirement(
        role: "prolongation", kinds: [.hierarchy], doc: "the levels and their clusters")
    ],
    paper: "Gao & Ji, Graph U-Nets, ICML 2019, arXiv 1905.05178")

  /// Makes the block; it has no options of its own.
  public init(_ options: BlockOptions) {}

  /// Needs the prolongation to the finer level; refused on the finest.
  public func prepare(_ site: inout BlockSite) -> FieldSignature {
    guard case .nodes(let level) = site.input.support else { return site.input }
    guard level > 0 else {
      site.refuse("stands on the finest level; put a pool before it")
      return site.input
    }
    site.needProlongation("prolongation", level: level - 1)
    if site.selectedLevels.contains(level) { site.carryCompanions(to: .nodes(level: level - 1)) }
    return site.input.on(.nodes(level: level - 1))
  }

  /// `[clusters, c]` → `[nodes, c]`.
  public func apply<Scalar: TensorScalar>(
    _ input: FieldValue<Scalar>, _ pass: BlockPass<Scalar>
  ) throws -> FieldValue<Scalar> {
    if case .selection? = pass.placed.operators.first?.part { pass.returnCompanions() }
    return .dense(pass.operator("prolongation").multiply(input.dense(on: pass.tape)))
  }
}
