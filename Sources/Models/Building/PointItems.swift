/// Which of many items the rows of an output belong to, where a model says something of every point.
package struct PointItems {
  private let offsets: [Int]

  /// Items whose points lie one after the other.
  package init(_ offsets: ItemOffsets) { self.offsets = offsets.levels[0] }

  /// The items that hold at least one of the rows, ascending.
  ///
  /// - Parameter rows: ascending.
  package func items(of rows: [Int32]) -> [Int32] {
    var items: [Int32] = []
    var item = 0
    for row in rows {
      while item + 1 < offsets.count && offsets[item + 1] <= Int(row) { item += 1 }
      if items.last != Int32(item) { items.append(Int32(item)) }
    }
    return items
  }

  /// The rows that lie in some items, and where they stand when these items alone are passed, in the order named.
  ///
  /// - Parameter rows: ascending.
  package func places(
    of rows: [Int32], in items: [Int32]
  ) -> (rows: [Int32], places: [Int32]) {
    var found: [Int32] = [], places: [Int32] = []
    var start = 0
    for item in items {
      let range = offsets[Int(item)]..<offsets[Int(item) + 1]
      var index = Self.firstIndex(in: rows, from: range.lowerBound)
      while index < rows.count && Int(rows[index]) < range.upperBound {
        found.append(rows[index])
        places.append(Int32(start + Int(rows[index]) - range.lowerBound))
        index += 1
      }
      start += range.count
    }
    return (found, places)
  }

  /// Items in groups of at most so many points, an item of more alone.
  package func groups(of items: [Int32], points: Int) -> [[Int32]] {
    var groups: [[Int32]] = []
    var size = 0
    for item in items {
      let count = offsets[Int(item) + 1] - offsets[Int(item)]
      if groups.isEmpty || size + count > points {
        groups.append([])
        size = 0
      }
      groups[groups.count - 1].append(item)
      size += count
    }
    return groups
  }

  private static func firstIndex(in rows: [Int32], from bound: Int) -> Int {
    var (low, high) = (0, rows.count)
    while low < high {
      let middle = (low + high) / 2
      if Int(rows[middle]) < bound { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
