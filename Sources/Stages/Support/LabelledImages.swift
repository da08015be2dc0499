internal import Artifacts
internal import Geometry
internal import Models
internal import Numerics
internal import Pipeline

/// Images, and their labels where these are connected, from which data is made; the test part may have its own.
struct LabelledImages {
  /// Those of the port `images`, then those of `test_images`.
  let images: ImageStack
  /// A label of each; nil when none are connected.
  let labels: Labels?
  /// How many are not set aside for testing.
  let ownCount: Int

  /// The ports that ``init(_:)`` reads.
  ///
  /// - Parameter required: whether labels must be connected.
  static func ports(labelsRequired required: Bool) -> [InputPort] {
    [
      InputPort(
        "images", .artifacts(["array"]), .many, required: true,
        doc: "Images, [items, height, width, channels]; of several arrays, one after the other."),
      InputPort(
        "labels", .artifacts(["labels"]), .many, required: required,
        doc:
          "Labels of the images, an artifact for each array, from the same stage or of the same name."
      ),
      InputPort(
        "test_images", .artifacts(["array"]), .optional,
        doc:
          "Images that the test part is made of; when not connected, it is made of others of `images`."
      ),
      InputPort("test_labels", .artifacts(["labels"]), .optional, doc: "Their labels."),
    ]
  }

  /// What is wrong with what is connected.
  static func problems(_ invocation: StageInvocation) -> [StageProblem] {
    var problems: [StageProblem] = []
    let (images, labels) = (invocation.connections("images"), invocation.connections("labels"))
    if !labels.isEmpty, labels.count != images.count {
      problems.append(
        StageProblem(
          at: .input("labels"), "\(labels.count) labels are connected for \(images.count) arrays",
          remedy: "connect the labels of each"))
    }
    let hasTest = invocation.isConnected("test_images")
    if invocation.isConnected("test_labels") != (hasTest && !labels.isEmpty) {
      problems.append(
        StageProblem(
          at: hasTest ? .input("test_images") : .input("test_labels"),
          hasTest ? "has labels for one of both parts" : "has no images",
          remedy: "connect `test_images` and `test_labels` together, or neither"))
    }
    return problems
  }

  init(_ context: StageContext) throws {
    var parts = try context.readers("images").map {
      (name: $0.name, array: try NumberArray(from: $0.reader))
    }
    var labels = try context.readers("labels").map {
      (name: $0.name, labels: try Labels(from: $0.reader))
    }
    guard !parts.isEmpty else {
      throw StageInputError(
        "there are no images; connect `images`, [items, height, width, channels]")
    }
    if parts.count > 1 {
      for (part, label) in zip(parts, labels) where Self.stem(part.name) != Self.stem(label.name) {
        throw StageInputError(
          "the images '\(part.name)' would go with the labels '\(label.name)'; connect both from the "
            + "same stages, or give both the same names")
      }
    }
    if let test = try context.readIfConnected(NumberArray.self, "test_images") {
      parts.append(("test_images", test))
      if let known = try context.readIfConnected(Labels.self, "test_labels") {
        labels.append(("test_labels", known))
      }
      ownCount = parts.dropLast().reduce(0) { $0 + ($1.array.shape.first ?? 0) }
    } else {
      ownCount = parts.reduce(0) { $0 + ($1.array.shape.first ?? 0) }
    }
    images = try Self.stack(parts)
    self.labels = labels.isEmpty ? nil : try Self.joined(labels, parts)
  }

  /// The name of the stage in a reference to one of its outputs.
  private static func stem(_ name: String) -> Substring {
    name.lastIndex(of: ".").map { name[..<$0] } ?? name[...]
  }

  private static func stack(_ parts: [(name: String, array: NumberArray)]) throws -> ImageStack {
    var values: [Float] = []
    values.reserveCapacity(parts.reduce(0) { $0 + $1.array.count })
    for part in parts {
      let shape = part.array.shape
      guard shape.count == 4, !shape.contains(0) else {
        throw StageInputError(
          "'\(part.name)' has shape \(shape); connect images [items, height, width, channels]")
      }
      guard shape.dropFirst() == parts[0].array.shape.dropFirst() else {
        throw StageInputError(
          "'\(part.name)' has images \(shape[1]) × \(shape[2]) × \(shape[3]), '\(parts[0].name)' others "
            + "of shape \(parts[0].array.shape); connect images of one size")
      }
      values += part.array.floats
    }
    let shape = parts[0].array.shape
    return try ImageStack(values: values, height: shape[1], width: shape[2], channels: shape[3])
  }

  private static func joined(
    _ labels: [(name: String, labels: Labels)], _ parts: [(name: String, array: NumberArray)]
  ) throws -> Labels {
    var names: [String] = []
    for (part, label) in zip(parts, labels) {
      guard label.labels.count == part.array.shape[0] else {
        throw StageInputError(
          "'\(label.name)' has \(label.labels.count) labels for the \(part.array.shape[0]) images of "
            + "'\(part.name)'; connect the labels of these images")
      }
      // A part may lack the last classes, but the same number must mean the same class.
      let (short, long) =
        names.count < label.labels.classNames.count
        ? (names, label.labels.classNames) : (label.labels.classNames, names)
      guard long.starts(with: short) else {
        throw StageInputError(
          "'\(label.name)' has the classes \(label.labels.classNames.joined(separator: ", ")), where the "
            + "labels before it have \(names.joined(separator: ", ")); connect labels of the same classes"
        )
      }
      names = long
    }
    return try Labels(classes: labels.flatMap(\.labels.classes), classNames: names)
  }

  /// Draws different images for each part, from those set aside for testing where there are such.
  ///
  /// A size that is nil takes all that remain.
  func draw(
    train: Int?, validation: Int, test: Int?, seed: UInt64, kind: String
  ) throws -> (items: [Int], sizes: PartSizes) {
    var stream = RandomStream(seed: seed, kind, "order")
    let own = stream.permutation(ownCount)
    var aside = RandomStream(seed: seed, kind, "test order")
    let others = aside.permutation(images.count - ownCount)
    let hasOthers = ownCount < images.count
    let wantedTest = test ?? (hasOthers ? others.count : 0)
    let taken = validation + (hasOthers ? 0 : wantedTest)
    let sizes = PartSizes(
      train: train ?? max(0, ownCount - taken), validation: validation, test: wantedTest)
    guard sizes.train > 0, sizes.train + taken <= ownCount else {
      let whole =
        hasOthers
        ? "\(sizes.train) + \(validation)" : "\(sizes.train) + \(validation) + \(wantedTest)"
      throw StageInputError(
        "there are \(ownCount) images for parts of \(whole); connect more images or make `train`, "
          + "`validation` or `test` smaller")
    }
    guard !hasOthers || wantedTest <= others.count else {
      throw StageInputError(
        "`test_images` has \(others.count) images for a test part of \(wantedTest); make `test` smaller"
      )
    }
    let tested =
      hasOthers
      ? others.prefix(wantedTest).map { ownCount + $0 }
      : Array(own[(sizes.train + validation)..<(sizes.train + taken)])
    return (Array(own.prefix(sizes.train + validation)) + tested, sizes)
  }

  /// The labels of the drawn images, in their order.
  func labels(of items: [Int]) throws -> Labels? {
    try labels.map { known in
      try Labels(classes: items.map { known.classes[$0] }, classNames: known.classNames)
    }
  }
}
