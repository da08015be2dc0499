public import Autodiff

/// The gauge-equivariant convolution of a mesh: neighbours are carried over the surface into the vertex's frame, and weighed
/// by kernels that turn with it.
public struct GaugeConv: Block {
  /// What the block says of itself.
  public static let declaration = BlockDeclaration(
    name: "gaugeconv",
    summary:
      "Convolution y_p = K_self x_p + Σ_q K(θ_pq) ρ(g_pq) x_q with kernels that turn with the frames.",
    generic: GenericUse("linear", on: [.nodes], in: [.mesh], for: [.gauge]),
    supports: [.nodes], domains: [.mesh], fieldTypes: [.scalar, .vector, .irreps],
    outputTypes: [.scalar, .irreps],
    symmetries: [.init(.gauge), .init(.isometry), .init(.permutation)],
    options: [
      BlockOption("channels", .channels, doc: "output channels, each of every order"),
      BlockOption(
        "orders", .integers(0...15), default: [0],
        doc: "orders of an output channel under turns of the frame; 0 alone is a scalar"),
      BlockOption(
        "radial", .integer(1...32), default: 1,
        doc: "functions of the distance that weights depend on; 1 is none"),
      BlockOption(
        "radius", .number(1e-12...1e12), default: 1.0,
        doc: "distance of the last of them, in length units"),
      BlockOption(
        "aggregation", .choice(["mean", "sum"]), default: "mean",
        doc: "whether neighbours are averaged or, as in the paper, summed"),
      BlockOption("bias", .boolean, default: true, doc: "whether scalars take a bias"),
    ], mainOption: "channels", operators: operators, hasParameters: true,
    paper:
      "de Haan, Weiler, Cohen & Welling, Gauge equivariant mesh CNNs, ICLR 2021, arXiv 2003.05425, eq. 3 and table 1"
  )

  private static let operators = [
    OperatorRequirement(
      role: "distance", kinds: [.geodesicDistance], doc: "distances of neighbours"),
    OperatorRequirement(
      role: "angle", kinds: [.geodesicAngle], doc: "directions of neighbours in the frames"),
    OperatorRequirement(
      role: "transport", kinds: [.transport], doc: "turns of vectors carried from neighbours"),
  ]

  private let channels: ChannelCount
  private let orders: [Int]
  private let radial: RadialFunctions
  private let isAveraging: Bool
  private let bias: Bool

  /// Makes the block of checked options.
  public init(_ options: BlockOptions) {
    channels = options.channels("channels")
    let written = options.integers("orders")
    orders = written.isEmpty ? [0] : written
    let radius = options.number("radius")
    radial = RadialFunctions(count: options.integer("radial"), radius: radius > 0 ? radius : 1)
    isAveraging = options.text("aggregation") != "sum"
    bias = options.boolean("bias")
  }

  private func convolution(from type: FieldType) -> GaugeConvolution {
    GaugeConvolution(
      from: type.rotationOrders ?? [0], to: orders, radial: radial, averaging: isAveraging)
  }

  /// For every order of the output weights of neighbours and of the vertex itself, a bias `[orders 0, k]`, and the patches.
  public func prepare(_ site: inout BlockSite) -> FieldSignature {
    let (input, count) = (site.input, site.count(channels))
    guard input.type.rotationOrders != nil else {
      site.refuse("takes orders of so2, not \(input.type)")
      return input
    }
    let convolution = convolution(from: input.type)
    for index in orders.indices {
      let unit = convolution.neighbourShape(index, inputs: 1, outputs: 1)
      site.parameter(
        "neighbours\(index)", shape: scaled(unit, input.channels, count), .glorotNormal)
      if let own = convolution.selfShape(index, inputs: 1, outputs: 1) {
        site.parameter("self\(index)", shape: scaled(own, input.channels, count), .glorotNormal)
      }
    }
    let scalars = orders.count { $0 == 0 }
    if bias && scalars > 0 {
      site.parameter("bias", shape: [scalars, count], .zeros, decays: false)
    }
    for requirement in Self.operators {
      site.needOperator(requirement.role, level: input.support.level)
    }
    return input.with(orders == [0] ? .scalar : .irreps(.so2, orders), channels: count)
  }

  /// Neighbours are turned, and summed with every wave that the output's orders are made of.
  public func operationsPerEdge(of placed: PlacedBlock) -> Double? {
    guard let width = placed.input.width, let rows = placed.shape(of: "neighbours0")?[0] else {
      return nil
    }
    let waves = Set(orders).reduce(0) { $0 + ($1 == 0 ? 1 : 2) }
    return Double(4 * width + 2 * rows * waves)
  }

  private func scaled(_ shape: [Int], _ inputs: Int?, _ outputs: Int?) -> [Int?] {
    [inputs.map { $0 * shape[0] }, outputs.map { $0 * shape[1] }]
  }

  /// `[vertices, c · dimension]` → `[vertices, k · dimension]`.
  public func apply<Scalar: TensorScalar>(
    _ input: FieldValue<Scalar>, _ pass: BlockPass<Scalar>
  ) throws -> FieldValue<Scalar> {
    let convolution = convolution(from: pass.placed.input.type)
    let (distances, angles) = (pass.operator("distance"), pass.operator("angle"))
    let transport = pass.operator("transport")
    let tables = try angles.derived("\(convolution)", from: [distances, transport]) {
      convolution.tables(
        try MeshNeighbourhoods(distances: distances, angles: angles, turns: transport))
    }
    let x = TangentField.planes(input.dense(on: pass.tape), pass.placed.input.type)
    let y = convolution(
      x, tables, neighbours: orders.indices.map { pass.parameter("neighbours\($0)") },
      own: orders.indices.map {
        pass.hasParameter("self\($0)") ? pass.parameter("self\($0)") : nil
      }, bias: pass.hasParameter("bias") ? pass.parameter("bias") : nil)
    return .dense(TangentField.rows(y))
  }
}
