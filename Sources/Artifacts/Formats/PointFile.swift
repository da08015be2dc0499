import Foundation

/// Files of points by format name: which exist, how one is recognized, how one is read.
public enum PointFile {
  /// The formats by the name a parameter uses: `xyz`, and those of meshes.
  public static let formats = ["xyz"] + MeshFile.Format.allCases.map(\.rawValue)

  /// The format of a file name's extension, `.gz` left out; nil if unknown.
  public static func format(ofName name: String) -> String? {
    let word = MeshFile.formatWord(ofName: name)
    return formats.contains(word) ? word : nil
  }

  /// Reads points; of a mesh its vertices, faces are left out.
  ///
  /// - Parameters:
  ///   - source: The file.
  ///   - format: One of `formats`; taken from the name's extension when nil.
  /// - Throws: `FormatError` naming file, line and element; a file without a point is an error.
  public static func read(_ source: FileBytes, format: String? = nil) throws(FormatError)
    -> [SIMD3<Double>]
  {
    let format = format ?? Self.format(ofName: source.name) ?? ""
    let points: [SIMD3<Double>]
    if let mesh = MeshFile.Format(rawValue: format) {
      points = try MeshFile.parse(source, mesh).positions
    } else if format == "xyz" {
      points = try XYZ.read(source)
    } else {
      throw FormatError(
        .unsupported, file: source.name, problem: "the extension names no format of points",
        remedy:
          "use one of \(formats.map { ".\($0)" }.joined(separator: ", ")) (each also .gz), or set the format"
      )
    }
    guard !points.isEmpty else {
      throw FormatError(
        .empty, file: source.name, problem: "the file holds no point",
        remedy: "write the file again")
    }
    return points
  }
}
