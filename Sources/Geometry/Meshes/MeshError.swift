/// What is wrong with a mesh, or with a request made of one.
///
/// Every message names the vertex or face (counted from 0) and the remedy.
public enum MeshError: Error, Equatable, Sendable {
  /// A coordinate of a vertex is NaN or infinite.
  case coordinateNotFinite(vertex: Int)
  /// A face names a vertex that the mesh does not have.
  case cornerOutOfRange(face: Int, corner: Int, index: Int, vertexCount: Int)
  /// More vertices and faces than 32-bit indices carry.
  case tooLarge(vertexCount: Int, faceCount: Int)
  /// The mesh has no face with three distinct corners and a positive extent.
  case empty
  /// The edges of a face are so long or short that squared lengths leave the range of a Double.
  case faceSizeOutOfRange(face: Int)
  /// The three edge lengths given for a face belong to no triangle.
  case triangleInequality(face: Int)
  /// The list of edge lengths is not as long as the list of faces.
  case edgeLengthCount(lengths: Int, faces: Int)
  /// An edge has more than two faces, or two that run along it in the same direction.
  case notOrientedManifold(edge: SIMD2<Int32>, faceCount: Int)
  /// The faces around a vertex make more than one fan.
  case nonManifoldVertex(vertex: Int)
  /// Edge flips did not come to an end: lengths differ so much that rounding decides.
  case flipsWithoutEnd(flips: Int)
  /// A source vertex of a distance query is out of range.
  case sourceOutOfRange(source: Int, vertexCount: Int)
  /// A source vertex of a distance query belongs to no proper face.
  case sourceUnreferenced(source: Int)
  /// A distance query without sources.
  case noSource
  /// A parameter of an operator or primitive is outside its range.
  case parameterOutOfRange(name: String, value: String, range: String)
  /// So few vertices do not carry a surface's thin parts.
  case meshing(vertices: Int)
}

extension MeshError: CustomStringConvertible {
  /// One sentence that names the place, then one that names the remedy.
  public var description: String {
    switch self {
    case .coordinateNotFinite(let vertex):
      "Vertex \(vertex) has a coordinate that is NaN or infinite. Correct or remove the vertex."
    case .cornerOutOfRange(let face, let corner, let index, let count):
      "Corner \(corner) of face \(face) names vertex \(index), but the mesh has \(count) vertices"
        + (count > 0 ? " (0 to \(count - 1))." : ".") + " Correct the index or add the vertex."
    case .tooLarge(let vertices, let faces):
      "\(vertices) vertices and \(faces) faces are more than 32-bit indices carry."
        + " Split or decimate the mesh."
    case .empty:
      "The mesh has no face with three distinct corners and a positive extent."
        + " Give it at least one triangle."
    case .faceSizeOutOfRange(let face):
      "The edges of face \(face) are too long or too short for their squares to be computed."
        + " Rescale the mesh to a size near 1."
    case .triangleInequality(let face):
      "The edge lengths of face \(face) are negative, not finite, or one exceeds the other two"
        + " together. Correct them."
    case .edgeLengthCount(let lengths, let faces):
      "\(lengths) triples of edge lengths for \(faces) faces. Give one triple a face."
    case .notOrientedManifold(let edge, let count):
      count == 2
        ? "Both faces of the edge from vertex \(edge[0]) to vertex \(edge[1]) run along it in the same"
          + " direction. Turn faces over until neighbours agree."
        : "The edge from vertex \(edge[0]) to vertex \(edge[1]) has \(count) faces, where a manifold has"
          + " at most two. Cut the surface there."
    case .nonManifoldVertex(let vertex):
      "The faces around vertex \(vertex) make more than one fan, so it has no neighbourhood like a"
        + " disk. Give each fan a vertex of its own."
    case .flipsWithoutEnd(let flips):
      "After \(flips) edge flips the triangulation is not Delaunay: edge lengths differ too much"
        + " for double precision. Remove vertices far from the others or needle faces."
    case .sourceOutOfRange(let source, let count):
      "Source vertex \(source) is outside the mesh's vertices 0 to \(count - 1)."
        + " Choose a source in that range."
    case .sourceUnreferenced(let source):
      "Source vertex \(source) belongs to no face with three distinct corners."
        + " Choose a vertex on the surface."
    case .noSource:
      "A distance needs at least one source vertex. Name one."
    case .parameterOutOfRange(let name, let value, let range):
      "\(name) is \(value). Choose \(range)."
    case .meshing(let vertices):
      "\(vertices) vertices do not carry the thin parts of the surface. Ask for more."
    }
  }
}
