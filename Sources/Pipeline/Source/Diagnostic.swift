/// One mistake in a pipeline file or on the command line, with its place and its remedy.
public struct Diagnostic: Hashable, Sendable, Codable {
  /// The file as the user named it; nil for the command line.
  public let file: String?
  /// The line, counted from 1; nil when the whole file is meant.
  public let line: Int?
  /// The column in Unicode scalars, counted from 1.
  public let column: Int?
  /// What is wrong.
  public let message: String
  /// What to do about it.
  public let remedy: String?

  /// A mistake at a place.
  public init(
    file: String?, line: Int? = nil, column: Int? = nil, message: String, remedy: String? = nil
  ) {
    self.file = file
    self.line = line
    self.column = column
    self.message = message
    self.remedy = remedy
  }
}

extension Diagnostic {
  /// Where it is, to tell which mistakes follow from others.
  struct Place: Hashable {
    let file: String?
    let line: Int?
    let column: Int?
  }

  var place: Place { Place(file: file, line: line, column: column) }
}

extension Diagnostic: CustomStringConvertible {
  /// The line a user sees.
  ///
  /// `pipelines/x.yml:12:9: unknown parameter 'subdivision' of kind make.mesh; did you mean 'subdivisions'?`
  public var description: String {
    let place = [file, line.map(String.init), column.map(String.init)].compactMap { $0 }
    let prefix = place.isEmpty ? "" : place.joined(separator: ":") + ": "
    return prefix + message + (remedy.map { "; \($0)" } ?? "")
  }
}
