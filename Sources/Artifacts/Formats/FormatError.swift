/// What is wrong with a file that was to be read or written, where, and what to do about it.
///
/// The description is one line: `file:line: element: problem; remedy`.
public struct FormatError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The closed set of reasons.
  public enum Code: String, Sendable, CaseIterable {
    /// The file cannot be opened or read.
    case unreadable
    /// The file holds nothing.
    case empty
    /// The file ends before what its header or syntax promises.
    case truncated
    /// The bytes do not follow the format.
    case malformed
    /// An index or size lies outside what the file allows.
    case outOfRange
    /// A number that must be finite is NaN or infinite.
    case notFinite
    /// The file is valid, but uses a part of its format that is not read or written here.
    case unsupported
    /// A column, entry or property that is needed is not there.
    case missing
    /// A stored checksum does not match the bytes.
    case checksum
  }

  /// A position in a file.
  public enum Place: Equatable, Sendable {
    /// The file as a whole.
    case whole
    /// A line of a text file, from 1.
    case line(Int)
    /// A byte offset from the start of the (decompressed) file.
    case byte(Int)
  }

  /// The reason, for callers that match on it.
  public let code: Code
  /// The file, as the user named it.
  public let file: String
  /// Where in the file.
  public let place: Place
  /// The element concerned (`vertex 17`, `face 3`, `column "dst"`), when one is.
  public let element: String?
  /// What is wrong.
  public let problem: String
  /// What to do about it.
  public let remedy: String

  /// Makes an error from its parts; see the properties.
  public init(
    _ code: Code, file: String, place: Place = .whole, element: String? = nil, problem: String,
    remedy: String
  ) {
    self.code = code
    self.file = file
    self.place = place
    self.element = element
    self.problem = problem
    self.remedy = remedy
  }

  /// One line: `file:line: element: problem; remedy`.
  public var description: String {
    var text = file
    switch place {
    case .whole: break
    case .line(let line): text += ":\(line)"
    case .byte(let offset): text += ": byte \(offset)"
    }
    text += ": "
    if let element { text += element + ": " }
    return text + problem + "; " + remedy
  }
}
