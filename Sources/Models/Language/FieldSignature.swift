/// What flows between two blocks: a field's type, number of channels and support.
public struct FieldSignature: Hashable, Sendable, CustomStringConvertible {
  /// How the channels transform.
  public let type: FieldType
  /// Number of channels, copies of the type; nil while the data are not known (at plan time).
  public let channels: Int?
  /// Where the field lives.
  public let support: Support

  /// Makes a signature.
  public init(_ type: FieldType, channels: Int?, on support: Support) {
    self.type = type
    self.channels = channels
    self.support = support
  }

  /// Numbers at each point: the last axis of the field's tensor, channel after channel; nil while not known.
  public var width: Int? { channels.map { $0 * type.dimension } }

  /// The same field with another number of channels.
  public func with(channels: Int?) -> FieldSignature {
    FieldSignature(type, channels: channels, on: support)
  }

  /// The same field on another support.
  public func on(_ support: Support) -> FieldSignature {
    FieldSignature(type, channels: channels, on: support)
  }

  /// A field of another type and number of channels on the same support.
  public func with(_ type: FieldType, channels: Int?) -> FieldSignature {
    FieldSignature(type, channels: channels, on: support)
  }

  /// Such as `scalar × 16 on grid 8×8`.
  public var description: String {
    "\(type) × \(channels.map(String.init) ?? "?") on \(support)"
  }
}
