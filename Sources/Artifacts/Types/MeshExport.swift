public import Geometry
import Models
import Numerics
public import Store

/// A mesh with named values at its vertices, on its way into a file.
public struct MeshExport: Sendable {
  /// The mesh.
  public let mesh: TriangleMesh
  /// Values at the vertices, in the order they were added.
  public private(set) var columns: [PLYWriter.Property] = []

  /// Starts with a mesh without values.
  public init(mesh: TriangleMesh) { self.mesh = mesh }

  /// Adds the values of an artifact as one column a channel.
  ///
  /// - Parameters:
  ///   - reader: An artifact of type `field`, `eigenbasis`, `labels` or `array` with one row a vertex.
  ///   - name: The column's name; the field's own name when nil. Several channels get `_0`, `_1`, … behind it.
  /// - Throws: `ArtifactError` when the type has no values at vertices or their number differs.
  public mutating func add(_ reader: ArtifactReader, name: String? = nil) throws {
    switch reader.type.name {
    case FieldArtifact.artifactType.name:
      let field = try FieldArtifact(from: reader)
      try add(name ?? field.name, field.values, field.channels)
    case Eigenbasis.artifactType.name:
      let basis = try Eigenbasis(from: reader)
      try add(name ?? "phi", basis.vectors.values, basis.vectors.columns)
    case Labels.artifactType.name:
      try add(name ?? "label", try Labels(from: reader).classes.map(Double.init), 1)
    case NumberArray.artifactType.name:
      let array = try NumberArray(from: reader)
      let rows = array.shape.first ?? 0
      try add(name ?? "value", array.doubles, rows == 0 ? 0 : array.count / rows)
    default:
      throw ArtifactError(
        .mismatch,
        "an artifact of type \(reader.type.name) has no values at vertices; connect a field, eigenbasis, labels or array"
      )
    }
  }

  /// Adds values, row-major [n × channels].
  public mutating func add(_ name: String, _ values: [Double], _ channels: Int) throws {
    let count = mesh.positions.count
    guard channels > 0, values.count == count * channels else {
      throw ArtifactError(
        .mismatch,
        "field \"\(name)\" has \(channels > 0 ? values.count / channels : 0) rows, but the mesh has \(count) vertices; connect a field computed on this mesh"
      )
    }
    for channel in 0..<channels {
      let column = channels == 1 ? values : (0..<count).map { values[$0 * channels + channel] }
      columns.append(.init(name: channels == 1 ? name : "\(name)_\(channel)", values: column))
    }
  }

  /// The file's content: PLY has every column as a property; all three formats are coloured by `coloring`.
  ///
  /// - Parameters:
  ///   - format: `ply`, `obj` or `off`.
  ///   - coloring: The column that colours the vertices; the first when nil; no colours without columns.
  ///   - file: The file's name, for errors.
  /// - Throws: `ArtifactError` for another format or an unknown column, `FormatError` for columns of one name.
  public func bytes(as format: String, coloring: String? = nil, file: String = "mesh") throws
    -> [UInt8]
  {
    let colors = try colorColumn(coloring).map { ColorMap.colors(of: $0.values) }
    switch format {
    case "ply":
      return try PLYWriter.write(mesh.data, properties: columns, colors: colors, file: file)
    case "obj": return OBJ.write(mesh.data, colors: colors)
    case "off": return OFF.write(mesh.data, colors: colors)
    default:
      throw Exports.unsupported(format, "mesh", TriangleMesh.exportExtensions, file)
    }
  }

  private func colorColumn(_ name: String?) throws -> PLYWriter.Property? {
    guard let name else { return columns.first }
    if let column = columns.first(where: { $0.name == name }) { return column }
    let nearest = NearestName.of(name, among: columns.map(\.name))
    throw ArtifactError(
      .mismatch,
      "no vertex values are named \"\(name)\"; \(nearest.map { "did you mean \"\($0)\"?" } ?? "there are " + columns.prefix(12).map(\.name).joined(separator: ", "))"
    )
  }
}
