public import Numerics

/// Steps of heat flow on a domain by the backward Euler method, (M + t L)⁻¹ M x, with learned times (the direct method of
/// DiffusionNet: Sharp, Attaiki, Crane and Ovsjanikov, 2022, equation 5).
///
/// The pattern of M + t L is analyzed once; each step factors it anew for its times, in Double.
public struct ImplicitDiffusion<Scalar: TensorScalar>: Sendable {
  private let mass: SparseMatrix<Double>
  private let stiffness: SparseMatrix<Double>
  private let analysis: CholeskyAnalysis
  private let massOperator: SparseOperator<Double>
  private let stiffnessOperator: SparseOperator<Double>

  /// Diffusion on a domain.
  ///
  /// - Parameters:
  ///   - mass: M, symmetric positive definite.
  ///   - stiffness: L, symmetric positive semidefinite, of the same size.
  /// - Throws: ``NumericsError`` naming the row where a matrix is not symmetric or not finite, or both sizes.
  public init(
    mass: SparseMatrix<Double>, stiffness: SparseMatrix<Double>
  ) throws(NumericsError) {
    guard mass.rows == stiffness.rows, mass.columns == stiffness.columns else {
      throw NumericsError(
        .shapeMismatch,
        "The mass matrix is \(mass.rows) × \(mass.columns), the stiffness matrix"
          + " \(stiffness.rows) × \(stiffness.columns). Take both from one domain.")
    }
    try SymmetricCheck.check(mass, name: "mass matrix")
    try SymmetricCheck.check(stiffness, name: "stiffness matrix")
    // Entries may be stored on one side of the diagonal alone: the sum has to have both.
    let pattern = mass.adding(stiffness, scaledBy: 1)
    let zeros = pattern.adding(pattern.transposed(), scaledBy: 0).scaled(by: 0)
    self.mass = mass.adding(zeros)
    self.stiffness = stiffness
    analysis = try CholeskyAnalysis(self.mass)
    massOperator = SparseOperator(mass)
    stiffnessOperator = SparseOperator(stiffness)
  }

  /// The rows of the domain.
  public var rows: Int { mass.rows }

  /// One step (M + t L)⁻¹ M x; the gradient flows to x and to the times.
  ///
  /// With y the result, g its gradient and λ = (M + t L)⁻¹ g, the gradients are M λ and −λᵀ L y.
  ///
  /// - Parameters:
  ///   - x: `[rows, c]`.
  ///   - times: `[c]`, or one for all channels; 0 or more. Channels of equal times share a factorization.
  /// - Throws: ``NumericsError`` for a time out of range, or a matrix that is not positive definite.
  /// - Complexity: a factorization for each different time, a solve each way for each channel.
  public func step(
    _ x: Variable<Scalar>, times: Variable<Scalar>
  ) throws(NumericsError) -> Variable<Scalar> {
    trapping { () throws(TensorError) in
      try ShapeRules.spectral(x.shape, rows: rows, "ImplicitDiffusion.step")
    }
    let channels = x.shape[1]
    precondition(
      times.value.count == 1 || times.shape == [channels],
      "ImplicitDiffusion.step: times of shape \(times.shape) for \(channels) channels")
    let factors = try factored(times.value.scalars.map { Double($0) }, channels: channels)
    let result = solved(massOperator.multiply(x.value.inDouble()), factors)
    let (xNode, timeNode, input) = (x.node, times.node, x.value)
    let (timeShape, isShared) = (times.shape, times.value.count == 1)
    // The gradient to the times alone needs the result.
    let kept = times.isRecorded ? result : nil
    return x.tape.record(
      "ImplicitDiffusion.step", result.inPrecision(of: input),
      when: x.isRecorded || times.isRecorded
    ) { gradient, gradients in
      let adjoint = solved(gradient.inDouble(), factors)
      gradients.add(to: xNode) { massOperator.multiply(adjoint).inPrecision(of: gradient) }
      gradients.add(to: timeNode) {
        guard let kept else { return Tensor(zeros: timeShape) }
        let products = Tensor.combining(
          .multiply, "ImplicitDiffusion.step", adjoint, stiffnessOperator.multiply(kept))
        return products.summed(over: isShared ? [0, 1] : [0]).mapped(.negate)
          .reshaped(to: timeShape).inPrecision(of: gradient)
      }
    }
  }

  /// A factor and the channels it is for.
  private struct Factor: Sendable {
    let cholesky: SparseCholesky
    let channels: [Range<Int>]
  }

  private func factored(
    _ times: [Double], channels: Int
  ) throws(NumericsError) -> [Factor] {
    if let channel = times.firstIndex(where: { !($0 >= 0 && $0.isFinite) }) {
      throw NumericsError(
        .parameterOutOfRange,
        "The diffusion time of channel \(channel) is \(times[channel]). Keep times finite and at"
          + " least 0, for instance by softplus.")
    }
    var different: [Double] = []
    var groups: [[Range<Int>]] = []
    for (channel, time) in times.enumerated() {
      let range = times.count == 1 ? 0..<channels : channel..<channel + 1
      if let known = different.firstIndex(of: time) {
        groups[known].append(range)
      } else {
        different.append(time)
        groups.append([range])
      }
    }
    var factors: [Factor] = []
    for (time, channels) in zip(different, groups) {
      let system = mass.adding(stiffness, scaledBy: time)
      let cholesky = try SparseCholesky(system, analysis: analysis)
      factors.append(Factor(cholesky: cholesky, channels: channels))
    }
    return factors
  }

  private func solved(_ right: Tensor<Double>, _ factors: [Factor]) -> Tensor<Double> {
    var result = right
    let stride = right.shape[1]
    let tasks = factors.flatMap { factor in factor.channels.map { (factor.cholesky, $0) } }
    result.withUnsafeMutableBufferPointer { values in
      guard let base = values.baseAddress else { return }
      // With one task, the solver shares out its channels itself.
      Parallel.forEach(tasks.count) { task in
        tasks[task].0.solveInPlace(base, stride: stride, columns: tasks[task].1)
      }
    }
    return result
  }
}
