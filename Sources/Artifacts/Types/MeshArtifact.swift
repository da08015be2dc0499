public import Geometry
public import Store

/// Type `mesh`: `positions` float64 [n, 3], `faces` int32 [m, 3].
extension TriangleMesh: Artifact {
  /// `mesh`, version 1.
  public static var artifactType: ArtifactType { ArtifactType("mesh", version: 1) }

  /// Reads a mesh; corners and coordinates are checked.
  public init(from reader: ArtifactReader) throws {
    let stored = try StoredArrays(reader, Self.artifactType)
    let coordinates = try stored.values("positions", [nil, 3], as: Double.self)
    let corners = try stored.values("faces", [nil, 3], as: Int32.self)
    let positions = (0..<coordinates.count / 3).map {
      SIMD3(coordinates[3 * $0], coordinates[3 * $0 + 1], coordinates[3 * $0 + 2])
    }
    let faces = (0..<corners.count / 3).map {
      SIMD3(corners[3 * $0], corners[3 * $0 + 1], corners[3 * $0 + 2])
    }
    do {
      try self.init(positions: positions, faces: faces)
    } catch {
      throw stored.invalid("faces", "\(error)")
    }
  }

  /// Writes positions and faces.
  public func write(to writer: ArtifactWriter) throws {
    try writer.write(
      "positions", positions.flatMap { [$0.x, $0.y, $0.z] }, shape: [positions.count, 3])
    try writer.write("faces", faces.flatMap { [$0.x, $0.y, $0.z] }, shape: [faces.count, 3])
  }

  /// For example `2,930 vertices, 5,856 faces, closed, genus 0`.
  public var artifactSummary: String { MeshSummary(self).text }

  /// PLY, OBJ, OFF.
  public static var exportExtensions: [String] { ["ply", "obj", "off"] }

  /// The mesh as a file, without fields.
  public func exported(as format: String, file: String) throws -> [UInt8] {
    try MeshExport(mesh: self).bytes(as: format, file: file)
  }

  /// The mesh as file formats hold it.
  public var data: MeshData { MeshData(positions: positions, faces: faces) }

  /// Takes a mesh read from a file.
  ///
  /// - Throws: `FormatError` when the mesh is too large for 32-bit operators or otherwise refused.
  public init(_ data: MeshData, file: String) throws(FormatError) {
    do {
      try self.init(positions: data.positions, faces: data.faces)
    } catch {
      throw FormatError(.outOfRange, file: file, problem: "\(error)", remedy: "repair the mesh")
    }
  }
}
