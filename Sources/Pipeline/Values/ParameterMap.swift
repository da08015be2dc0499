/// Named values in the order in which they were written; names are unique.
public struct ParameterMap: Hashable, Sendable {
  private struct Pair: Hashable, Sendable {
    let name: String
    var value: ParameterValue
  }

  /// From this many pairs on, names are looked up in an index; below, looking through them is faster and a map of
  /// each of ten thousand items stays small.
  private static let indexed = 16

  private var storage: [Pair] = []
  private var index: [String: Int] = [:]

  /// An empty map.
  public init() {}

  /// A map of these pairs; of a name given twice the first place and the last value stand.
  public init(_ pairs: some Sequence<(String, ParameterValue)>) {
    storage.reserveCapacity(pairs.underestimatedCount)
    for (name, value) in pairs { self[name] = value }
  }

  /// The names, in order.
  public var names: [String] { storage.map(\.name) }

  /// How many names there are.
  public var count: Int { storage.count }

  /// Whether there is no name.
  public var isEmpty: Bool { storage.isEmpty }

  /// The value under a name; setting nil removes it.
  ///
  /// A new name goes last.
  ///
  /// - Complexity: O(1), removal O(n).
  public subscript(name: String) -> ParameterValue? {
    get { place(of: name).map { storage[$0].value } }
    set {
      switch (place(of: name), newValue) {
      case (let place?, let value?): storage[place].value = value
      case (let place?, nil):
        storage.remove(at: place)
        index = [:]
        indexIfLarge()
      case (nil, let value?):
        storage.append(Pair(name: name, value: value))
        if !index.isEmpty { index[name] = storage.count - 1 } else { indexIfLarge() }
      case (nil, nil): break
      }
    }
  }

  /// The pairs in order.
  public var pairs: [(name: String, value: ParameterValue)] {
    storage.map { ($0.name, $0.value) }
  }

  private func place(of name: String) -> Int? {
    index.isEmpty ? storage.firstIndex { $0.name == name } : index[name]
  }

  private mutating func indexIfLarge() {
    guard storage.count >= Self.indexed else { return }
    for (place, pair) in storage.enumerated() { index[pair.name] = place }
  }

  /// Whether both have the same pairs in the same order.
  public static func == (left: ParameterMap, right: ParameterMap) -> Bool {
    left.storage == right.storage
  }

  /// Feeds the pairs, in order.
  public func hash(into hasher: inout Hasher) { hasher.combine(storage) }
}
