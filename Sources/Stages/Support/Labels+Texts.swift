internal import Models

extension Labels {
  /// Classes from their names, one an item; nil is hidden.
  ///
  /// Classes are ordered by number where all names are whole numbers, by text otherwise.
  init(texts: [String?]) throws {
    let unique = Set(texts.compactMap(\.self))
    let numbers = unique.compactMap { Int($0) }
    let names =
      numbers.count == unique.count
      ? unique.sorted { (Int($0) ?? 0, $0) < (Int($1) ?? 0, $1) } : unique.sorted()
    let index = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, Int32($0)) })
    let classes = texts.map { text in text.flatMap { index[$0] } ?? Labels.hidden }
    try self.init(classes: classes, classNames: names)
  }
}
