/// A named input field of a model.
public struct InputField: Hashable, Sendable {
  /// The name under which the data give it.
  public let name: String
  /// How its channels transform; their number comes from the data.
  public let type: FieldType

  /// Makes an input field.
  public init(name: String, type: FieldType) {
    self.name = name
    self.type = type
  }
}
