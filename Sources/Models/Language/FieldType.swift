/// How the channels of a field transform under the symmetry of its domain.
///
/// A closed set: the transformation laws are those of the book. Every block states which it takes and which it hands on.
public enum FieldType: String, Sendable, CaseIterable, CustomStringConvertible {
  /// Channels do not change when the frame does; the values only move with their points.
  case scalar

  /// The name used in descriptions.
  public var description: String { rawValue }
}
