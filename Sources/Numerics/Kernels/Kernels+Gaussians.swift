internal import CKernels

extension Kernels {
  /// `y[row, k] = exp(−½ Σ_d ((x[row, d] − means[d, k]) scales[d, k])²)`.
  package static func gaussians<S: NumericScalar>(
    rows: Int, axes: Int, count: Int, _ x: UnsafePointer<S>, means: UnsafePointer<S>,
    scales: UnsafePointer<S>, into y: UnsafeMutablePointer<S>
  ) {
    shards(of: rows, holding: (axes + 4) * count) { range in
      meridian_gaussians(
        S.element, range.lowerBound, range.upperBound, axes, count, x, means, scales, y)
    }
  }

  /// The gradients of ``gaussians(rows:axes:count:_:means:scales:into:)`` to means and scales, from its results.
  package static func gaussiansPullback<S: NumericScalar>(
    rows: Int, axes: Int, count: Int, _ x: UnsafePointer<S>, means: UnsafePointer<S>,
    scales: UnsafePointer<S>, results y: UnsafePointer<S>, gradient: UnsafePointer<S>,
    means gm: UnsafeMutablePointer<S>, scales gs: UnsafeMutablePointer<S>
  ) {
    let (size, most) = (axes * count, 64)
    let shard = max(rowShard(elementsPerRow: 4 * size), (rows + most - 1) / most)
    let shards = (rows + shard - 1) / shard
    withScratch(of: S.self, shards * 2 * size) { parts in
      fill(count: shards * 2 * size, with: 0, parts)
      Parallel.forEach(shards) { index in
        let own = parts + index * 2 * size
        meridian_gaussians_pullback(
          S.element, index * shard, min(rows, (index + 1) * shard), axes, count, x, means, scales,
          y, gradient, own, own + size)
      }
      withScratch(of: S.self, 2 * size) { total in
        sum(outer: 1, middle: shards, inner: 2 * size, parts, into: total)
        gm.update(from: total, count: size)
        gs.update(from: total + size, count: size)
      }
    }
  }
}
