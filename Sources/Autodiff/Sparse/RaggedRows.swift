/// Items of different lengths whose rows stand one after the other: item i has the rows at `offsets[i] ..< offsets[i + 1]`.
///
/// ``Variable/padded(items:)`` gives them a common length and ``Variable/unpadded(items:)`` takes it away again.
public struct RaggedRows: Hashable, Sendable {
  /// One offset more than there are items, ascending from 0.
  public let offsets: [Int]
  /// The length of the longest item; 0 where there is no row.
  public let longest: Int

  /// Items at the given offsets.
  ///
  /// - Throws: `TensorError` if there is no offset, the first is not 0 or they do not ascend.
  public init(offsets: [Int]) throws(TensorError) {
    longest = try ShapeRules.raggedRows(offsets)
    self.offsets = offsets
  }

  /// `items` items of `length` rows each.
  public init(items: Int, length: Int) {
    precondition(items >= 0 && length >= 0, "RaggedRows: \(items) items of \(length) rows")
    offsets = (0...items).map { $0 * length }
    longest = items == 0 ? 0 : length
  }

  /// The number of items.
  public var count: Int { offsets.count - 1 }

  /// The number of rows of all items together.
  public var rowCount: Int { offsets[offsets.count - 1] }

  /// Whether all items are of one length, so that padding them changes nothing.
  public var isUniform: Bool { rowCount == count * longest }

  /// The rows of an item.
  public subscript(item: Int) -> Range<Int> { offsets[item]..<offsets[item + 1] }

  /// The number of rows of each item.
  public var lengths: [Int] { (0..<count).map { self[$0].count } }

  /// The items as segments, for sums, means and extremes over each.
  public var segments: Segments {
    Segments(count: count, offsets: offsets.map { Int32($0) }, order: nil)
  }
}
