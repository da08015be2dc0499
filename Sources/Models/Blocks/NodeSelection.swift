import Autodiff

/// Nodes of a level that make up the next one in a pass.
struct NodeSelection<Scalar: TensorScalar> {
  /// Ascending numbers on the level they were chosen from.
  let nodes: [Int32]
  /// Nodes of that level.
  let count: Int
  /// Where those of each graph begin, when the pass is over many.
  let offsets: [Int]?
  /// The fields beside the main one as they were on the level they were chosen from.
  var companions: [String: Variable<Scalar>] = [:]
}
