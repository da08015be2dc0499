internal import Artifacts
internal import Models
internal import Pipeline
internal import Store

/// `load.images`: images, and their labels, as arrays.
enum LoadImages: StageKind {
  static let name = "load.images"
  static let version = 1
  static let summary = "Images, channels last, from IDX files (MNIST's format) or a NumPy archive."
  static let inputs = [
    InputPort(
      "images", .files, doc: "The images: IDX, or .npz with an array of them; .gz is read too."),
    InputPort(
      "labels", .files, .optional,
      doc: "The labels, in IDX. A .npz holds them itself, in the array that `labels_array` names."),
  ]
  static let outputs = [
    OutputPort(
      "images", "array", doc: "Float32 [items, height, width, channels], divided by `scale`."),
    OutputPort("labels", "labels", doc: "The class of every image."),
  ]
  static let parameters = [
    ParameterDeclaration(
      "format", .choice(["auto", "idx", "npz"]), default: "auto",
      doc: "The files' format; auto takes .npz from the name and IDX otherwise."),
    ParameterDeclaration(
      "images_array", .string, default: "images", doc: "Name of the images in a .npz."),
    ParameterDeclaration(
      "labels_array", .string, default: "labels", doc: "Name of the labels in a .npz."),
    ParameterDeclaration(
      "scale", .number(.above(0)), default: 255.0, unit: "pixel value",
      doc: "The pixel value that becomes 1."),
  ]

  static func resolve(_ invocation: StageInvocation) -> [String: ParameterValue] {
    guard invocation.parameters.string("format") == "auto",
      let path = invocation.connections("images").first?.path
    else { return [:] }
    return ["format": path.lowercased().hasSuffix(".npz") ? "npz" : "idx"]
  }

  static func check(_ invocation: StageInvocation) -> [StageProblem] {
    let format = invocation.parameters.string("format")
    if format == "auto" {
      return [
        .parameter(
          "format", message: "a stage's output does not tell the format", remedy: "set idx or npz")
      ]
    }
    switch (format, invocation.isConnected("labels")) {
    case ("npz", true):
      return [
        StageProblem(
          at: .input("labels"), "a .npz holds its own labels",
          remedy: "name the array by `labels_array` and leave the port out")
      ]
    case ("idx", false):
      return [
        StageProblem(
          at: .input("images"), "IDX images need the file of their labels",
          remedy: "connect `labels`")
      ]
    default: return []
    }
  }

  static func run(_ context: StageContext) throws {
    let (images, labels) =
      context.parameters.string("format") == "npz" ? try archive(context) : try idx(context)
    try context.write(pixels(images, named: "images", context), to: "images")
    try context.write(classes(labels, images, context), to: "labels")
  }

  private static func idx(_ context: StageContext) throws -> (NumberArray, NumberArray) {
    (try IDX.read(context.fileBytes("images")), try IDX.read(context.fileBytes("labels")))
  }

  private static func archive(_ context: StageContext) throws -> (NumberArray, NumberArray) {
    let source = try context.fileBytes("images")
    let arrays = try NPZ.read(source)
    func find(_ parameter: String) throws -> NumberArray {
      let name = context.parameters.string(parameter)
      if let array = arrays.first(where: { $0.name == name })?.array { return array }
      let names = arrays.map(\.name).joined(separator: ", ")
      throw FormatError(
        .missing, file: source.name, element: "array \"\(name)\"", problem: "is not in the archive",
        remedy: "set `\(parameter)` to one of: \(names)")
    }
    return (try find("images_array"), try find("labels_array"))
  }

  /// `[n, h, w]` or `[n, h, w, c]` numbers as `[n, h, w, c]` floats.
  private static func pixels(
    _ images: NumberArray, named name: String, _ context: StageContext
  ) throws -> NumberArray {
    guard images.shape.count == 3 || images.shape.count == 4, !images.shape.contains(0) else {
      throw FormatError(
        .malformed, file: try context.file("images").name, element: name,
        problem: "has shape \(images.shape)",
        remedy: "images are [items, height, width] or [items, height, width, channels]")
    }
    let shape = images.shape + (images.shape.count == 3 ? [1] : [])
    let scale = Float(context.parameters.number("scale"))
    let values = images.floats
    if let bad = values.firstIndex(where: { !$0.isFinite }) {
      throw FormatError(
        .outOfRange, file: try context.file("images").name,
        element: "\(name), item \(bad / (images.count / images.shape[0]))",
        problem: "holds the value \(values[bad])", remedy: "replace it with a number")
    }
    return NumberArray(values.map { $0 / scale }, shape: shape)
  }

  private static func classes(
    _ labels: NumberArray, _ images: NumberArray, _ context: StageContext
  ) throws -> Labels {
    let file = try context.file(context.isConnected("labels") ? "labels" : "images").name
    guard labels.shape == [images.shape[0]], let values = labels.integers else {
      throw FormatError(
        .malformed, file: file, element: "labels",
        problem: "have shape \(labels.shape) and type \(labels.elementType.rawValue)",
        remedy: "give one whole number for each of the \(images.shape[0]) images")
    }
    if let bad = values.firstIndex(where: { $0 < 0 || $0 > 65_535 }) {
      throw FormatError(
        .outOfRange, file: file, element: "label \(bad)", problem: "is \(values[bad])",
        remedy: "classes count from 0")
    }
    let count = (values.max() ?? -1) + 1
    return try Labels(classes: values.map(Int32.init), classNames: (0..<count).map { "\($0)" })
  }
}
