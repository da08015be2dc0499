public import Autodiff

/// Gauge-equivariant convolution of features that turn with the vertices' frames (de Haan, Weiler, Cohen & Welling, "Gauge
/// equivariant mesh CNNs", 2021, equation 3): y_p = K_self x_p + Σ_q K(θ_pq) ρ(g_pq) x_q.
///
/// The kernels that respect a turn of the frame (their table 1) are those of the form K(θ) = ρ_out(θ) W ρ_in(−θ) with any
/// matrix W: a linear map between features seen in the frame that points to the neighbour. So neighbours are turned into
/// that frame, summed with the functions of θ that ρ_out(θ) is made of, and multiplied with weights once a vertex.
/// K_self commutes with turns: between components of one order n it is a number, of n > 0 a complex one.
public struct GaugeConvolution: Sendable {
  /// The orders of a feature that comes in, and of one that goes out.
  public let inputOrders: [Int], outputOrders: [Int]
  /// How weights depend on the distance.
  public let radial: RadialFunctions
  /// Whether neighbours are averaged; otherwise they are summed, as in the paper.
  public let isAveraging: Bool

  /// A convolution between features of some orders, each at least 0; at least one on either side.
  public init(
    from inputOrders: [Int], to outputOrders: [Int], radial: RadialFunctions = RadialFunctions(),
    averaging: Bool = true
  ) {
    precondition(
      !inputOrders.isEmpty && !outputOrders.isEmpty, "GaugeConvolution: features without numbers")
    (self.inputOrders, self.outputOrders) = (inputOrders, outputOrders)
    (self.radial, isAveraging) = (radial, averaging)
  }

  /// The shape of the weights that make the output's component `index` of the neighbours.
  public func neighbourShape(_ index: Int, inputs: Int, outputs: Int) -> [Int] {
    let size = outputOrders[index] == 0 ? 1 : 2
    return [radial.count * FrameTurns<Float>.dimension(inputOrders) * inputs, size * outputs]
  }

  /// The shape of the weights that make the output's component `index` of the vertex itself; nil if no input has its order.
  public func selfShape(_ index: Int, inputs: Int, outputs: Int) -> [Int]? {
    let count = inputOrders.count { $0 == outputOrders[index] }
    return count == 0 ? nil : [count * inputs, (outputOrders[index] == 0 ? 1 : 2) * outputs]
  }

  /// The orders whose waves neighbours are summed with.
  private var waves: [Int] { Set(outputOrders).sorted() }

  /// The convolution.
  ///
  /// - Parameters:
  ///   - x: `[vertices, dimension, inputs]`.
  ///   - neighbourhoods: of the vertices, with turns.
  ///   - neighbours: the weights of each of the output's components, as ``neighbourShape(_:inputs:outputs:)`` says; rows
  ///     run over radial functions, numbers of a feature, and channels, columns over numbers and channels.
  ///   - own: the weights of the vertex itself, as ``selfShape(_:inputs:outputs:)`` says.
  ///   - bias: `[components of order 0, outputs]`, or none: numbers that turn take none.
  /// - Returns: `[vertices, dimension, outputs]`.
  public func callAsFunction<Scalar: TensorScalar>(
    _ x: Variable<Scalar>, _ neighbourhoods: ConvolutionTables<Scalar>,
    neighbours: [Variable<Scalar>], own: [Variable<Scalar>?], bias: Variable<Scalar>? = nil
  ) -> Variable<Scalar> {
    let (vertices, inputs) = (x.shape[0], x.shape[2])
    let sums = neighbourhoods.pattern.moments(
      x, weights: x.tape.constant(neighbourhoods.functions), turns: neighbourhoods.turns)
    let run = radial.count * x.shape[1] * inputs
    var blocks: [LinearBlock<Scalar>] = []
    var biases: [Variable<Scalar>] = []
    var column = 0
    for (index, order) in outputOrders.enumerated() {
      let weights = neighbours[index]
      let outputs = weights.shape[1] / (order == 0 ? 1 : 2)
      let wave = FrameTurns<Scalar>.dimension(waves.filter { $0 < order }) * run
      blocks.append(
        LinearBlock(
          sums, columns: wave..<wave + (order == 0 ? 1 : 2) * run,
          weights: order == 0 ? weights : complex(weights), output: column))
      var (first, start) = (0, 0)
      for other in inputOrders {
        let size = (other == 0 ? 1 : 2) * inputs
        if other == order, let own = own[index] {
          let rows = own.rows(first..<first + inputs)
          blocks.append(
            LinearBlock(
              x, columns: start..<start + size, weights: order == 0 ? rows : complex(rows),
              output: column))
          first += inputs
        }
        start += size
      }
      if let bias {
        let scalars = outputOrders[..<index].count { $0 == 0 }
        biases.append(
          order == 0
            ? bias.rows(scalars..<scalars + 1).reshaped(to: [outputs])
            : x.tape.constant(Tensor(zeros: [2 * outputs])))
      }
      column += weights.shape[1]
    }
    let dimension = FrameTurns<Scalar>.dimension(outputOrders)
    return linear(
      blocks, width: column, bias: biases.isEmpty ? nil : concatenate(biases, axis: 0)
    ).reshaped(to: [vertices, dimension, column / dimension])
  }

  /// Weights (a | b) as what multiplies real and imaginary rows: ((a, b), (−b, a)).
  private func complex<Scalar>(_ weights: Variable<Scalar>) -> Variable<Scalar> {
    let parts = weights.split(axis: 1, sizes: [weights.shape[1] / 2, weights.shape[1] / 2])
    return concatenate([weights, concatenate([-parts[1], parts[0]], axis: 1)], axis: 0)
  }

  /// What the convolution gathers with on given neighbourhoods.
  public func tables<Scalar>(_ neighbourhoods: MeshNeighbourhoods<Scalar>) -> ConvolutionTables<
    Scalar
  > {
    ConvolutionTables(
      pattern: neighbourhoods.pattern,
      functions: neighbourhoods.functions(
        orders: waves, radial: radial, averaging: isAveraging),
      turns: neighbourhoods.turnsToDirection(orders: inputOrders))
  }
}

/// What a ``GaugeConvolution`` gathers with, made once for a mesh.
public struct ConvolutionTables<Scalar: TensorScalar>: Sendable {
  let pattern: SparsePattern
  let functions: Tensor<Scalar>
  let turns: FrameTurns<Scalar>
}
