/// Where the nodes of each graph lie when many graphs stand one after the other in one input.
public struct ItemOffsets: Hashable, Sendable {
  /// `levels[l][i] ..< levels[l][i + 1]` are the nodes of graph i on level l of the hierarchy; level 0 is the graphs themselves.
  public let levels: [[Int]]

  /// Makes offsets of one list a level, each from 0, ascending, one longer than there are graphs.
  ///
  /// - Throws: `ModelError` with code `data` if a list is not such.
  public init(levels: [[Int]]) throws(ModelError) {
    for (level, offsets) in levels.enumerated() {
      let ascends = zip(offsets, offsets.dropFirst()).allSatisfy { $0 <= $1 }
      guard offsets.first == 0, ascends, offsets.count == levels[0].count else {
        throw ModelError(
          .data,
          "offsets of graphs on level \(level) must ascend from 0, with one more than there are graphs"
        )
      }
    }
    guard let first = levels.first, first.count > 1 else {
      throw ModelError(.data, "offsets speak of no graph; give at least one")
    }
    self.levels = levels
  }

  private init(unchecked levels: [[Int]]) { self.levels = levels }

  /// Number of graphs.
  public var count: Int { levels[0].count - 1 }

  /// The nodes of a graph on a level.
  public func nodes(of item: Int, level: Int = 0) -> Range<Int> {
    levels[level][item]..<levels[level][item + 1]
  }

  /// The offsets of some graphs, one after the other.
  func items(_ items: [Int32]) -> ItemOffsets {
    ItemOffsets(
      unchecked: levels.indices.map { level in
        items.reduce(into: [0]) {
          $0.append(($0.last ?? 0) + nodes(of: Int($1), level: level).count)
        }
      })
  }
}
