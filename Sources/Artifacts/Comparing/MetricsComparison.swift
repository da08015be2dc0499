extension Metrics {
  /// Each number by its name, then what was measured for the classes, then how many notes are not in both.
  public static func differences(from old: Metrics, to new: Metrics) -> [Finding] {
    let added = new.scalars.map(\.name).filter { old[$0] == nil }
    let scalars = (old.scalars.map(\.name) + added).compactMap {
      finding($0, from: old[$0], to: new[$0])
    }
    return scalars + classes(old.byClass, new.byClass) + notes(old.notes, new.notes)
  }

  private static func notes(_ old: [String], _ new: [String]) -> [Finding] {
    guard old != new else { return [] }
    let (gone, added) = (old.count { !new.contains($0) }, new.count { !old.contains($0) })
    let text =
      gone + added == 0
      ? "in another order" : "\(gone) only in the first, \(added) only in the second"
    return [
      Finding(
        "notes", text, ["only_in_first": .integer(gone), "only_in_second": .integer(added)])
    ]
  }

  private static func finding(_ name: String, from old: Double?, to new: Double?) -> Finding? {
    guard let old, let new else {
      let gone = old == nil ? "only in the second" : "only in the first"
      let value = (old ?? new).map(Exports.short) ?? ""
      return Finding(
        name, "\(value), \(gone)",
        ["from": old.map { .number($0) } ?? .null, "to": new.map { .number($0) } ?? .null])
    }
    guard old.bitPattern != new.bitPattern, !(old.isNaN && new.isNaN) else { return nil }
    let sign = new > old ? "+" : ""
    return Finding(
      name, "\(Exports.short(old)) → \(Exports.short(new)) (\(sign)\(Exports.short(new - old)))",
      ["from": .number(old), "to": .number(new), "difference": .number(new - old)])
  }

  private static func classes(_ old: ByClass?, _ new: ByClass?) -> [Finding] {
    guard let old, let new, old.classNames == new.classNames else {
      let names = (old?.classNames ?? [], new?.classNames ?? [])
      guard names.0 != names.1 else { return [] }
      func text(_ names: [String]) -> String {
        names.isEmpty ? "none" : names.joined(separator: ", ")
      }
      return [Finding("classes", from: text(names.0), to: text(names.1))]
    }
    let count = old.classNames.count
    var confusion = NumberDifferences()
    confusion.add(old.confusion.map(Double.init), new.confusion.map(Double.init))
    let counts = confusion.finding("confusion", "counts") { place in
      "true \(old.classNames[place / count]), predicted \(old.classNames[place % count])"
    }
    guard old.columns == new.columns else {
      let columns = Finding(
        "measures of classes", from: old.columns.joined(separator: ", "),
        to: new.columns.joined(separator: ", "))
      return [counts].compactMap { $0 } + [columns]
    }
    var measures = NumberDifferences()
    measures.add(old.values, new.values)
    let width = old.columns.count
    let changed = measures.finding("measures of classes", "measures") { place in
      "\(old.columns[place % width]) of \(old.classNames[place / width])"
    }
    return [counts, changed].compactMap { $0 }
  }
}
