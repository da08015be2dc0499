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
  }

  /// The format of a file name's extension, `.gz` left out; nil if unknown.
  public static func format(ofName name: String) -> Format? {
    var url = URL(fileURLWithPath: name)
    if url.pathExtension.lowercased() == "gz" { url.deletePathExtension() }
    return Format(rawValue: url.pathExtension.lowercased())
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
    let mesh: MeshData
    switch format {
    case .off: mesh = try OFF.read(source)
    case .obj: mesh = try OBJ.read(source)
    case .ply: mesh = try PLY.read(source)
    }
    guard !mesh.faces.isEmpty else {
      throw FormatError(
        .empty, file: source.name,
        problem: "the file holds \(mesh.positions.count) points but no face",
        remedy: "a mesh needs faces: load it as a point cloud or triangulate it")
    }
    return mesh
  }
}
