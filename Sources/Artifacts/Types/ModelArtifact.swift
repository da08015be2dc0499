import Autodiff
public import Models
public import Store

/// Type `model`: `description` and `signature` as JSON text, and each parameter float32 under
/// `parameter/` and its path.
extension Model: Artifact {
  /// `model`, version 1.
  public static var artifactType: ArtifactType { ArtifactType("model", version: 1) }

  private static let prefix = "parameter/"

  /// Reads a model; it is built again from its description, so every parameter is checked.
  public init(from reader: ArtifactReader) throws {
    let stored = try StoredArrays(reader, Self.artifactType)
    var leaves: [ParameterTree<Float>.Leaf] = []
    for array in reader.arrays where array.name.hasPrefix(Self.prefix) {
      let pattern = array.shape.map { Optional($0) }
      let values = try stored.values(array.name, pattern, as: Float.self)
      leaves.append(
        .init(String(array.name.dropFirst(Self.prefix.count)), Tensor(shape: array.shape, values)))
    }
    do {
      let description = try ModelDescription(ModelValue(json: try stored.text("description")))
      let signature = try InputSignature(ModelValue(json: try stored.text("signature")))
      try self.init(description, signature: signature, parameters: ParameterTree(leaves))
    } catch let error as ModelError {
      throw stored.invalid("description", "\(error)")
    }
  }

  /// Writes description, signature and parameters.
  public func write(to writer: ArtifactWriter) throws {
    try writer.write("description", text: description.value.json)
    try writer.write("signature", text: signature.value.json)
    for leaf in parameters.leaves {
      try writer.write(Self.prefix + leaf.path, leaf.tensor.scalars, shape: leaf.tensor.shape)
    }
  }

  /// For example `grid, 7 blocks, 12,345 parameters, 10 classes`.
  public var artifactSummary: String {
    [
      description.domain.rawValue, Exports.count(description.blocks.count, "block"),
      Exports.count(trainedCount, "parameter"),
      signature.targetCount.map { Exports.count($0, "output") }
        ?? Exports.count(signature.classNames.count, "class", plural: "classes"),
    ].joined(separator: ", ")
  }

  /// NumPy and safetensors (every parameter by path), JSON (description and signature).
  public static var exportExtensions: [String] { ["npz", "json", "safetensors"] }

  /// The model as a file.
  public func exported(as format: String, file: String) throws -> [UInt8] {
    switch format {
    case "npz":
      return try NPZ.write(
        parameters.leaves.map { ($0.path, NumberArray($0.tensor.scalars, shape: $0.tensor.shape)) },
        file: file)
    case "json":
      let text =
        "{\"description\":\(description.value.json),\"signature\":\(signature.value.json)}\n"
      return Array(text.utf8)
    case "safetensors": return safetensors.bytes
    default: throw Exports.unsupported(format, "model", Self.exportExtensions, file)
    }
  }
}
