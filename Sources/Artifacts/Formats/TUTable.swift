import Geometry

/// Labels and attributes of nodes or edges.
struct TUTable {
  let labels: NumberRows<Int>?
  let attributes: NumberRows<Double>?
  /// The rows that count, in their order; all when nil.
  private let order: [Int32]?

  init(labels: NumberRows<Int>?, attributes: NumberRows<Double>?) {
    self.init(labels, attributes, nil)
  }

  private init(_ labels: NumberRows<Int>?, _ attributes: NumberRows<Double>?, _ order: [Int32]?) {
    self.labels = labels
    self.attributes = attributes
    self.order = order
  }

  /// The rows of each file, and its name.
  var sizes: [(rows: Int, file: String)] {
    [labels.map { ($0.count, $0.source.name) }, attributes.map { ($0.count, $0.source.name) }]
      .compactMap(\.self)
  }

  /// Refuses labels that 32 bits do not hold.
  func checkLabels() throws(FormatError) {
    guard let labels else { return }
    if let bad = labels.values.firstIndex(where: { Int32(exactly: $0) == nil }) {
      throw labels.error(
        row: bad / labels.width, "the label \(labels.values[bad]) exceeds 32 bits",
        "renumber the labels")
    }
  }

  /// The same table with these rows alone, in this order.
  func rows(_ order: [Int32]) -> TUTable { TUTable(labels, attributes, order) }

  /// Whether two rows hold the same.
  func areEqual(_ one: Int, _ other: Int) -> Bool {
    func isSame<Value: Equatable>(_ table: NumberRows<Value>?) -> Bool {
      guard let table else { return true }
      return (0..<table.width).allSatisfy {
        table.values[one * table.width + $0] == table.values[other * table.width + $0]
      }
    }
    return isSame(labels) && isSame(attributes)
  }

  /// The labels as they are.
  var labelRows: GraphCollection.Rows<Int32>? {
    labels.map { table in
      let chosen = chosen(table)
      return .init(width: table.width, values: chosen.map { Int32(truncatingIfNeeded: $0) })
    }
  }

  /// The features that are asked for; nil where that is none.
  ///
  /// - Throws: `FormatError` when labels are too many for unit vectors.
  func features(
    _ features: TUDataset.Features
  ) throws(FormatError) -> GraphCollection.Rows<Double>? {
    switch features {
    case .none: return nil
    case .labels: return try units()
    case .attributes: return attributeRows
    case .both:
      let units = try units()
      guard let left = attributeRows else { return units }
      guard let right = units else { return left }
      var values: [Double] = []
      values.reserveCapacity(left.values.count + right.values.count)
      for row in 0..<left.values.count / left.width {
        values += left.values[row * left.width..<(row + 1) * left.width]
        values += right.values[row * right.width..<(row + 1) * right.width]
      }
      return .init(width: left.width + right.width, values: values)
    }
  }

  private var attributeRows: GraphCollection.Rows<Double>? {
    attributes.map { .init(width: $0.width, values: chosen($0)) }
  }

  /// The most numbers that unit vectors may take, 2 GiB of them.
  private static let mostUnits = 1 << 28

  /// Labels as unit vectors, for each column of labels one column for each label that the file has, in their order.
  private func units() throws(FormatError) -> GraphCollection.Rows<Double>? {
    guard let labels else { return nil }
    var places: [[Int: Int]] = []
    var width = 0
    for column in 0..<labels.width {
      let found = Set(
        stride(from: column, to: labels.values.count, by: labels.width).map { labels.values[$0] })
      places.append(
        Dictionary(
          uniqueKeysWithValues: found.sorted().enumerated().map { ($1, width + $0) }))
      width += found.count
    }
    guard width <= Self.mostUnits / max(labels.count, 1) else {
      throw FormatError(
        .unsupported, file: labels.source.name,
        problem: "has \(width) labels in \(labels.count) lines, too many for unit vectors",
        remedy: "set the features to attributes or none; labels are kept beside them")
    }
    let chosen = chosen(labels)
    var values = [Double](repeating: 0, count: chosen.count / labels.width * width)
    for (index, label) in chosen.enumerated() {
      guard let place = places[index % labels.width][label] else { continue }
      values[index / labels.width * width + place] = 1
    }
    return .init(width: width, values: values)
  }

  private func chosen<Value>(_ table: NumberRows<Value>) -> [Value] {
    guard let order else { return table.values }
    return order.flatMap { row in
      table.values[Int(row) * table.width..<(Int(row) + 1) * table.width]
    }
  }
}
