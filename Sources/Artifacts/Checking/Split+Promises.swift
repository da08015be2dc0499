public import Models

extension Split {
  /// The parts have no item in common, which reading has checked, and fit the labels that were split.
  public func brokenPromises(_ origin: ArtifactOrigin) throws -> [String] {
    guard let labels = origin.input("labels").flatMap({ try? Labels(from: $0) }) else { return [] }
    for (part, items) in [("train", train), ("validation", validation), ("test", test)] {
      if let last = items.last, Int(last) >= labels.classes.count {
        return ["the \(part) part has item \(last), but there are \(labels.classes.count) labels"]
      }
    }
    return []
  }
}
