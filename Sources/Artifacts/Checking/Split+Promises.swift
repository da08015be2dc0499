public import Models

extension Split {
  /// The parts have no item in common, which reading has checked, and fit the labels that were split.
  public func brokenPromises(_ origin: ArtifactOrigin) throws -> [String] {
    // Labels of many items are gathered from an artifact each.
    guard let connected = origin.inputs("labels"), !connected.isEmpty,
      let labels = try? connected.map({ try Labels(from: $0) })
    else { return [] }
    let count = labels.reduce(0) { $0 + $1.classes.count }
    for (part, items) in [("train", train), ("validation", validation), ("test", test)] {
      if let last = items.last, Int(last) >= count {
        return ["the \(part) part has item \(last), but there are \(count) labels"]
      }
    }
    return []
  }
}
