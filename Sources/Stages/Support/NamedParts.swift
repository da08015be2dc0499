/// What is connected to a port that takes many, by the name that the pipeline gives: one artifact, or one an item of a batch.
struct NamedParts<Value> {
  /// One name: its values by item, or a single one with no item.
  struct Part {
    let name: String
    var values: [(item: String?, value: Value)]

    /// The names of its items, in order; nil where it has a single value.
    var items: [String]? { values.first?.item == nil ? nil : values.compactMap(\.item) }
  }

  /// In the order of the names.
  private(set) var parts: [Part] = []

  /// Sorts what is connected.
  ///
  /// - Parameters:
  ///   - connected: names as the engine gives them: `name/item` of a gathered batch, `item` where the pipeline gives no name.
  ///   - known: the names that may stand before a slash; nil allows any.
  ///   - whole: the name of a batch that was connected without one; nil where items always have a name before them.
  init(_ connected: [(name: String, value: Value)], known: Set<String>?, whole: String?) {
    for (name, value) in connected {
      let slash = name.firstIndex(of: "/")
      let prefix = slash.map { String(name[..<$0]) }
      if let slash, let prefix, known?.contains(prefix) ?? (whole == nil) {
        add(prefix, String(name[name.index(after: slash)...]), value)
      } else if let whole {
        add(whole, name, value)
      } else {
        add(name, nil, value)
      }
    }
  }

  private mutating func add(_ name: String, _ item: String?, _ value: Value) {
    if let index = parts.firstIndex(where: { $0.name == name }) {
      parts[index].values.append((item, value))
    } else {
      parts.append(Part(name: name, values: [(item, value)]))
    }
  }
}
