public import Autodiff
internal import Foundation

/// A mixture-model convolution: y_p = Σ_k Σ_q w_k(u(p, q)) x_q W_k + b with learned Gaussians w_k of pseudo-coordinates u.
public struct MoNet: Block {
  /// What the pseudo-coordinates of a neighbour are.
  enum Coordinates: String, CaseIterable {
    /// Distance and direction.
    case polar
    /// The point in the tangent plane.
    case tangent
    /// Distance alone.
    case distance
    /// 1 / √degree of vertex and neighbour.
    case degree

    var axes: Int { self == .distance ? 1 : 2 }
    var needsFrame: Bool { self == .polar || self == .tangent }
  }

  /// What the block says of itself.
  public static let declaration = BlockDeclaration(
    name: "monet",
    summary: "Sums of neighbours weighed by learned Gaussians of their pseudo-coordinates.",
    supports: [.nodes], domains: [.mesh, .graph, .geometricGraph],
    symmetries: [
      .init(.permutation),
      .init(.isometry, .conditional("where frames move along, or with coordinates distance")),
      .init(.gauge, .conditional("with coordinates distance or degree, which need no frame")),
    ],
    options: [
      BlockOption("channels", .channels, doc: "output channels"),
      BlockOption("kernels", .integer(1...256), default: 8, doc: "Gaussians"),
      BlockOption(
        "coordinates", .choice(Coordinates.allCases.map(\.rawValue)), default: "polar",
        doc: "of a neighbour: polar, tangent or distance on a mesh, degree on a graph"),
      BlockOption(
        "radius", .number(1e-12...1e12), default: 1.0,
        doc: "distance that counts as 1, in length units: the radius of the patches"),
      BlockOption(
        "normalize", .boolean, default: true,
        doc: "whether a kernel's weights of a vertex's neighbours are made to sum to 1"),
      BlockOption("bias", .boolean, default: true, doc: "whether b is added"),
      .initialization(default: .glorotUniform),
    ], mainOption: "channels",
    operators: [
      OperatorRequirement(
        role: "distance", kinds: [.geodesicDistance], doc: "distances of neighbours"),
      OperatorRequirement(
        role: "angle", kinds: [.geodesicAngle], doc: "directions of neighbours in the frames"),
      OperatorRequirement(
        role: "adjacency", kinds: [.adjacency],
        doc: "neighbours of a graph, where degrees are taken"),
    ], hasParameters: true,
    paper:
      "Monti, Boscaini, Masci, Rodolà, Svoboda & Bronstein, Geometric deep learning on graphs and manifolds using mixture model CNNs, CVPR 2017, arXiv 1611.08402, eq. 9 to 11"
  )

  private let channels: ChannelCount
  private let kernels: Int
  private let coordinates: Coordinates
  private let radius: Double
  private let isNormalized: Bool
  private let bias: Bool
  private let initialization: Initialization

  /// Makes the block of checked options.
  public init(_ options: BlockOptions) {
    channels = options.channels("channels")
    kernels = options.integer("kernels")
    coordinates = Coordinates(rawValue: options.text("coordinates")) ?? .polar
    let written = options.number("radius")
    radius = written > 0 ? written : 1
    isNormalized = options.boolean("normalize")
    bias = options.boolean("bias")
    initialization = options.initialization
  }

  /// Means and inverse deviations `[axes, kernels]`, weight `[kernels · c, k]`, bias `[k]`, and what the coordinates are read
  /// from.
  public func prepare(_ site: inout BlockSite) -> FieldSignature {
    if coordinates.needsFrame && site.symmetry == .gauge {
      site.refuse(
        "\(coordinates.rawValue) coordinates change with the frames; take distance",
        option: "coordinates")
    }
    let count = site.count(channels)
    let axes = coordinates.axes
    site.parameter("means", shape: [axes, kernels], .uniform(bound: 1), decays: false)
    site.parameter("scales", shape: [axes, kernels], .constant(2), decays: false)
    site.parameter(
      "weight", shape: [site.input.channels.map { $0 * kernels }, count], initialization)
    if bias { site.parameter("bias", shape: [count], .zeros, decays: false) }
    let level = site.input.support.level
    if coordinates == .degree {
      site.needOperator("adjacency", level: level)
    } else {
      site.needOperator("distance", level: level)
      if coordinates.needsFrame { site.needOperator("angle", level: level) }
    }
    return site.input.with(channels: count)
  }

