internal import CKernels

extension Kernels {
  /// `y[item, place, :] = x[offsets[item] + place, :]`, zero past an item's end up to the longest.
  package static func padRows<S: NumericScalar>(
    offsets: [Int], longest: Int, columns: Int, _ x: UnsafePointer<S>,
    into y: UnsafeMutablePointer<S>
  ) {
    shards(of: offsets.count - 1, holding: longest * columns) { items in
      for item in items {
        let length = (offsets[item + 1] - offsets[item]) * columns
        let target = y + item * longest * columns
        copyRow(x + offsets[item] * columns, count: length, into: target)
        meridian_fill(S.element, longest * columns - length, 0, target + length)
      }
    }
  }

  /// `y[offsets[item] + place, :] = x[item, place, :]` for the places of each item.
  package static func unpadRows<S: NumericScalar>(
    offsets: [Int], longest: Int, columns: Int, _ x: UnsafePointer<S>,
    into y: UnsafeMutablePointer<S>
  ) {
    shards(of: offsets.count - 1, holding: longest * columns) { items in
      for item in items {
        copyRow(
          x + item * longest * columns, count: (offsets[item + 1] - offsets[item]) * columns,
          into: y + offsets[item] * columns)
      }
    }
  }

  private static func copyRow<S: NumericScalar>(
    _ x: UnsafePointer<S>, count: Int, into y: UnsafeMutablePointer<S>
  ) {
    UnsafeMutableRawPointer(y).copyMemory(from: x, byteCount: count * MemoryLayout<S>.stride)
  }
}
