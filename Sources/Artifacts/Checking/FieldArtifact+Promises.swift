extension FieldArtifact {
  /// A distance is nowhere negative, and zero at its sources.
  public func brokenPromises(_ origin: ArtifactOrigin) throws -> [String] {
    guard origin.kind.hasPrefix("geodesics.") || origin.kind == "points.geodesics",
      name == "distance", channels == 1
    else { return [] }
    if let vertex = values.firstIndex(where: { !($0 >= 0) }) {
      return ["the distance of vertex \(vertex) is \(values[vertex])"]
    }
    for source in origin.integers("sources") ?? [] {
      guard values.indices.contains(source) else {
        return ["source \(source) is beyond its \(values.count) vertices"]
      }
      if values[source] != 0 {
        return ["the distance of source \(source) is \(Exports.short(values[source])), not 0"]
      }
    }
    return []
  }
}
