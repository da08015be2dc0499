/// Named values in the order in which they were written; names are unique.
public struct ParameterMap: Hashable, Sendable {
  /// The names, in order.
  public private(set) var names: [String] = []
  private var values: [String: ParameterValue] = [:]

  /// An empty map.
  public init() {}

  /// A map of these pairs; of a name given twice the first place and the last value stand.
  public init(_ pairs: some Sequence<(String, ParameterValue)>) {
    for (name, value) in pairs { self[name] = value }
  }

  /// How many names there are.
  public var count: Int { names.count }

  /// Whether there is no name.
  public var isEmpty: Bool { names.isEmpty }

  /// The value under a name; setting nil removes it.
  ///
  /// A new name goes last.
  ///
  /// - Complexity: O(1), removal O(n).
  public subscript(name: String) -> ParameterValue? {
    get { values[name] }
    set {
      if let newValue {
        if values.updateValue(newValue, forKey: name) == nil { names.append(name) }
      } else if values.removeValue(forKey: name) != nil {
        names.removeAll { $0 == name }
      }
    }
  }

  /// The pairs in order.
  public var pairs: [(name: String, value: ParameterValue)] {
    names.compactMap { name in values[name].map { (name, $0) } }
  }
}
