internal import Artifacts
internal import Models
internal import Pipeline
internal import Store

/// The PNG files among those connected to `images`, in the order of their names.
struct ImageFolder {
  private let items: [(name: String, file: InputFile)]

  /// Finds the files that end in `.png`; of files that all have other names, every one is taken for an image.
  init(_ context: StageContext) throws {
    let all = try zip(context.itemNames("images"), context.files("images")).map {
      (name: $0, file: $1)
    }
    let named = all.filter { $0.name.lowercased().hasSuffix(".png") }
    items = named.isEmpty && all.count == 1 ? all : named
    guard !items.isEmpty else {
      throw FormatError(
        .missing, file: all.first?.file.name ?? "images",
        problem: "is none of the \(all.count) files that ends in .png",
        remedy: "connect a folder or pattern of PNG files")
    }
  }

  /// The pixels of all images, each divided by `scale`.
  func pixels(_ context: StageContext) throws -> NumberArray {
    let scale = context.parameters.optionalNumber("scale")
    var shape: [Int] = []
    var values: [Float] = []
    for (index, item) in items.enumerated() {
      if index % 64 == 0 { try context.checkCancellation() }
      let image = try PNG.read(FileBytes.read(path: item.file.path, name: item.file.name))
      if shape.isEmpty {
        shape = image.shape
        values.reserveCapacity(image.count * items.count)
      }
      guard image.shape == shape else {
        throw FormatError(
          .malformed, file: item.file.name,
          problem: "is \(Self.text(image.shape)), but \(items[0].file.name) is \(Self.text(shape))",
          remedy: "give all images one size and one kind of colour")
      }
      let white = Float(scale ?? (image.elementType == .uint16 ? 65_535 : 255))
      values += image.floats.map { $0 / white }
    }
    return NumberArray(values, shape: [items.count] + shape)
  }

  private static func text(_ shape: [Int]) -> String {
    let kinds = ["grey", "grey with alpha", "RGB", "RGBA"]
    return "\(shape[1]) × \(shape[0]) \(kinds[(shape[2] - 1) % 4])"
  }

  /// The class of each image.
  func labels(_ source: LabelSource, _ context: StageContext) throws -> Labels {
    try Labels(texts: source == .file ? table(context) : folders())
  }

  /// The names of the folders that the images lie in.
  private func folders() throws -> [String?] {
    try items.map { item in
      guard let folder = item.name.split(separator: "/").dropLast().last else {
        throw FormatError(
          .missing, file: item.file.name, problem: "lies in no folder that names its class",
          remedy: "connect `labels`, or set `labels_from` to none")
      }
      return String(folder)
    }
  }

  /// The classes that a CSV gives; images that it leaves out are hidden.
  private func table(_ context: StageContext) throws -> [String?] {
    let file = try context.fileBytes("labels")
    let table = try CSV(file)
    let places = Dictionary(
      items.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    var texts = [String?](repeating: nil, count: items.count)
    let names = try table.strings(context.parameters.string("file"))
    let classes = try table.strings(context.parameters.string("label"))
    for (row, (name, label)) in zip(names, classes).enumerated() {
      func error(_ problem: String, _ remedy: String) -> FormatError {
        FormatError(
          .outOfRange, file: file.name, element: "row \(row + 1)", problem: problem,
          remedy: remedy)
      }
      guard let place = places[name] else {
        throw error(
          "names the image \(name), which is not connected",
          "images are named as \(items[0].name) is")
      }
      guard texts[place] == nil else {
        throw error("names the image \(name) again", "keep one row an image")
      }
      texts[place] = label
    }
    let hidden = texts.count { $0 == nil }
    if hidden > 0 { context.log("\(hidden) of \(texts.count) images have no label") }
    return texts
  }
}
