/// The numbers 0 ..< count grouped by a key, each group in ascending order.
struct Buckets {
  private let starts: [Int32]
  private let items: [Int32]

  /// Groups numbers.
  ///
  /// - Parameters:
  ///   - count: how many numbers, less than 2³¹.
  ///   - keyCount: keys are in 0 ..< keyCount.
  ///   - key: the group of a number; a negative one leaves it out.
  /// - Complexity: O(count + keyCount).
  init(count: Int, keyCount: Int, key: (Int) -> Int32) {
    var starts = [Int32](repeating: 0, count: keyCount + 1)
    for item in 0..<count {
      let key = key(item)
      if key >= 0 { starts[Int(key) + 1] += 1 }
    }
    for index in 0..<keyCount { starts[index + 1] += starts[index] }
    var items = [Int32](repeating: 0, count: Int(starts[keyCount]))
    var next = starts
    for item in 0..<count {
      let key = key(item)
      guard key >= 0 else { continue }
      items[Int(next[Int(key)])] = Int32(item)
      next[Int(key)] += 1
    }
    self.starts = starts
    self.items = items
  }

  /// The numbers of a key.
  subscript(key: Int) -> ArraySlice<Int32> { items[Int(starts[key])..<Int(starts[key + 1])] }
}
