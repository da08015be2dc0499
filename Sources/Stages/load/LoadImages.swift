internal import Artifacts
internal import Models
internal import Pipeline

/// `load.images`: images, and their labels, as arrays.
enum LoadImages: StageKind {
  static let name = "load.images"
  static let version = 1
  static let summary =
    "Images, channels last, from PNG files, IDX files (MNIST's format) or NumPy arrays."
  static let inputs = [
    InputPort(
      "images", .files, .many, required: true,
      doc: """
        The images: one file in IDX, .npy, or .npz with an array of them (.gz is read too), or PNG files, all of one \
        size, in the order of their names; of a folder, other files are left out.
        """),
    InputPort(
      "labels", .files, .optional,
      doc: """
        The labels: IDX or .npy; of PNG files a CSV with one image a row. A .npz holds them itself, in the array that \
        `labels_array` names.
        """),
  ]
  static let outputs = [
    OutputPort(
      "images", "array", doc: "Float32 [items, height, width, channels], divided by `scale`."),
    OutputPort("labels", "labels", doc: "The class of every image, unless `labels_from` is none."),
  ]
  static let parameters = [
    ParameterDeclaration(
      "format", .choice(["auto"] + ImageFormat.allCases.map(\.rawValue)), default: "auto",
      doc: "The files' format; auto takes .npz, .npy and .png from the name, and IDX otherwise."),
    ParameterDeclaration(
      "labels_from", .choice(["auto"] + LabelSource.allCases.map(\.rawValue)), default: "auto",
      doc: """
        Where labels come from: the file of the port `labels`, the array of a .npz, the folder that a PNG file lies \
        in, or nowhere; auto takes the folders of PNG files when `labels` is not connected.
        """),
    ParameterDeclaration(
      "images_array", .string, default: "images", doc: "Name of the images in a .npz."),
    ParameterDeclaration(
      "labels_array", .string, default: "labels", doc: "Name of the labels in a .npz."),
    ParameterDeclaration(
      "file", .string, default: "file",
      doc: "Column of an image's file in a CSV of labels, as the path inside its folder."),
    ParameterDeclaration("label", .string, default: "label", doc: "Column of its class, any text."),
    ParameterDeclaration(
      "scale", .number(.above(0)), default: .null, unit: "pixel value",
      doc: "The pixel value that becomes 1; by default 255, and 65,535 in PNG files of 16 bits."),
  ]

  static func outputs(for parameters: Parameters, connected: Set<String>) -> [OutputPort] {
    outputs.filter {
      $0.name != "labels" || parameters.string("labels_from") != LabelSource.none.rawValue
    }
  }

  static func resolve(_ invocation: StageInvocation) -> [String: ParameterValue] {
    let parameters = invocation.parameters
    var resolved: [String: ParameterValue] = [:]
    var format = ImageFormat(rawValue: parameters.string("format"))
    if format == nil {
      let formats = invocation.connections("images").compactMap(\.path).map(ImageFormat.of)
      format = formats.contains(.png) ? .png : formats.first
      if let format { resolved["format"] = .string(format.rawValue) }
    }
    if let format, parameters.string("labels_from") == "auto" {
      let source = LabelSource.usual(
        for: format, isConnected: invocation.isConnected("labels"))
      resolved["labels_from"] = .string(source.rawValue)
    }
    return resolved
  }

  static func check(_ invocation: StageInvocation) -> [StageProblem] {
    guard let format = ImageFormat(rawValue: invocation.parameters.string("format")) else {
      let formats = ImageFormat.allCases.map(\.rawValue).joined(separator: ", ")
      return [
        .parameter(
          "format", message: "a stage's output does not tell the format",
          remedy: "set one of \(formats)")
      ]
    }
    if format != .png, invocation.connections("images").count > 1 {
      return [
        StageProblem(
          at: .input("images"), "takes one file of the format \(format.rawValue), or PNG files",
          remedy: "connect one file, or set `format`")
      ]
    }
    let source = LabelSource(rawValue: invocation.parameters.string("labels_from"))
    let isConnected = invocation.isConnected("labels")
    switch (format, source) {
    case (.npz, _) where isConnected:
      return [
        StageProblem(
          at: .input("labels"), "a .npz holds its own labels",
          remedy: "name the array by `labels_array` and leave the port out")
      ]
    case (_, .file) where !isConnected:
      return [
        StageProblem(
          at: .input("images"), "these images need the file of their labels",
          remedy: "connect `labels`, or set `labels_from` to none")
      ]
    case (.npz, .file), (.idx, .array), (.npy, .array), (.png, .array), (.idx, .folder),
      (.npy, .folder), (.npz, .folder):
      return [
        .parameter(
          "labels_from", message: "\(format.rawValue) files have no labels of this kind",
          remedy: "leave it out")
      ]
    default: return []
    }
  }

  static func run(_ context: StageContext) throws {
    let source = LabelSource(rawValue: context.parameters.string("labels_from")) ?? .file
    switch ImageFormat(rawValue: context.parameters.string("format")) {
    case .png:
      let folder = try ImageFolder(context)
      try context.write(folder.pixels(context), to: "images")
      if source != .none { try context.write(folder.labels(source, context), to: "labels") }
    case .npz:
      let (file, arrays) = try archive(context)
      let images = try array("images_array", arrays, file, context)
      try context.write(pixels(images, context), to: "images")
      guard source != .none else { return }
      let labels = try array("labels_array", arrays, file, context)
      try context.write(
        Labels(labels, items: images.shape[0], file: file.name), to: "labels")
    default:
      let images = try ArrayFile.read(context.fileBytes("images")) { "name one of: \($0)" }
      try context.write(pixels(images, context), to: "images")
      guard source != .none else { return }
      let file = try context.fileBytes("labels")
      let labels = try ArrayFile.read(file) { "name one of: \($0)" }
      try context.write(
        Labels(labels, items: images.shape[0], file: file.name), to: "labels")
    }
  }

  private static func archive(
    _ context: StageContext
  ) throws -> (FileBytes, [(name: String, array: NumberArray)]) {
    let source = try context.fileBytes("images")
    return (source, try NPZ.read(source))
  }

  private static func array(
    _ parameter: String, _ arrays: [(name: String, array: NumberArray)], _ source: FileBytes,
    _ context: StageContext
  ) throws -> NumberArray {
    try ArrayFile.find(context.parameters.string(parameter), in: arrays, source) {
      "set `\(parameter)` to one of: \($0)"
    }
  }

  /// `[n, h, w]` or `[n, h, w, c]` numbers as `[n, h, w, c]` floats.
  private static func pixels(
    _ images: NumberArray, _ context: StageContext
  ) throws -> NumberArray {
    guard images.shape.count == 3 || images.shape.count == 4, !images.shape.contains(0) else {
      throw FormatError(
        .malformed, file: try context.file("images").name, element: "images",
        problem: "has shape \(images.shape)",
        remedy: "images are [items, height, width] or [items, height, width, channels]")
    }
    let shape = images.shape + (images.shape.count == 3 ? [1] : [])
    let scale = Float(context.parameters.optionalNumber("scale") ?? 255)
    let values = images.floats
    if let bad = values.firstIndex(where: { !$0.isFinite }) {
      throw FormatError(
        .outOfRange, file: try context.file("images").name,
        element: "images, item \(bad / (images.count / images.shape[0]))",
        problem: "holds the value \(values[bad])", remedy: "replace it with a number")
    }
    return NumberArray(values.map { $0 / scale }, shape: shape)
  }
}
