internal import Artifacts
internal import Geometry
internal import Models
internal import Numerics
internal import Pipeline

/// `make.digit_sums`: sets of pictures of digits, and their sums.
enum MakeDigitSums: StageKind {
  static let name = "make.digit_sums"
  static let version = 1
  static let summary = """
    Sets of pictures of digits, whose sum is asked for; test sets may be larger than any that was trained on \
    (Zaheer et al. 2017).
    """
  static let inputs = LabelledImages.ports(labelsRequired: true)
  static let outputs = [
    OutputPort(
      "sets", "graphs",
      doc: """
        A set an item, as a graph without edges: a node a picture, its pixels row by row as features. The training \
        part, then validation and test.
        """),
    OutputPort("targets", "array", doc: "Float32 [items, 1]: the sum of each set's labels."),
    OutputPort("split", "split", doc: "The items of each part."),
    OutputPort("sizes", "array", doc: "Int32 [items]: how many pictures each set has."),
  ]
  static let parameters =
    PartSizes.declarations(train: 10_000, validation: 1_000, test: 1_000, unit: "sets") + [
      ParameterDeclaration(
        "sizes", .list(of: .integer(1...10_000)), default: [1, 10], unit: "pictures",
        doc: "Sets that train and validate have a size between these two, all equally likely."),
      ParameterDeclaration(
        "test_sizes", .list(of: .integer(1...10_000)),
        default: [5, 10, 15, 20, 25, 30, 35, 40, 45, 50], unit: "pictures",
        doc: "Sizes of the sets that test, in turn."),
      ParameterDeclaration(
        "reduce", .integer(1...1_024), default: 2, unit: "pixels",
        doc:
          "The mean of windows of so many pixels a side takes their place; 1 leaves pictures as they are."
      ),
    ]
  static let isSeeded = true

  static func check(_ invocation: StageInvocation) -> [StageProblem] {
    let parameters = invocation.parameters
    var problems = LabelledImages.problems(invocation)
    let sizes = parameters.integers("sizes")
    if sizes.count != 2 || sizes[0] > sizes[1] {
      problems.append(
        .parameter(
          "sizes", message: "are the smallest and the largest size", remedy: "write [1, 10]"))
    }
    if parameters.integers("test_sizes").isEmpty {
      problems.append(
        .parameter("test_sizes", message: "needs at least one size", remedy: "write [10, 50]"))
    }
    return problems
  }

  static func run(_ context: StageContext) throws {
    let parameters = context.parameters
    let source = try LabelledImages(context)
    let (parts, factor) = (PartSizes(parameters), parameters.integer("reduce"))
    let digits = try digits(of: source)
    let sizes = setSizes(parts, context)
    let offsets = sizes.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
    let images = try source.images.reduced(by: factor)
    let pictures = try pictures(source, parts, sizes, seed: context.seed)
    let features = images.images(at: pictures).values.map { Double($0) }
    let sums = sizes.indices.map { item in
      pictures[offsets[item]..<offsets[item + 1]].reduce(0.0) { $0 + digits[$1] }
    }
    try context.write(
      GraphCollection(
        nodeOffsets: offsets, edgeOffsets: [Int](repeating: 0, count: offsets.count), edges: [],
        attributes: .init(nodeFeatures: .init(width: images.imageSize, values: features))),
      to: "sets")
    try context.write(NumberArray(sums.map { Float($0) }, shape: [sums.count, 1]), to: "targets")
    try context.write(parts.split(), to: "split")
    try context.write(NumberArray(sizes.map { Int32($0) }), to: "sizes")
  }

  /// The number that each image shows.
  private static func digits(of source: LabelledImages) throws -> [Double] {
    guard let labels = source.labels else {
      throw StageInputError("sums need numbers to add; connect the `labels` of the images")
    }
    let numbers = try labels.classNames.map { name in
      guard let number = Double(name), number.isFinite else {
        throw StageInputError(
          "the class '\(name)' is no number; sums need labels that are, such as those of digits")
      }
      return number
    }
    return try labels.classes.enumerated().map { item, label in
      guard label >= 0 else {
        throw StageInputError("image \(item) has a hidden label; connect the labels of all images")
      }
      return numbers[Int(label)]
    }
  }

  /// Pictures of each set.
  private static func setSizes(_ parts: PartSizes, _ context: StageContext) -> [Int] {
    let bounds = context.parameters.integers("sizes")
    let tested = context.parameters.integers("test_sizes")
    var stream = RandomStream(seed: context.seed, name, "sizes")
    return (0..<parts.train + parts.validation).map { _ in
      bounds[0] + stream.below(bounds[1] - bounds[0] + 1)
    } + (0..<parts.test).map { tested[$0 % tested.count] }
  }

  /// The image of every picture of every set; each part shows images of its own, so that none is known from training.
  private static func pictures(
    _ source: LabelledImages, _ parts: PartSizes, _ sizes: [Int], seed: UInt64
  ) throws -> [Int] {
    var order = RandomStream(seed: seed, name, "order")
    let own = order.permutation(source.ownCount)
    let hasOthers = source.ownCount < source.images.count
    let tested = parts.test == 0 || hasOthers ? 0 : max(1, own.count / 5)
    let validated = parts.validation == 0 ? 0 : max(1, own.count / 10)
    guard tested + validated < own.count else {
      throw StageInputError(
        "\(own.count) images are too few for parts with images of their own; connect more of them")
    }
    let others = (source.ownCount..<source.images.count).map(\.self)
    let pools = [
      (parts.train, own[(tested + validated)...]),
      (parts.validation, own[tested..<tested + validated]),
      (parts.test, hasOthers ? others[...] : own[..<tested]),
    ]
    var stream = RandomStream(seed: seed, name, "pictures")
    var pictures: [Int] = []
    pictures.reserveCapacity(sizes.reduce(0, +))
    var item = 0
    for (count, pool) in pools {
      for size in sizes[item..<item + count] {
        for _ in 0..<size { pictures.append(pool[pool.startIndex + stream.below(pool.count)]) }
      }
      item += count
    }
    return pictures
  }
}
