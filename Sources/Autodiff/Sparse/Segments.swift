public import Numerics

/// Elements in groups, each of them in one: the edges of every node, the nodes of every graph of a batch.
///
/// Operations over segments take values `[elements, …]`, one row an element, and sum in the order of the
/// elements, so that their bits never depend on the number of threads.
public struct Segments: Sendable {
  /// The number of segments.
  public let count: Int
  /// Where each segment begins among the elements in order: `count + 1` offsets.
  let offsets: [Int32]
  /// The elements segment by segment; `nil` where they already stand so.
  let order: [Int32]?

  init(count: Int, offsets: [Int32], order: [Int32]?) {
    (self.count, self.offsets, self.order) = (count, offsets, order)
  }

  /// The number of elements.
  public var elementCount: Int { Int(offsets.last ?? 0) }

  /// Segments of consecutive elements.
  ///
  /// - Parameter offsets: where each segment begins, then the number of elements: ascending from 0.
  /// - Throws: `NumericsError` naming the segment at fault.
  public init(offsets: [Int32]) throws(NumericsError) {
    guard offsets.first == 0 else {
      throw NumericsError(
        .invalidStructure,
        "Segment offsets begin with \(offsets.first.map { "\($0)" } ?? "nothing"). They must begin with 0 and end with the"
          + " number of elements.")
    }
    if let segment = zip(offsets, offsets.dropFirst()).enumerated().first(where: {
      $0.element.0 > $0.element.1
    }) {
      throw NumericsError(
        .invalidStructure,
        "Segment \(segment.offset) ends before it begins. Segment offsets must ascend.")
    }
    self.init(count: offsets.count - 1, offsets: offsets, order: nil)
  }

  /// Segments of elements whose segment is known, in any order: what libraries call scatter.
  ///
  /// - Parameters:
  ///   - ids: the segment of each element, in `0 ..< count`.
  ///   - count: the number of segments; some may be empty.
  /// - Throws: `NumericsError` naming the element whose segment is out of range.
  /// - Complexity: linear in elements and segments.
  public init(ids: [Int32], count: Int) throws(NumericsError) {
    if let element = ids.firstIndex(where: { $0 < 0 || Int($0) >= count }) {
      throw NumericsError(
        .invalidStructure,
        "Element \(element) is in segment \(ids[element]), outside 0 ..< \(count). Correct the id or the count."
      )
    }
    precondition(count >= 0 && ids.count < Int(Int32.max), "Segments: too many elements")
    var offsets = [Int32](repeating: 0, count: count + 1)
    var order = [Int32](repeating: 0, count: ids.count)
    ids.withUnsafeBufferPointer { ids in
      offsets.withUnsafeMutableBufferPointer { offsets in
        order.withUnsafeMutableBufferPointer { order in
          guard let offsets = offsets.baseAddress, let order = order.baseAddress, !ids.isEmpty
          else { return }
          Kernels.groupIndices(ids, rows: count, offsets: offsets, order: order)
        }
      }
    }
    let isSorted = zip(ids, ids.dropFirst()).allSatisfy { $0 <= $1 }
    self.init(count: count, offsets: offsets, order: isSorted ? nil : order)
  }

  /// Calls the closure with the addresses that kernels take.
  func withPointers<R>(_ body: (Kernels.SegmentPointers) -> R) -> R {
    withIndices(offsets) { offsets in
      guard let order else {
        return body(Kernels.SegmentPointers(count: count, offsets: offsets, order: nil))
      }
      return withIndices(order) {
        body(Kernels.SegmentPointers(count: count, offsets: offsets, order: $0))
      }
    }
  }

  /// The shape of one row an element made one row a segment, and the elements a row holds.
  func reducing(_ operation: String, _ shape: [Int]) -> (shape: [Int], channels: Int) {
    trapping { () throws(TensorError) in
      try ShapeRules.segments(operation, shape, elements: elementCount)
    }
    return ([count] + shape.dropFirst(), shape.dropFirst().reduce(1, *))
  }
}
