import Autodiff

/// Whom a point hears in blocks of messages: the entries of an adjacency, or every other point of its item.
///
/// Sets and points in space do without an adjacency, so that there nothing has to be written to hear all.
struct Neighbourhood: Sendable {
  static let option = BlockOption(
    "edges", .choice(["adjacency", "all"]), optional: true,
    doc:
      "along an adjacency, or between every two points of an item; unless written, all on sets and geometric graphs to which no adjacency is connected"
  )

  private let written: String

  init(_ options: BlockOptions) { written = options.text("edges") }

  /// Whether every two points of an item are joined whatever is connected.
  var isComplete: Bool { written == "all" }

  /// States the adjacency, if one may be looked at.
  func prepare(_ site: inout BlockSite) {
    guard !isComplete, case .nodes(let level) = site.input.support else { return }
    let needsNone = site.domain == .set || site.domain == .geometricGraph
    site.needOperator("adjacency", level: level, isOptional: needsNone && written.isEmpty)
  }

  /// The adjacency of a pass; nil where all hear all.
  func adjacency<Scalar>(_ pass: BlockPass<Scalar>) -> SparseOperator<Scalar>? {
    isComplete ? nil : pass.optionalOperator("adjacency")
  }
}
