/// Splits ranges of points at medians, in place.
///
/// Unchecked for its buffers: subtrees work on ranges of their own, so threads that share them never meet.
struct KDTreeBuilder: @unchecked Sendable {
  let entries: UnsafeMutableBufferPointer<SIMD4<Double>>
  let splits: UnsafeMutableBufferPointer<KDTree.Split>
  let levels: Int

  /// Builds a subtree.
  func build(_ range: Range<Int>, node: Int, level: Int) {
    guard level < levels else { return }
    let middle = split(range, node: node)
    build(range.lowerBound..<middle, node: 2 * node + 1, level: level + 1)
    build(middle..<range.upperBound, node: 2 * node + 2, level: level + 1)
  }

  /// Moves the lower half along the widest side to the front, and says where the upper begins.
  func split(_ range: Range<Int>, node: Int) -> Int {
    let middle = range.lowerBound + range.count / 2
    guard !range.isEmpty else { return middle }
    var (lower, upper) = (entries[range.lowerBound], entries[range.lowerBound])
    for index in range {
      lower = pointwiseMin(lower, entries[index])
      upper = pointwiseMax(upper, entries[index])
    }
    let extent = upper - lower
    let axis =
      extent.x >= extent.y ? (extent.x >= extent.z ? 0 : 2) : (extent.y >= extent.z ? 1 : 2)
    select(middle, in: range, axis)
    splits[node] = KDTree.Split(axis: axis, value: entries[middle][axis])
    return middle
  }

  /// Whether an entry comes before another along an axis; no two are equal.
  @inline(__always)
  private func precedes(_ a: SIMD4<Double>, _ b: SIMD4<Double>, _ axis: Int) -> Bool {
    a[axis] < b[axis] || (a[axis] == b[axis] && a.w < b.w)
  }

  /// Hoare's selection: afterwards nothing before `place` comes after it, nor the other way round.
  private func select(_ place: Int, in range: Range<Int>, _ axis: Int) {
    var (low, high) = (range.lowerBound, range.upperBound - 1)
    // Bad pivots all along would cost the square; then sorting is cheaper.
    var patience = 2 * (Int.bitWidth - range.count.leadingZeroBitCount)
    while high > low {
      guard patience > 0 else {
        var rest = entries[low...high]
        rest.sort { precedes($0, $1, axis) }
        return
      }
      patience -= 1
      let pivot = median(entries[low], entries[(low + high) / 2], entries[high], axis)
      var (left, right) = (low, high)
      while left <= right {
        while precedes(entries[left], pivot, axis) { left += 1 }
        while precedes(pivot, entries[right], axis) { right -= 1 }
        guard left <= right else { break }
        entries.swapAt(left, right)
        left += 1
        right -= 1
      }
      if place <= right {
        high = right
      } else if place >= left {
        low = left
      } else {
        return
      }
    }
  }

  private func median(
    _ a: SIMD4<Double>, _ b: SIMD4<Double>, _ c: SIMD4<Double>, _ axis: Int
  ) -> SIMD4<Double> {
    if precedes(a, b, axis) {
      return precedes(b, c, axis) ? b : (precedes(a, c, axis) ? c : a)
    }
    return precedes(a, c, axis) ? a : (precedes(b, c, axis) ? c : b)
  }
}
