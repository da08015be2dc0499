/// How well parts of shapes (or regions of images) are found: intersection over union.
public struct SegmentationMetrics: Hashable, Sendable {
  /// Points counted of each pair of classes, over all shapes.
  private let confusion: [[Int]]
  /// The mean intersection over union of each shape, in their order; nil for one without labelled points.
  public let perShape: [Double?]

  /// Measures predicted classes of the points of shapes.
  ///
  /// - Parameters:
  ///   - predictions: one class a point.
  ///   - labels: one a point; points without label do not count.
  ///   - shapes: where each shape's points end, ascending, the last the number of points; nil for one shape.
  ///   - parts: for each shape the classes that such shapes have: of these one that is neither in the shape nor predicted
  ///     counts as found, as in ShapeNet's part benchmark (Yi et al., 2016). Without, the classes that are in the shape or
  ///     predicted count.
  /// - Throws: `ModelError` with code `labels` if numbers of points differ, with code `evaluation` for a prediction that is
  ///   no class, or shapes or parts that do not fit.
  public init(
    predictions: [Int32], labels: Labels, shapes: [Int]? = nil, parts: [[Int]]? = nil
  ) throws(ModelError) {
    _ = try labels.counted(nil, predictions: predictions.count)
    let classes = labels.classCount
    let ends = shapes ?? [predictions.count]
    guard zip(ends, ends.dropFirst()).allSatisfy({ $0 <= $1 }), (ends.first ?? 0) >= 0,
      (ends.last ?? 0) == predictions.count
    else {
      throw ModelError(
        .evaluation,
        "the shapes' points do not end in ascending order at \(predictions.count), the number of points"
      )
    }
    guard parts == nil || parts?.count == ends.count,
      (parts ?? []).joined().allSatisfy({ (0..<classes).contains($0) })
    else {
      throw ModelError(
        .evaluation,
        "the parts are not a list of classes below \(classes) for each of \(ends.count) shapes")
    }
    var total = Self.empty(classes)
    var perShape: [Double?] = []
    var start = 0
    for (shape, end) in ends.enumerated() {
      var counts = Self.empty(classes)
      for point in start..<end where labels.classes[point] >= 0 {
        let guess = Int(predictions[point])
        guard (0..<classes).contains(guess) else {
          throw ModelError(
            .evaluation, "point \(point) is predicted as class \(guess), of \(classes)")
        }
        counts[Int(labels.classes[point])][guess] += 1
        total[Int(labels.classes[point])][guess] += 1
      }
      let hasPoints = counts.contains { $0.contains { $0 > 0 } }
      let overlaps =
        parts.map { $0[shape].map { Self.overlap(counts, $0) ?? 1 } }
        ?? (0..<classes).map { Self.overlap(counts, $0) }
      perShape.append(hasPoints ? Self.mean(overlaps) : nil)
      start = end
    }
    confusion = total
    self.perShape = perShape
  }

  /// The intersection over union of each class over all points, TP / (TP + FP + FN); nil for a class that is neither there
  /// nor predicted.
  public var perClass: [Double?] { confusion.indices.map { Self.overlap(confusion, $0) } }

  /// The mean over the classes that are there or predicted; nil without points.
  public var meanOverClasses: Double? { Self.mean(perClass) }

  /// The mean over the shapes that have points; nil without any.
  public var meanOverShapes: Double? { Self.mean(perShape) }

  private static func empty(_ classes: Int) -> [[Int]] {
    Array(repeating: Array(repeating: 0, count: classes), count: classes)
  }

  private static func overlap(_ confusion: [[Int]], _ index: Int) -> Double? {
    let row = confusion[index].reduce(0, +)
    let column = confusion.reduce(0) { $0 + $1[index] }
    let union = row + column - confusion[index][index]
    return union == 0 ? nil : Double(confusion[index][index]) / Double(union)
  }

  private static func mean(_ values: [Double?]) -> Double? {
    let defined = values.compactMap { $0 }
    return defined.isEmpty ? nil : defined.reduce(0, +) / Double(defined.count)
  }
}
