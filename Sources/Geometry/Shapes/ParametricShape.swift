internal import Numerics

/// One of twenty closed surfaces of different intrinsic geometry, nearly isometrically bent and meshed anew.
public struct ParametricShape: Sendable {
  /// The names of the twenty classes.
  public static let classNames = ShapeClass.all.map(\.name)

  /// How many vertices an item may have.
  public static let vertexCounts = 300...20_000

  /// The bent surface: closed, oriented outward, around its vertices' mean.
  public let mesh: TriangleMesh
  /// Where each vertex (n) lies on the surface of its class before it is bent, which all items of the class share.
  public let rest: [SIMD3<Double>]

  /// Makes an item.
  ///
  /// Bends around a cylinder along the longest axis and a random one, and a twist, each drawn up to `bend`, stretch
  /// no length by more than (1 + bend)² (1 + bend / 2).
  ///
  /// - Parameters:
  ///   - shapeClass: index into ``classNames``.
  ///   - vertices: how many, 300 ... 20,000.
  ///   - bend: the largest stretch or shortening of one bend, 0 ... 0.5.
  ///   - index: which item: bends and triangulation.
  ///   - pose: the item whose bends are taken, with the triangulation of `index`; `index` itself unless given.
  ///   - seed: of all of them.
  /// - Throws: ``MeshError/parameterOutOfRange(name:value:range:)``.
  public init(
    class shapeClass: Int, vertices: Int, bend: Double, index: Int, pose: Int? = nil, seed: UInt64
  ) throws(MeshError) {
    guard ShapeClass.all.indices.contains(shapeClass) else {
      throw .parameterOutOfRange(
        name: "class", value: "\(shapeClass)", range: "an integer from 0 to 19")
    }
    guard Self.vertexCounts.contains(vertices) else {
      throw .parameterOutOfRange(
        name: "vertices", value: "\(vertices)", range: "an integer from 300 to 20,000")
    }
    guard (0...0.5).contains(bend) else {
      throw .parameterOutOfRange(name: "bend", value: "\(bend)", range: "a number from 0 to 0.5")
    }
    var stream = RandomStream(seed: seed, "parametric shape", "mesh", "\(index)")
    let shape = ShapeClass.all[shapeClass]
    let flat = try shape.mesh(vertices, &stream)
    rest = flat.positions
    var bends = RandomStream(seed: seed, "parametric shape", "bend", "\(pose ?? index)")
    mesh = try TriangleMesh(
      positions: Self.bent(flat.positions, along: shape.longest, bend, &bends), faces: flat.faces)
  }

  private static func bent(
    _ points: [SIMD3<Double>], along longest: SIMD3<Double>, _ bend: Double,
    _ stream: inout RandomStream
  ) -> [SIMD3<Double>] {
    func strength() -> Double { bend * (2 * stream.uniform() - 1) }
    let twisted = SurfaceBend.twisted(centred(points), axis: longest, strength: strength())
    let bent = SurfaceBend.bent(
      twisted, axis: longest, normal: SurfaceBend.across(longest, &stream), strength: strength())
    let axis = Quaternion(from: &stream).rotated([0, 0, 1])
    return centred(
      SurfaceBend.bent(
        centred(bent), axis: axis, normal: SurfaceBend.across(axis, &stream),
        strength: strength()))
  }

  private static func centred(_ points: [SIMD3<Double>]) -> [SIMD3<Double>] {
    let mean = points.reduce(.zero, +) / Double(points.count)
    return points.map { $0 - mean }
  }
}
