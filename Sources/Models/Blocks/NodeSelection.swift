/// Nodes of a level that make up the next one in a pass.
struct NodeSelection {
  /// Ascending numbers on the level they were chosen from.
  let nodes: [Int32]
  /// Nodes of that level.
  let count: Int
  /// Where those of each graph begin, when the pass is over many.
  let offsets: [Int]?
}
