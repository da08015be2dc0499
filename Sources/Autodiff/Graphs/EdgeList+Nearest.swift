internal import Numerics

extension EdgeList {
  /// Edges to every point from those of its item whose features are nearest, itself among them.
  ///
  /// Neighbours of a point come by distance; of points equally far the one with the lower number is nearer. A NaN is
  /// farther than any number.
  ///
  /// - Parameters:
  ///   - neighbours: edges that a point receives, at least 1; an item of fewer points gives all of its points to each.
  ///   - x: features, `[points, channels]`.
  ///   - offsets: where each item's points begin, then their number: ascending from 0.
  /// - Complexity: for each item quadratic in its points.
  public init<Scalar: TensorScalar>(
    nearest neighbours: Int, among x: Tensor<Scalar>, offsets: [Int]
  ) {
    precondition(
      x.rank == 2 && neighbours > 0 && offsets.last == x.shape[0],
      "EdgeList: \(neighbours) neighbours among features of shape \(x.shape) of items \(offsets)")
    let (points, channels) = (x.shape[0], x.shape[1])
    let sizes = zip(offsets, offsets.dropFirst()).map { $1 - $0 }
    let total = sizes.reduce(0) { $0 + $1 * min(neighbours, $1) }
    var receivers: [Int32] = []
    receivers.reserveCapacity(total)
    let senders = [Int32](unsafeUninitializedCapacity: total) { target, initialized in
      x.read { x in
        var place = 0
        for (item, size) in sizes.enumerated() where size > 0 {
          guard let base = target.baseAddress else { continue }
          let taken = min(neighbours, size)
          Kernels.nearest(
            taken, of: size, channels: channels, x + offsets[item] * channels,
            shift: offsets[item], into: base + place)
          place += size * taken
          for point in offsets[item]..<offsets[item + 1] {
            receivers.append(contentsOf: repeatElement(Int32(point), count: taken))
          }
        }
      }
      initialized = total
    }
    self.init(receivers: receivers, senders: senders, nodes: points)
  }
}
