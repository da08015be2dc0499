internal import Artifacts
internal import Models
internal import Pipeline

/// What a split is drawn from: targets, and the items whose points they belong to.
struct SplitTargets {
  /// Classes or numbers, one a row.
  let targets: Targets
  /// Where the rows of each item begin, and the last end; nil where an item has one row.
  let offsets: [Int]?
  /// The class by which each item is drawn; all alike where items have none of their own.
  let items: Labels

  /// Reads the stage's labels or targets.
  init(_ context: StageContext) throws {
    guard !context.isConnected(ModelPorts.targets.name) else {
      let values = try ModelPorts.targetValues(context)
      targets = .values(values)
      let points = values.pointsPerItem
      offsets = points == 1 ? nil : (0...values.count / points).map { $0 * points }
      items = try Self.alike(
        (0..<values.count / points).map { values.isHidden(Int32($0 * points)) })
      return
    }
    let parts = try context.readers("labels").map {
      (name: $0.name, labels: try Labels(from: $0.reader))
    }
    let labels = try Self.joined(parts)
    targets = .classes(labels)
    guard parts.count > 1, parts.contains(where: { $0.labels.count != 1 }) else {
      offsets = nil
      items = labels
      return
    }
    offsets = parts.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.labels.count) }
    items = try Self.alike(
      parts.map { part in part.labels.classes.allSatisfy { $0 == Labels.hidden } })
  }

  /// Items of one class, so that the parts are drawn from them alike; hidden ones stay outside.
  private static func alike(_ isHidden: [Bool]) throws -> Labels {
    try Labels(classes: isHidden.map { $0 ? Labels.hidden : 0 }, classNames: ["all"])
  }

  private static func joined(_ parts: [(name: String, labels: Labels)]) throws -> Labels {
    guard parts.count > 1, let first = parts.first else { return parts[0].labels }
    for part in parts where part.labels.classNames != first.labels.classNames {
      throw StageInputError(
        "the labels of '\(part.name)' have classes \(part.labels.classNames), those of '\(first.name)' "
          + "\(first.labels.classNames); give all items the same classes")
    }
    return try Labels(
      classes: parts.flatMap(\.labels.classes), classNames: first.labels.classNames)
  }
}
