import Foundation

/// Reads a pipeline file's text, refusing what cannot be one before it takes memory.
enum PipelineText {
  /// The largest pipeline file: 64 MiB.
  static let largest = 64 << 20

  /// The text of the file at `path`, called `name` in messages.
  static func read(path: String, name: String) throws(PipelineError) -> String {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw refusal(name, "no such file", "check the path")
    }
    if isFolder.boolValue { throw refusal(name, "is a folder", "name a pipeline file inside it") }
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw refusal(name, "cannot be read", "check its permissions")
    }
    defer { try? handle.close() }
    let data: Data
    do {
      data = try handle.read(upToCount: largest + 1) ?? Data()
    } catch {
      throw refusal(name, "cannot be read", "check its permissions")
    }
    if data.count > largest {
      throw refusal(
        name, "is larger than \(largest >> 20) MiB, the most a pipeline file may have",
        "give data as files, not inside the pipeline")
    }
    CheckWitness.note(data, of: path)
    return try decode(data, name: name)
  }

  private static func decode(_ data: Data, name: String) throws(PipelineError) -> String {
    if let text = String(validating: data, as: UTF8.self) { return text }
    let place = placeOfFirstInvalidByte(Array(data))
    throw PipelineError.invalid([
      Diagnostic(
        file: name, line: place.line, column: place.column, message: "the text is not UTF-8",
        remedy: "save the file as UTF-8")
    ])
  }

  private static func placeOfFirstInvalidByte(_ bytes: [UInt8]) -> (line: Int, column: Int) {
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    var line = 1
    var column = 1
    while case .scalarValue(let scalar) = decoder.decode(&iterator) {
      if scalar == "\n" {
        line += 1
        column = 1
      } else {
        column += 1
      }
    }
    return (line, column)
  }

  private static func refusal(_ name: String, _ message: String, _ remedy: String) -> PipelineError
  {
    .invalid([Diagnostic(file: name, message: message, remedy: remedy)])
  }
}
