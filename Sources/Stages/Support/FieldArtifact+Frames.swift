internal import Artifacts
internal import Geometry

extension FieldArtifact {
  /// Tangent frames: 9 channels, the x axis, the y axis and the normal of each vertex.
  init(frames: VertexFrames) throws {
    try self.init(axes: [frames.xAxes, frames.yAxes, frames.normals])
  }

  /// Frames of vertices or faces: 9 channels, three for each of the axes.
  init(axes: [[SIMD3<Double>]]) throws {
    let count = axes[0].count
    var values: [Double] = []
    values.reserveCapacity(9 * count)
    for index in 0..<count {
      for axis in axes { values += [axis[index].x, axis[index].y, axis[index].z] }
    }
    try self.init(name: "frame", values: values, channels: 9)
  }
}
