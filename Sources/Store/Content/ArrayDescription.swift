/// The name, element type and shape of one array of an artifact.
public struct ArrayDescription: Hashable, Sendable, Codable {
  /// The name, unique within the artifact.
  public let name: String
  /// The type of the elements.
  public let elementType: ElementType
  /// The lengths of the axes, outermost first; empty for a scalar, which has one element.
  public let shape: [Int]

  /// Creates a description.
  public init(name: String, elementType: ElementType, shape: [Int]) {
    self.name = name
    self.elementType = elementType
    self.shape = shape
  }

  /// The number of elements, which no stored array's shape overflows.
  public var count: Int { shape.contains(0) ? 0 : shape.reduce(1, &*) }

  /// The uncompressed size in bytes.
  public var byteCount: Int { count &* elementType.byteCount }

  /// The length of the outermost axis; 1 for a scalar.
  public var rowCount: Int { shape.first ?? 1 }

  /// The uncompressed size in bytes of one step along the outermost axis.
  public var rowBytes: Int {
    shape.dropFirst().contains(0)
      ? 0 : shape.dropFirst().reduce(elementType.byteCount, &*)
  }
}
