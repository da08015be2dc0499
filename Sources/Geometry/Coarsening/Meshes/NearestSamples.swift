internal import Numerics

/// For each node of a graph the nearest of some samples, found as samples are added.
///
/// Of samples at the same distance the one that was added first counts. So each node's shortest
/// path runs through nodes of the same sample, and the nodes of a sample are connected.
struct NearestSamples {
  /// The distance of each node to its sample, infinite where none was found.
  private(set) var distances: [Double]
  /// Which sample is the nearest to each node.
  private(set) var labels: [Int32]
  /// The nodes that are samples, as they were added.
  private(set) var samples: [Int32] = []

  /// A sample keeps its own place, even where another one is at no distance.
  private var isSample: [Bool]
  private let graph: MetricGraph
  private var queue = DistanceQueue()

  private static let none = Int32.max

  init(in graph: MetricGraph) {
    self.graph = graph
    distances = [Double](repeating: .infinity, count: graph.count)
    labels = [Int32](repeating: Self.none, count: graph.count)
    isSample = [Bool](repeating: false, count: graph.count)
  }

  /// Adds samples at once and spreads from them.
  ///
  /// - Parameters:
  ///   - nodes: none of them a sample yet.
  ///   - radius: only nodes closer than this are reached.
  mutating func add(_ nodes: some Sequence<Int>, below radius: Double = .infinity) {
    for node in nodes {
      reach(node, at: 0, Int32(samples.count))
      samples.append(Int32(node))
      isSample[node] = true
    }
    spread(below: radius)
  }

  /// Adds the node farthest from all samples, the lowest of several, again and again.
  ///
  /// Parts of the graph without a sample count as farthest, and each gets one whatever the number.
  ///
  /// - Parameter count: how many samples there shall be.
  mutating func addFarthest(until count: Int) {
    // Distances only fall, so what stands in the queue is an upper bound.
    var farthest = DistanceQueue()
    for node in distances.indices { farthest.push(Int32(node), at: -distances[node]) }
    while let entry = farthest.pop() {
      let node = Int(entry.item)
      if distances[node] < -entry.distance {
        farthest.push(entry.item, at: -distances[node])
        continue
      }
      guard samples.count < count || distances[node] == .infinity else { return }
      // Nodes in one place: the farthest is no farther than a sample.
      guard distances[node] > 0 else { return }
      add(CollectionOfOne(node))
    }
  }

  /// Adds samples in a random order, each at least a radius from all others, until no more fit.
  mutating func addApart(_ radius: Double, stream: inout RandomStream) {
    for node in stream.permutation(graph.count) where distances[node] >= radius {
      add(CollectionOfOne(node), below: radius)
    }
  }

  private mutating func reach(_ node: Int, at distance: Double, _ label: Int32) {
    distances[node] = distance
    labels[node] = label
    queue.push(Int32(node), at: distance, stamp: UInt32(bitPattern: label))
  }

  private mutating func spread(below radius: Double) {
    while let entry = queue.pop() {
      let node = Int(entry.item)
      let label = Int32(bitPattern: entry.stamp)
      guard entry.distance == distances[node], label == labels[node] else { continue }
      for slot in graph.lengths.entries(inRow: node) {
        let other = Int(graph.lengths.columnIndices[slot])
        let distance = entry.distance + graph.lengths.values[slot]
        guard distance < radius, !isSample[other] else { continue }
        if distance < distances[other] || (distance == distances[other] && label < labels[other]) {
          reach(other, at: distance, label)
        }
      }
    }
  }
}

extension NearestSamples {
  /// The nodes by their samples, once every node has one.
  var clustering: Clustering { Clustering(unchecked: labels, count: samples.count) }
}
