public import Autodiff

/// The sizes that a model was built for: with the description and the parameters, all that a trained model is.
public struct InputSignature: Hashable, Sendable {
  /// Number of channels of each input field, by name, in the description's order.
  public let channels: [Entry]
  /// Height and width of the images, on a grid or on the sphere; empty elsewhere.
  public let gridShape: [Int]
  /// Names of the classes; empty where numbers are predicted.
  public let classNames: [String]
  /// Numbers predicted of each item; nil where classes are.
  public let targetCount: Int?

  /// Whether the predicted numbers are probabilities: the model's output through the logistic function, as it was trained by
  /// binary cross-entropy.
  public let isLogistic: Bool

  /// The channels of one field.
  public struct Entry: Hashable, Sendable {
    /// Name of the field.
    public let field: String
    /// Numbers a point: channels times the numbers of one.
    public let channels: Int

    /// Makes an entry.
    public init(_ field: String, _ channels: Int) {
      self.field = field
      self.channels = channels
    }
  }

  /// Makes a signature.
  public init(
    channels: [Entry], gridShape: [Int], classNames: [String], targetCount: Int? = nil,
    isLogistic: Bool = false
  ) {
    self.channels = channels
    self.gridShape = gridShape
    self.classNames = classNames
    self.targetCount = targetCount
    self.isLogistic = isLogistic
  }

  /// The signature of data that a model is to be built for.
  ///
  /// - Throws: `ModelError` with code `data` if a declared field is missing or malformed.
  public init(
    of input: ModelInput, classNames: [String], for description: ModelDescription
  ) throws(ModelError) {
    try self.init(of: input, classNames: classNames, targetCount: nil, for: description)
  }

  /// The signature of data and targets that a model is to be built for.
  ///
  /// - Parameter isLogistic: whether numbers are predicted as probabilities.
  /// - Throws: `ModelError` with code `data` if a declared field is missing or malformed.
  public init(
    of input: ModelInput, targets: Targets, for description: ModelDescription,
    isLogistic: Bool = false
  ) throws(ModelError) {
    switch targets {
    case .classes(let labels):
      try self.init(
        of: input, classNames: labels.classNames, targetCount: nil, for: description)
    case .values(let values):
      try self.init(
        of: input, classNames: [], targetCount: values.outputCount, for: description,
        isLogistic: isLogistic)
    }
  }

  private init(
    of input: ModelInput, classNames: [String], targetCount: Int?,
    for description: ModelDescription, isLogistic: Bool = false
  ) throws(ModelError) {
    let input = try input.flattened(for: description)
    let joined = try input.joined(for: description)
    let entries = description.inputs.compactMap { field in
      input.fields[field.name]?.shape.last.map { Entry(field.name, $0) }
    }
    self.init(
      channels: entries,
      gridShape: description.domain.isSampledOnGrid ? Array(joined.shape[1...2]) : [],
      classNames: classNames, targetCount: targetCount, isLogistic: isLogistic)
  }

  /// The numbers that an output of the model, `[items, targets]`, stands for.
  public func numbers(from output: Tensor<Float>) -> Tensor<Float> {
    isLogistic ? Tape(recording: false).constant(output).sigmoid().value : output
  }

  /// Numbers that the model's last block must hand on for each item.
  public var outputCount: Int { targetCount ?? classNames.count }

  /// Numbers a point of some inputs together; nil if one is not known.
  public func width(of fields: [InputField]) -> Int? {
    let found = fields.compactMap { field in channels.first { $0.field == field.name }?.channels }
    return found.count == fields.count ? found.reduce(0, +) : nil
  }

  /// The signature as a value of the model language; `InputSignature(value)` gives it back.
  public var value: ModelValue {
    .map(
      [
        .init("channels", .map(channels.map { .init($0.field, .integer($0.channels)) })),
        .init("gridShape", .list(gridShape.map { .integer($0) })),
        .init("classNames", .list(classNames.map { .string($0) })),
      ] + (targetCount.map { [.init("targetCount", .integer($0))] } ?? [])
        + (isLogistic ? [.init("isLogistic", .bool(true))] : []))
  }

  /// Reads a signature written by `value`.
  ///
  /// - Throws: `ModelError` with code `data` if a part is missing or of another form.
  public init(_ value: ModelValue) throws(ModelError) {
    guard case .map(let fields)? = value["channels"],
      case .list(let sizes) = value["gridShape"] ?? .list([]),
      case .list(let names)? = value["classNames"]
    else {
      throw ModelError(
        .data,
        "an input signature has channels, classNames (empty, and targetCount, where numbers are predicted) and, on a grid, gridShape"
      )
    }
    let channels = fields.compactMap { entry -> Entry? in
      guard case .integer(let count) = entry.value, Self.sizes.contains(count) else { return nil }
      return Entry(entry.name, count)
    }
    let shape = sizes.compactMap {
      if case .integer(let size) = $0, Self.sizes.contains(size) { size } else { nil }
    }
    let classNames = names.compactMap { if case .string(let name) = $0 { name } else { nil } }
    var targetCount: Int?
    if let value = value["targetCount"] {
      guard case .integer(let count) = value, Self.sizes.contains(count), names.isEmpty else {
        throw ModelError(.data, "an input signature predicts classes or a number of targets")
      }
      targetCount = count
    }
    guard channels.count == fields.count, shape.count == sizes.count,
      classNames.count == names.count
    else { throw ModelError(.data, "an input signature holds a size or name of the wrong form") }
    self.init(
      channels: channels, gridShape: shape, classNames: classNames, targetCount: targetCount,
      isLogistic: value["isLogistic"] == .bool(true))
    try check()
  }

  /// What a channel count, an extent and a number of targets may be; sums and products of a few stay in range.
  private static let sizes = 1...Int(Int32.max)

  /// Refuses what no data has.
  private func check() throws(ModelError) {
    guard gridShape.isEmpty || gridShape.count == 2 else {
      throw ModelError(
        .data, "an input signature's gridShape is [height, width], not \(gridShape)")
    }
    guard targetCount != nil || !classNames.isEmpty, Set(classNames).count == classNames.count
    else {
      throw ModelError(
        .data, "an input signature names at least one class, each once, or has a targetCount")
    }
  }
}
