import Artifacts
import Geometry
import Pipeline
import Store

extension TinyResults {
  /// Encodings of a path of four nodes and a cycle of five.
  func encodings(_ run: Run) throws {
    let graphs = try trial.store(
      GraphCollection(
        nodeOffsets: [0, 4, 9], edgeOffsets: [0, 3, 8],
        edges: [
          .init(0, 1), .init(1, 2), .init(2, 3), .init(0, 1), .init(0, 4), .init(1, 2),
          .init(2, 3), .init(3, 4),
        ]))
    _ = try run(
      "graphs.encoding", ["encoding": "random_walk", "count": 3], ["graphs": artifact(graphs)])
  }
}
