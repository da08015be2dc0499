public import Autodiff

/// Local pooling by choice: keeps the nodes of each graph with the highest learned scores, and the edges between them.
///
/// A node's score is the projection of its features on a learned direction, y = X p / |p|; the ⌈ratio · n⌉ highest stay, each scaled by
/// tanh(y), through which the direction learns. The level that follows is made in the pass: its operators are those of the nodes
/// that stayed, and `unpool` puts them back among zeros. Fields that are carried beside, such as positions, go on with the nodes that
/// stayed; behind `unpool` the other nodes have theirs again.
public struct TopKPool: Block {
  /// What the block says of itself.
  public static let declaration = BlockDeclaration(
    name: "topk",
    summary:
      "Keeps each graph's nodes of highest learned score, scaled by it; edges between them stay.",
    supports: [.nodes], domains: [.graph, .geometricGraph, .set, .mesh],
    symmetries: [.init(.permutation)],
    options: [
      BlockOption(
        "ratio", .number(1e-6...1), default: 0.5,
        doc: "fraction of a graph's nodes that stays, rounded up; of equal scores the first stays")
    ], mainOption: "ratio", hasParameters: true,
    paper:
      "Gao & Ji, Graph U-Nets, ICML 2019, arXiv 1905.05178, eqs. 2–3; Cangea et al., Towards sparse hierarchical graph classifiers, arXiv 1811.01287, eqs. 2–3"
  )

  private let ratio: Double

  /// Makes the block of checked options.
  public init(_ options: BlockOptions) { ratio = options.number("ratio") }

  /// The direction `[c, 1]`; hands the same channels on to a level that is made in the pass.
  public func prepare(_ site: inout BlockSite) -> FieldSignature {
    site.parameter("direction", shape: [site.input.channels, 1], .glorotUniform)
    guard case .nodes(let level) = site.input.support else { return site.input }
    site.selectNodes(to: level + 1)
    return site.input.on(.nodes(level: level + 1))
  }

  /// `[nodes, c]` → `[nodes that stay, c]`, in their order.
  public func apply<Scalar: TensorScalar>(
    _ input: FieldValue<Scalar>, _ pass: BlockPass<Scalar>
  ) throws -> FieldValue<Scalar> {
    let x = input.dense(on: pass.tape)
    let direction = pass.parameter("direction")
    let scores = x.matmul(direction) / direction.norm()
    let offsets = pass.itemOffsets ?? [0, x.shape[0]]
    let kept = Self.highest(scores.value.scalars.map { Double($0) }, offsets: offsets, ratio: ratio)
    pass.selectNodes(
      kept.rows, of: x.shape[0], offsets: pass.itemOffsets == nil ? nil : kept.offsets)
    return .dense(x.gatherRows(kept.rows) * scores.gatherRows(kept.rows).tanh())
  }

  /// The ⌈ratio · n⌉ nodes of highest score of each graph, ascending, and where each graph's begin.
  static func highest(
    _ scores: [Double], offsets: [Int], ratio: Double
  ) -> (rows: [Int32], offsets: [Int]) {
    var rows: [Int32] = []
    var starts = [0]
    for (start, end) in zip(offsets, offsets.dropFirst()) {
      // A product such as 0.1 · 30 is 3, whatever its last bit says.
      let count = Int((ratio * Double(end - start) - 1e-9).rounded(.up))
      func height(_ node: Int) -> Double { scores[node].isNaN ? -.infinity : scores[node] }
      let ordered = (start..<end).sorted { (height($1), $0) < (height($0), $1) }
      rows += ordered.prefix(count).sorted().map { Int32($0) }
      starts.append(rows.count)
    }
    return (rows, starts)
  }
}
