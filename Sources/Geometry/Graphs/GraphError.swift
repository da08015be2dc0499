/// What is wrong with a graph, a collection of them or a hierarchy over one, or with a request made of one.
///
/// Every message names the edge, node or level (counted from 0) and the remedy.
public enum GraphError: Error, Equatable, Sendable {
  /// An edge names a node that the graph does not have.
  case endpointOutOfRange(edge: Int, node: Int, nodeCount: Int)
  /// The list of weights is not as long as the list of edges.
  case weightCount(weights: Int, edges: Int)
  /// A weight is NaN, infinite or negative.
  case weightOutOfRange(edge: Int, weight: Double)
  /// The weights of an edge given several times add up to more than a Double carries.
  case mergedWeightInfinite(source: Int, target: Int)
  /// More nodes or edges than 32-bit indices carry, or a negative number of nodes.
  case sizeOutOfRange(nodeCount: Int, edgeCount: Int)
  /// An adjacency matrix is not square, not symmetric where it must be, or has a bad entry.
  case adjacency(problem: String)
  /// The levels of a hierarchy do not fit together.
  case hierarchy(level: Int, problem: String)
  /// The values and vectors of an eigenbasis do not fit together.
  case eigenbasis(problem: String)
  /// A signal does not fit its domain or its filter.
  case signal(problem: String)
  /// The parts of a functional map or a correspondence do not fit together.
  case functionalMap(problem: String)
  /// The arrays of a collection of graphs do not fit together.
  case collection(problem: String)
  /// A parameter of a generator or an operator is outside its range.
  case parameterOutOfRange(name: String, value: String, range: String)
}

extension GraphError: CustomStringConvertible {
  /// One sentence that names the place, then one that names the remedy.
  public var description: String {
    switch self {
    case .endpointOutOfRange(let edge, let node, let count):
      "Edge \(edge) names node \(node), but the graph has \(count) nodes"
        + (count > 0 ? " (0 to \(count - 1))." : ".") + " Correct the edge or add the node."
    case .weightCount(let weights, let edges):
      "\(weights) weights for \(edges) edges. Give one weight an edge, or none at all."
    case .weightOutOfRange(let edge, let weight):
      "Edge \(edge) has weight \(weight). Weights must be finite and not negative."
    case .mergedWeightInfinite(let source, let target):
      "The weights of the edges between nodes \(source) and \(target) add up to infinity."
        + " Scale the weights down."
    case .sizeOutOfRange(let nodes, let edges):
      "\(nodes) nodes and \(edges) edges are outside what 32-bit indices carry. Split the graph."
    case .adjacency(let problem):
      "The adjacency matrix \(problem)"
    case .hierarchy(let level, let problem):
      "Level \(level) of the hierarchy \(problem)"
    case .eigenbasis(let problem):
      "The eigenbasis \(problem)"
    case .signal(let problem):
      "The signal \(problem)"
    case .functionalMap(let problem):
      "The functional map \(problem)"
    case .collection(let problem):
      "The collection of graphs \(problem)"
    case .parameterOutOfRange(let name, let value, let range):
      "\(name) is \(value). Choose \(range)."
    }
  }
}
