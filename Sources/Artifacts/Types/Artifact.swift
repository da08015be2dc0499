public import Store

/// A typed value that lives in the store as named arrays.
///
/// Reading checks everything again, so that a damaged or foreign artifact gives an error, not a trap.
public protocol Artifact: Sendable {
  /// The type's name and the version of its arrays.
  static var artifactType: ArtifactType { get }

  /// Reads and checks a value.
  ///
  /// - Throws: `ArtifactError` when the arrays do not make such a value, `StoreError` when they cannot be read.
  init(from reader: ArtifactReader) throws

  /// Writes all arrays; the caller finishes the writer.
  func write(to writer: ArtifactWriter) throws

  /// One line on this value: sizes and what is particular to its type.
  var artifactSummary: String { get }

  /// What a reader wants to see of this value beyond the summary, as lines; by default nothing.
  var artifactDetails: [String] { get }

  /// In what respects a value differs from an earlier one, as what they are; called with values that differ.
  static func differences(from old: Self, to new: Self) -> [Finding]

  /// The file extensions this type exports to, without dots, the usual one first.
  static var exportExtensions: [String] { get }

  /// The content of an exported file.
  ///
  /// - Parameters:
  ///   - format: One of `exportExtensions`.
  ///   - file: The file's name, for errors.
  func exported(as format: String, file: String) throws -> [UInt8]

  /// What this value breaks of what its type promises beyond what reading checks, a sentence each.
  ///
  /// By default nothing. `meridian cache verify --deep` asks for it.
  ///
  /// - Parameter origin: The stage that made it, with its parameters and inputs.
  /// - Throws: `StoreError` when an input cannot be read.
  func brokenPromises(_ origin: ArtifactOrigin) throws -> [String]
}

extension Artifact {
  /// Nothing beyond what the stored arrays tell.
  public static func differences(from old: Self, to new: Self) -> [Finding] { [] }

  /// Nothing.
  public var artifactDetails: [String] { [] }

  /// Nothing.
  public func brokenPromises(_ origin: ArtifactOrigin) throws -> [String] { [] }
}
