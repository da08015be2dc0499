/// One class an item (a node, an image), or −1 where it is hidden, with the names of the classes.
public struct Labels: Hashable, Sendable {
  /// The class that stands for "hidden".
  public static let hidden: Int32 = -1

  /// One index into `classNames` an item; −1 is hidden.
  public let classes: [Int32]
  /// Names of the classes, unique, in the order of their indices.
  public let classNames: [String]

  /// Makes labels.
  ///
  /// - Throws: `ModelError` with code `labels` if an index is neither −1 nor a class, or a name comes twice.
  public init(classes: [Int32], classNames: [String]) throws(ModelError) {
    if let item = classes.firstIndex(where: { $0 < -1 || Int($0) >= classNames.count }) {
      throw ModelError(
        .labels,
        "item \(item) has class \(classes[item]); classes are 0…\(classNames.count - 1), hidden is −1"
      )
    }
    guard Set(classNames).count == classNames.count else {
      throw ModelError(.labels, "two classes have the same name; class names must be unique")
    }
    self.classes = classes
    self.classNames = classNames
  }

  /// Number of items.
  public var count: Int { classes.count }

  /// Number of classes.
  public var classCount: Int { classNames.count }

  /// The same labels with those of the given items hidden; indices out of range are ignored.
  public func hiding(_ items: [Int32]) -> Labels {
    var classes = classes
    for item in items where classes.indices.contains(Int(item)) { classes[Int(item)] = Self.hidden }
    return Labels(unchecked: classes, classNames)
  }

  /// The same labels with all hidden but those of the given items; indices out of range are ignored.
  public func keeping(_ items: [Int32]) -> Labels {
    var kept = [Int32](repeating: Self.hidden, count: count)
    for item in items where classes.indices.contains(Int(item)) {
      kept[Int(item)] = classes[Int(item)]
    }
    return Labels(unchecked: kept, classNames)
  }

  private init(unchecked classes: [Int32], _ classNames: [String]) {
    self.classes = classes
    self.classNames = classNames
  }
}
