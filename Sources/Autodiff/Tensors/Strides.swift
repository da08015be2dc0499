/// Steps through memory, one an axis.
enum Strides {
  /// The steps of row-major order without gaps.
  static func rowMajor(_ shape: [Int]) -> [Int] {
    var strides = shape
    var step = 1
    for axis in shape.indices.reversed() {
      strides[axis] = step
      step *= shape[axis]
    }
    return strides
  }

  /// Whether steps are those of row-major order, where they matter: along an axis of size 1 they do not,
  /// nor in an empty tensor.
  static func areRowMajor(_ strides: [Int], for shape: [Int]) -> Bool {
    var step = 1
    var isRowMajor = true
    for axis in shape.indices.reversed() {
      if shape[axis] == 0 { return true }
      if shape[axis] != 1 && strides[axis] != step { isRowMajor = false }
      step *= shape[axis]
    }
    return isRowMajor
  }

  /// The steps under which another shape of the same count shows the same elements, or none if the order
  /// of the elements cannot be had without a copy.
  static func reshaping(_ shape: [Int], _ strides: [Int], to target: [Int]) -> [Int]? {
    if shape.contains(0) { return rowMajor(target) }
    var result = [Int](repeating: 1, count: target.count)
    let axes = shape.indices.filter { shape[$0] != 1 }
    var (from, to) = (0, 0)
    while from < axes.count && to < target.count {
      // The shortest runs of old and new axes that hold equally many elements.
      var (old, new) = (shape[axes[from]], target[to])
      var (oldEnd, newEnd) = (from + 1, to + 1)
      while old != new {
        if new < old {
          new *= target[newEnd]
          newEnd += 1
        } else {
          old *= shape[axes[oldEnd]]
          oldEnd += 1
        }
      }
      for (outer, inner) in zip(axes[from..<oldEnd], axes[(from + 1)..<oldEnd]) {
        guard strides[outer] == strides[inner] * shape[inner] else { return nil }
      }
      var step = strides[axes[oldEnd - 1]]
      for axis in (to..<newEnd).reversed() {
        result[axis] = step
        step *= target[axis]
      }
      (from, to) = (oldEnd, newEnd)
    }
    return result
  }
}
