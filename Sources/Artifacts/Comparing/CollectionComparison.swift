public import Store

/// How two collections of artifacts differ, item by item: what a stage made for each item of a batch, or in each variant.
public struct CollectionComparison: Sendable {
  /// One of the two.
  public struct Side: Sendable {
    /// What opens its artifacts.
    public let files: ObjectFiles
    /// The artifact of each item; nil where the item has none yet.
    public let items: [(name: String, artifact: ArtifactReference?)]

    /// A collection; of items of one name the first counts.
    public init(files: ObjectFiles, items: [(name: String, artifact: ArtifactReference?)]) {
      self.files = files
      self.items = items
    }
  }

  /// What became of an item.
  public enum Status: String, Sendable, CaseIterable {
    /// Both have the same content, bit for bit.
    case same
    /// They differ.
    case changed
    /// Both collections have the item, but one of them, or neither, has its artifact.
    case missing
    /// The first collection alone has the item.
    case onlyInFirst = "only_in_first"
    /// The second collection alone has the item.
    case onlyInSecond = "only_in_second"
  }

  /// An item of one of the collections, or of both.
  public struct Item: Sendable {
    /// Its name.
    public let name: String
    /// What became of it.
    public let status: Status
    /// The digest in the first collection.
    public let old: Digest?
    /// The digest in the second collection.
    public let new: Digest?
    /// How the two differ, where they do.
    public let comparison: ArtifactComparison?
  }

  /// The arrays of one name in all items that changed.
  public struct ArraySummary: Sendable {
    /// The array's name.
    public let name: String
    /// In how many items it differs.
    public let items: Int
    /// In how many of those its type or shape does, or one has no such array.
    public let reshaped: Int
    /// The largest relative difference.
    public let largestRelative: ArrayComparison.Extreme?
    /// The item that has it.
    public let item: String?
  }

  /// All items, in the order of the first collection, those of the second alone behind.
  public let items: [Item]

  /// Compares what both have of each item; where the digests are the same, nothing is read.
  ///
  /// - Throws: `StoreError` with the item's name when an artifact is missing or damaged.
  /// - Complexity: O(bytes of what differs); holds two artifacts at a time.
  public init(_ left: Side, _ right: Side) throws {
    let others = Dictionary(right.items.map { ($0.name, $0.artifact) }) { first, _ in first }
    var seen: Set<String> = []
    var items: [Item] = []
    for (name, old) in left.items where seen.insert(name).inserted {
      guard let new = others[name] else {
        items.append(
          Item(name: name, status: .onlyInFirst, old: old?.digest, new: nil, comparison: nil))
        continue
      }
      items.append(try Self.item(name, (left.files, old), (right.files, new)))
    }
    for (name, new) in right.items where seen.insert(name).inserted {
      items.append(
        Item(name: name, status: .onlyInSecond, old: nil, new: new?.digest, comparison: nil))
    }
    self.items = items
  }

  private typealias Place = (files: ObjectFiles, artifact: ArtifactReference?)

  private static func item(_ name: String, _ left: Place, _ right: Place) throws -> Item {
    guard let old = left.artifact, let new = right.artifact else {
      return Item(
        name: name, status: .missing, old: left.artifact?.digest, new: right.artifact?.digest,
        comparison: nil)
    }
    guard old.digest != new.digest else {
      return Item(name: name, status: .same, old: old.digest, new: new.digest, comparison: nil)
    }
    do {
      let comparison = try ArtifactComparison(left.files.open(old), right.files.open(new))
      return Item(
        name: name, status: .changed, old: old.digest, new: new.digest, comparison: comparison)
    } catch let error as StoreError {
      throw StoreError(
        error.code, "item '\(name)': \(error.message)", digest: error.digest, array: error.array,
        chunk: error.chunk)
    }
  }

  /// Whether both have the same items, and of each the same content, bit for bit.
  public var isEqual: Bool { items.allSatisfy { $0.status == .same } }

  /// How many items have a status.
  public func count(_ status: Status) -> Int { items.count { $0.status == status } }

  /// The items that changed, worst first: those that cannot be compared number by number, then by the largest
  /// relative difference of a number.
  public var changed: [Item] {
    items.compactMap { item in item.comparison.map { (item, $0.severity) } }
      .sorted { $0.1 != $1.1 ? $0.1 > $1.1 : $0.0.name < $1.0.name }.map(\.0)
  }

  /// The arrays that differ in any item, the largest relative difference first.
  public var arrays: [ArraySummary] {
    var names: [String] = []
    var found: [String: [(item: String, array: ArrayComparison)]] = [:]
    for item in items {
      for array in item.comparison?.arrays ?? [] {
        if found[array.name] == nil { names.append(array.name) }
        found[array.name, default: []].append((item.name, array))
      }
    }
    let summaries = names.map { name -> ArraySummary in
      let all = found[name] ?? []
      let worst = all.max {
        ($0.array.largestRelative?.value ?? -1) < ($1.array.largestRelative?.value ?? -1)
      }
      let largest = worst?.array.largestRelative
      return ArraySummary(
        name: name, items: all.count, reshaped: all.count { $0.array.old != $0.array.new },
        largestRelative: largest, item: largest == nil ? nil : worst?.item)
    }
    return summaries.sorted {
      ($0.largestRelative?.value ?? .infinity) > ($1.largestRelative?.value ?? .infinity)
    }
  }

  /// The comparison as a JSON object, every item with all that is known of it.
  public var json: JSON {
    .object([
      ("equal", .boolean(isEqual)), ("items", .integer(items.count)),
      (
        "counts", .object(Status.allCases.map { ($0.rawValue, .integer(count($0))) })
      ),
      (
        "arrays",
        .array(
          arrays.map { array in
            .object([
              ("name", .string(array.name)), ("items", .integer(array.items)),
              ("reshaped", .integer(array.reshaped)),
              ("largest_relative", array.largestRelative.map { .number($0.value) } ?? .null),
              ("item", array.item.map { .string($0) } ?? .null),
            ])
          })
      ),
      ("changed", .array(changed.map(Self.json))),
      ("others", .array(items.filter { $0.status != .changed }.map(Self.json))),
    ])
  }

  private static func json(_ item: Item) -> JSON {
    var members: [(String, JSON)] = [
      ("item", .string(item.name)), ("status", .string(item.status.rawValue)),
      ("from", item.old.map { .string($0.hex) } ?? .null),
      ("to", item.new.map { .string($0.hex) } ?? .null),
    ]
    if let comparison = item.comparison { members.append(("comparison", comparison.json)) }
    return .object(members)
  }
}

extension ArtifactComparison {
  /// How much differs: the largest relative difference of a number, infinite where something has no counterpart.
  public var severity: Double {
    let hasOther = arrays.contains { $0.old != $0.new || $0.notFinite > 0 }
    guard old.type == new.type, problem == nil, !hasOther else { return .infinity }
    return arrays.compactMap(\.largestRelative?.value).max() ?? 0
  }
}
