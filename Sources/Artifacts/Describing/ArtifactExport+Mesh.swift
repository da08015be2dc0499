public import Store

extension ArtifactExport {
  /// Writes a mesh and values at its vertices to a path, whole or not at all.
  ///
  /// - Parameters:
  ///   - mesh: An artifact of type `mesh`.
  ///   - fields: Artifacts with one row a vertex, written as vertex properties of the given names, else of their own;
  ///     the first also colours the mesh.
  ///   - path: Where it goes; `.ply` holds every field, `.obj` and `.off` only the colours; `.gz` compresses.
  /// - Throws: `ArtifactError` when the mesh is none, a field does not fit it or the path cannot be written.
  public static func write(
    mesh: ArtifactReader, fields: [(name: String?, reader: ArtifactReader)], to path: String
  ) throws {
    var export = MeshExport(mesh: try .init(from: mesh))
    for field in fields { try export.add(field.reader, name: field.name) }
    let (format, isPacked) = format(of: path)
    let bytes = try export.bytes(as: format, file: path)
    try replace(path, with: isPacked ? Gzip.compress(bytes) : bytes)
  }
}
