/// A number of channels as a description states it.
public enum ChannelCount: Hashable, Sendable {
  /// A number.
  case fixed(Int)
  /// As many as there are classes.
  case classes
  /// The option was refused.
  case unknown
}
