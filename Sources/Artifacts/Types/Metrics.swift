public import Store

/// What an evaluation measured: named numbers, a confusion matrix, a table of rows by class, and notes.
///
/// Type `metrics`: `values` float64 [m] with `namesBytes`, `namesEnds`; with notes also `notesBytes`, `notesEnds`;
/// with classes also `classesBytes`,
/// `classesEnds`, `confusion` int64 [c, c], `classMetrics` float64 [c, q] with `columnsBytes`, `columnsEnds`.
public struct Metrics: Artifact, Equatable {
  /// Results by class.
  public struct ByClass: Sendable, Equatable {
    /// Names of the c classes.
    public let classNames: [String]
    /// Counts [c × c], row-major: rows are true classes, columns predicted ones.
    public let confusion: [Int]
    /// Names of the q measures of a class, for example `precision`, `recall`, `support`.
    public let columns: [String]
    /// Measures [c × q], row-major; NaN where one is undefined.
    public let values: [Double]

    /// Makes results by class.
    ///
    /// - Throws: `ArtifactError` when the sizes do not fit together.
    public init(classNames: [String], confusion: [Int], columns: [String], values: [Double])
      throws(ArtifactError)
    {
      let count = classNames.count
      guard confusion.count == count * count, values.count == count * columns.count else {
        throw ArtifactError(
          .invalid,
          "metrics of \(count) classes: \(confusion.count) confusion counts and \(values.count) values in \(columns.count) columns do not fit; give c × c and c × q"
        )
      }
      self.classNames = classNames
      self.confusion = confusion
      self.columns = columns
      self.values = values
    }
  }

  /// `metrics`, version 1.
  public static var artifactType: ArtifactType { ArtifactType("metrics", version: 1) }

  /// Named numbers in a stable order, for example `accuracy`; names are unique.
  public let scalars: [(name: String, value: Double)]
  /// Results by class, for classifications.
  public let byClass: ByClass?
  /// What stands behind the numbers, a line each: which elements they count, for example.
  public let notes: [String]

  /// Makes metrics.
  ///
  /// - Throws: `ArtifactError` when a name stands twice.
  public init(
    scalars: [(name: String, value: Double)], byClass: ByClass? = nil, notes: [String] = []
  ) throws(ArtifactError) {
    for (index, scalar) in scalars.enumerated()
    where scalars[..<index].contains(where: { $0.name == scalar.name }) {
      throw ArtifactError(.invalid, "metric \"\(scalar.name)\" stands twice; rename one")
    }
    self.scalars = scalars
    self.byClass = byClass
    self.notes = notes
  }

  /// Whether all numbers are the same, NaN equal to NaN.
  public static func == (left: Metrics, right: Metrics) -> Bool { left.json == right.json }

  /// The number of this name.
  public subscript(name: String) -> Double? { scalars.first { $0.name == name }?.value }

  /// Reads metrics; names, counts and sizes are checked.
  public init(from reader: ArtifactReader) throws {
    let stored = try StoredArrays(reader, Self.artifactType)
    let names = try stored.texts("names")
    let values = try stored.values("values", [names.count], as: Double.self)
    var byClass: ByClass?
    if stored.contains("confusion") {
      let classes = try stored.texts("classes")
      let columns = try stored.texts("columns")
      let counts = try stored.values(
        "confusion", [classes.count, classes.count], as: Int64.self)
      byClass = try ByClass(
        classNames: classes, confusion: counts.map(Int.init), columns: columns,
        values: try stored.values(
          "classMetrics", [classes.count, columns.count], as: Double.self))
    }
    let notes = stored.contains("notesBytes") ? try stored.texts("notes") : []
    try self.init(scalars: zip(names, values).map { ($0, $1) }, byClass: byClass, notes: notes)
  }

  /// Writes numbers, and notes and results by class when there are some.
  public func write(to writer: ArtifactWriter) throws {
    try writer.write("names", texts: scalars.map(\.name))
    try writer.write("values", scalars.map(\.value))
    if !notes.isEmpty { try writer.write("notes", texts: notes) }
    guard let byClass else { return }
    let count = byClass.classNames.count
    try writer.write("classes", texts: byClass.classNames)
    try writer.write("columns", texts: byClass.columns)
    try writer.write("confusion", byClass.confusion.map(Int64.init), shape: [count, count])
    try writer.write("classMetrics", byClass.values, shape: [count, byClass.columns.count])
  }

  /// For example `accuracy 0.8152, loss 0.6012; 7 classes`.
  public var artifactSummary: String {
    let numbers = scalars.prefix(8).map { "\($0.name) \(Exports.short($0.value))" }
    let classes = byClass.map {
      "; \(Exports.count($0.classNames.count, "class", plural: "classes"))"
    }
    return numbers.joined(separator: ", ") + (classes ?? "")
  }
}
