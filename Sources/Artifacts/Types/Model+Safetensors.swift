public import Autodiff
public import Models

extension Model {
  /// The metadata's name for the description's JSON.
  public static let descriptionKey = "meridian.description"
  /// The metadata's name for the signature's JSON.
  public static let signatureKey = "meridian.signature"

  /// Every parameter under its path, with description and signature as metadata.
  public var safetensors: Safetensors {
    Safetensors(
      parameters.leaves.map {
        .init($0.path, NumberArray($0.tensor.scalars, shape: $0.tensor.shape))
      },
      metadata: [
        (Self.descriptionKey, description.value.json), (Self.signatureKey, signature.value.json),
      ])
  }

  /// The parameters in a file, as float32.
  public static func parameters(in file: Safetensors) -> ParameterTree<Float> {
    ParameterTree(
      file.entries.map { .init($0.name, Tensor(shape: $0.array.shape, $0.array.floats)) })
  }
}