  /// The weights at every node; kernels are those of edges.
  public func operations(of placed: PlacedBlock) -> Double? { placed.products(of: ["weight"]) }

  /// A kernel's value of three operations an axis and one beside, and a product and a sum for each channel that it weighs.
  public func operationsPerEdge(of placed: PlacedBlock) -> Double? {
    placed.input.channels.map { Double(kernels * (3 * coordinates.axes + 1 + 2 * $0)) }
  }

  /// `[nodes, c]` → `[nodes, k]`.
  public func apply<Scalar: TensorScalar>(
    _ input: FieldValue<Scalar>, _ pass: BlockPass<Scalar>
  ) throws -> FieldValue<Scalar> {
    let x = input.dense(on: pass.tape)
    let source = pass.operator(coordinates == .degree ? "adjacency" : "distance")
    let angles = coordinates.needsFrame ? [pass.operator("angle")] : []
    let places = try source.derived("monet \(coordinates) \(radius)", from: angles) {
      try self.places(source, angles.first)
    }
    let pattern = source.pattern
    var weights = pass.parameter("means").gaussians(at: places, scales: pass.parameter("scales"))
    if isNormalized {
      // A kernel that is far from every neighbour weighs none of them.
      let sums = weights.sum(over: pattern.rowSegments) + Scalar(1e-6)
      weights = weights / sums.spread(over: pattern.rowSegments)
    }
    let found = pattern.moments(x, weights: weights)
    return .dense(
      found.reshaped(to: [x.shape[0], kernels * x.shape[1]]).linear(
        weights: pass.parameter("weight"), bias: bias ? pass.parameter("bias") : nil))
  }

  private func places<Scalar>(
    _ source: SparseOperator<Scalar>, _ angles: SparseOperator<Scalar>?
  ) throws(ModelError) -> Tensor<Scalar> {
    let values = source.values.scalars
    var result: [Double] = []
    if coordinates == .degree {
      var degrees = [Double](repeating: 0, count: source.columns)
      for row in 0..<source.rows {
        degrees[row] = Double(source.rowOffsets[row + 1] - source.rowOffsets[row])
      }
      for row in 0..<source.rows {
        for entry in Int(source.rowOffsets[row])..<Int(source.rowOffsets[row + 1]) {
          let other = degrees[Int(source.columnIndices[entry])]
          result += [1 / max(1, degrees[row]).squareRoot(), 1 / max(1, other).squareRoot()]
        }
      }
      return Tensor(shape: [values.count, 2], result).converted(to: Scalar.self)
    }
    if let angles {
      guard angles.rowOffsets == source.rowOffsets, angles.columnIndices == source.columnIndices
      else {
        throw ModelError(
          .operators,
          "distances and angles have entries at different places; take both from one mesh.patches",
          at: "operators")
      }
    }
    let directions = angles?.values.scalars ?? []
    for (entry, value) in values.enumerated() {
      let distance = Double(value) / radius
      guard coordinates.needsFrame else {
        result.append(distance)
        continue
      }
      let angle = Double(directions[entry])
      result +=
        coordinates == .polar
        ? [distance, remainder(angle, 2 * .pi) / .pi]
        : [distance * cos(angle), distance * sin(angle)]
    }
    return Tensor(shape: [values.count, coordinates.axes], result).converted(to: Scalar.self)
  }
}
