public import Models

extension Labels {
  /// Classes by name, and items whose class, compared by name, is another.
  public static func differences(from old: Labels, to new: Labels) -> [Finding] {
    var findings = [Finding("items", from: old.count, to: new.count)].compactMap { $0 }
    if old.classNames != new.classNames {
      let added = new.classNames.filter { !old.classNames.contains($0) }
      let removed = old.classNames.filter { !new.classNames.contains($0) }
      let parts =
        (added.isEmpty ? [] : ["added \(added.joined(separator: ", "))"])
        + (removed.isEmpty ? [] : ["removed \(removed.joined(separator: ", "))"])
      findings.append(
        Finding(
          "classes", parts.isEmpty ? "in another order" : parts.joined(separator: "; "),
          [
            "added": .array(added.map { .string($0) }),
            "removed": .array(removed.map { .string($0) }),
          ]))
    }
    func name(_ labels: Labels, _ item: Int) -> String {
      labels.classes[item] < 0 ? "hidden" : labels.classNames[Int(labels.classes[item])]
    }
    var moves = Moves()
    for item in 0..<min(old.count, new.count) { moves.add(name(old, item), name(new, item)) }
    return findings + [moves.finding("labels", "items")].compactMap { $0 }
  }
}
