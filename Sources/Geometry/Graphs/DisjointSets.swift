/// Disjoint sets of 0 ..< n under union, with path halving (Tarjan & van Leeuwen 1984).
///
/// Each set is represented by its lowest element, so that results depend on the sets alone.
struct DisjointSets {
  private var parents: [Int32]

  init(count: Int) { parents = Array(0..<Int32(count)) }

  mutating func representative(_ element: Int32) -> Int32 {
    var current = element
    while parents[Int(current)] != current {
      parents[Int(current)] = parents[Int(parents[Int(current)])]
      current = parents[Int(current)]
    }
    return current
  }

  mutating func join(_ a: Int32, _ b: Int32) {
    let (first, second) = (representative(a), representative(b))
    parents[Int(max(first, second))] = min(first, second)
  }

  /// The number of each element's set, from 0 in the order of their lowest elements.
  ///
  /// - Parameter counts: whole sets for which it is false get −1 and use up no number.
  mutating func labels(where counts: (Int) -> Bool = { _ in true }) -> [Int32] {
    var labels = [Int32](repeating: -1, count: parents.count)
    var count: Int32 = 0
    for element in parents.indices where counts(element) {
      let lowest = representative(Int32(element))
      if Int(lowest) == element {
        labels[element] = count
        count += 1
      } else {
        labels[element] = labels[Int(lowest)]
      }
    }
    return labels
  }
}
