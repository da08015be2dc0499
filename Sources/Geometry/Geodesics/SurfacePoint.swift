/// A point of a surface: a face and barycentric coordinates in it.
public struct SurfacePoint: Sendable, Equatable {
  /// The face's index.
  public let face: Int
  /// The weights of the face's corners, in its order: not negative, with sum 1.
  public let weights: SIMD3<Double>

  /// Makes a point.
  ///
  /// - Parameters:
  ///   - face: the index of a face.
  ///   - weights: the corners' weights; whoever takes the point checks and normalizes them.
  public init(face: Int, weights: SIMD3<Double>) {
    self.face = face
    self.weights = weights
  }
}

extension TriangleMesh {
  /// Where a point of the surface lies in space.
  ///
  /// - Throws: ``MeshError`` for a face out of range or weights that are no point of it.
  public func position(of point: SurfacePoint) throws(MeshError) -> SIMD3<Double> {
    let weights = try checkedWeights(of: point)
    let face = faces[point.face]
    return positions[Int(face[0])] * weights[0] + positions[Int(face[1])] * weights[1]
      + positions[Int(face[2])] * weights[2]
  }

  /// The weights of a point, with sum 1.
  ///
  /// - Throws: ``MeshError`` for a face that is out of range or has repeated corners, and for
  ///   weights that are negative or without a sum.
  func checkedWeights(of point: SurfacePoint) throws(MeshError) -> SIMD3<Double> {
    guard faces.indices.contains(point.face), !Self.hasRepeatedCorner(faces[point.face]) else {
      throw .parameterOutOfRange(
        name: "face", value: "\(point.face)",
        range: "a face with three distinct corners, from 0 to \(faces.count - 1)")
    }
    let weights = point.weights
    let sum = weights.sum()
    guard weights.min() >= -1e-9, sum.isFinite, sum > 0 else {
      throw .parameterOutOfRange(
        name: "weights", value: "(\(weights[0]), \(weights[1]), \(weights[2]))",
        range: "three numbers that are not negative and not all 0")
    }
    let clamped = weights.clamped(
      lowerBound: SIMD3(repeating: 0), upperBound: SIMD3(repeating: .greatestFiniteMagnitude))
    return clamped / clamped.sum()
  }
}
