/// What went wrong in a store, with the place and the remedy.
public struct StoreError: Error, CustomStringConvertible, Sendable {
  /// The closed set of failures a caller may tell apart.
  public enum Code: String, Sendable, CaseIterable {
    /// The folder cannot be written.
    case notWritable
    /// The folder holds something that is not a Meridian store.
    case notAStore
    /// The store or file was written by a newer Meridian.
    case newerFormat
    /// Stored bytes do not match their checksum, or make no sense.
    case damaged
    /// The bytes of an artifact are not there.
    case missing
    /// The artifact has no array of that name.
    case noSuchArray
    /// The array holds another element type than the one asked for.
    case wrongElementType
    /// A shape is negative, too large, or does not fit the bytes given.
    case invalidShape
    /// Rows outside the array were asked for.
    case outOfRange
    /// A name is empty, too long, or used twice.
    case invalidName
    /// A digest prefix fits several artifacts.
    case ambiguousPrefix
    /// Nothing has this digest, prefix or identifier.
    case unknownDigest
    /// A writer was finished in the middle of an array, or used after it finished.
    case unfinished
    /// The operating system refused an operation.
    case ioFailure
    /// The disk or quota is full.
    case diskFull
    /// SQLite failed in a way that rebuilding the index does not cure.
    case indexFailure
  }

  /// Which failure this is.
  public let code: Code
  /// A sentence naming the place and the remedy.
  public let message: String
  /// The artifact concerned, if one is.
  public let digest: Digest?
  /// The array concerned, if one is.
  public let array: String?
  /// The chunk concerned, counted from 0 within its array, if one is.
  public let chunk: Int?
  /// The artifacts that an ambiguous prefix fits.
  public let candidates: [Digest]

  /// Creates an error.
  public init(
    _ code: Code, _ message: String, digest: Digest? = nil, array: String? = nil,
    chunk: Int? = nil, candidates: [Digest] = []
  ) {
    self.code = code
    self.message = message
    self.digest = digest
    self.array = array
    self.chunk = chunk
    self.candidates = candidates
  }

  /// The message.
  public var description: String { message }
}
