import Autodiff

/// What blocks have in common that join what points hear by networks of two layers: their widths, and whom a point hears.
struct GraphNetworkOptions: Sendable {
  static let declared = [
    BlockOption("channels", .channels, doc: "output channels"),
    BlockOption(
      "hidden", .integer(1...BlockOption.maximumChannels), optional: true,
      doc: "channels of messages and inside the networks; else as many as come out"),
    BlockOption(
      "edges", .choice(["adjacency", "all"]), optional: true,
      doc:
        "along an adjacency, or between every two points of an item; unless written, all on sets and geometric graphs to which no adjacency is connected"
    ),
  ]

  let initialization: Initialization
  private let channels: ChannelCount
  private let hidden: Int?
  private let edges: String

  init(_ options: BlockOptions) {
    channels = options.channels("channels")
    hidden = options.optionalInteger("hidden")
    edges = options.text("edges")
    initialization = options.initialization
  }

  /// Channels inside the networks and behind them.
  func widths(_ site: BlockSite) -> (inner: Int?, outer: Int?) {
    let outer = site.count(channels)
    return (hidden ?? outer, outer)
  }

  /// Whether every two points of an item are joined whatever is connected.
  var isComplete: Bool { edges == "all" }

  /// States the adjacency, if one may be looked at: sets and points in space do without.
  func prepareNeighbours(_ site: inout BlockSite) {
    guard !isComplete, case .nodes(let level) = site.input.support else { return }
    let needsNone = site.domain == .set || site.domain == .geometricGraph
    site.needOperator("adjacency", level: level, isOptional: needsNone && edges.isEmpty)
  }

  /// Σⱼ aᵢⱼ xⱼ over whom each point hears, `[points, c]`, kept; all weigh 1 where no adjacency is looked at.
  func sums<Scalar>(
    of x: Variable<Scalar>, _ pass: BlockPass<Scalar>
  ) throws -> Variable<Scalar> {
    if let adjacency = adjacency(pass) { return adjacency.multiply(x) }
    let items = try pass.items(of: x).segments
    return x.sum(over: items).spread(over: items) - x
  }

  /// The adjacency of a pass; nil where all hear all.
  func adjacency<Scalar>(_ pass: BlockPass<Scalar>) -> SparseOperator<Scalar>? {
    isComplete ? nil : pass.optionalOperator("adjacency")
  }
}
