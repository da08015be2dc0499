public import Models

extension Split {
  /// Items that are in another part, or take part no longer.
  public static func differences(from old: Split, to new: Split) -> [Finding] {
    let (before, after) = (parts(of: old), parts(of: new))
    var moves = Moves()
    for item in Set(before.keys).union(after.keys) {
      moves.add(before[item] ?? "none", after[item] ?? "none")
    }
    return [moves.finding("items", "items")].compactMap { $0 }
  }

  private static func parts(of split: Split) -> [Int32: String] {
    var parts: [Int32: String] = [:]
    for item in split.train { parts[item] = "train" }
    for item in split.validation { parts[item] = "validation" }
    for item in split.test { parts[item] = "test" }
    return parts
  }
}
