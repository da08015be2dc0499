extension FieldArtifact {
  /// The name, the number of vertices and channels, and values changed.
  public static func differences(from old: FieldArtifact, to new: FieldArtifact) -> [Finding] {
    var findings = old.name == new.name ? [] : [Finding("name", from: old.name, to: new.name)]
    findings += [
      Finding("vertices", from: old.count, to: new.count),
      Finding("channels", from: old.channels, to: new.channels),
    ].compactMap { $0 }
    guard old.count == new.count, old.channels == new.channels else { return findings }
    var values = NumberDifferences()
    values.add(old.values, new.values)
    let channels = new.channels
    let finding = values.finding("values", "values") { place in
      channels == 1 ? "vertex \(place)" : "vertex \(place / channels), channel \(place % channels)"
    }
    return findings + [finding].compactMap { $0 }
  }
}
