import Foundation

/// Mesh files by format name: which exist, how one is recognized, how one is read.
public enum MeshFile {
  /// The formats by the name a parameter uses.
  public enum Format: String, Sendable, CaseIterable {
    /// Geomview's OFF.
    case off
    /// Wavefront OBJ.
    case obj
    /// Stanford PLY, ascii or binary.
    case ply
    /// Stereolithography's STL, ascii or binary.
    case stl
  }

  /// The format of a file name's extension, `.gz` left out; nil if unknown.
  public static func format(ofName name: String) -> Format? {
    Format(rawValue: formatWord(ofName: name))
  }

  /// A file name's extension in lower case, `.gz` left out.
  static func formatWord(ofName name: String) -> String {
    var url = URL(fileURLWithPath: name)
    if url.pathExtension.lowercased() == "gz" { url.deletePathExtension() }
    return url.pathExtension.lowercased()
  }

  /// Reads a mesh that has at least one face.
  ///
  /// - Parameters:
  ///   - source: The file.
  ///   - format: Its format; taken from the name's extension when nil.
  /// - Throws: `FormatError` naming file, line and element.
  public static func read(_ source: FileBytes, format: Format? = nil) throws(FormatError)
    -> MeshData
  {
    guard let format = format ?? Self.format(ofName: source.name) else {
      let known = Format.allCases.map { ".\($0.rawValue)" }.joined(separator: ", ")
      throw FormatError(
        .unsupported, file: source.name, problem: "the extension names no mesh format",
        remedy: "use one of \(known) (each also .gz), or set the format")
    }
    let mesh = try parse(source, format)
    guard !mesh.faces.isEmpty else {
      throw FormatError(
        .empty, file: source.name,
        problem: "the file holds \(mesh.positions.count) points but no face",
        remedy: "a mesh needs faces: load it with load.points or triangulate it")
    }
    return mesh
  }

  /// Reads what there is, with or without faces.
  static func parse(_ source: FileBytes, _ format: Format) throws(FormatError) -> MeshData {
    switch format {
    case .off: try OFF.read(source)
    case .obj: try OBJ.read(source)
    case .ply: try PLY.read(source)
    case .stl: try STL.read(source)
    }
  }
}
