public import Numerics

/// The eigenbases of one domain or of several, whose rows stand one after another, ready to be projected on: constant
/// linear maps that gradients flow through (the spectral acceleration of DiffusionNet: Sharp, Attaiki, Crane and
/// Ovsjanikov, 2022, section 3.1).
///
/// Domains may differ in size and in the number of their modes; none sees another's values, as if Φ were block-diagonal.
public struct SpectralBasis<Scalar: TensorScalar>: Sendable {
  /// The eigenvectors Φ of one domain with their eigenvalues λ, and the mass that makes them orthonormal.
  public struct Domain: Sendable {
    /// Φ, `[rows, modes]`, Φᵀ M Φ = 1.
    public let vectors: DenseMatrix<Double>
    /// λ, one a mode.
    public let values: [Double]
    /// The diagonal of the lumped mass matrix M, one a row.
    public let mass: [Double]

    /// A domain's basis.
    ///
    /// - Throws: ``TensorError`` when there is not one value for each mode and one mass for each row.
    public init(
      vectors: DenseMatrix<Double>, values: [Double], mass: [Double]
    ) throws(TensorError) {
      guard values.count == vectors.columns, mass.count == vectors.rows else {
        throw TensorError(
          "SpectralBasis", [[vectors.rows, vectors.columns], [values.count], [mass.count]],
          "vectors [rows, modes] need an eigenvalue for each mode and a mass for each row")
      }
      (self.vectors, self.values, self.mass) = (vectors, values, mass)
    }
  }

  /// The eigenvalues of all domains, `[modes, 1]`.
  public let eigenvalues: Tensor<Scalar>
  /// The rows and the modes of all domains.
  public let rows: Int, modes: Int

  let domains: [Kernels.SpectralDomain]
  let vectors: Tensor<Scalar>
  let mass: Tensor<Scalar>

  /// The basis of domains, in the order of their rows.
  public init(_ parts: [Domain]) {
    var domains: [Kernels.SpectralDomain] = []
    var (row, mode, offset) = (0, 0, 0)
    for part in parts {
      let (rows, modes) = (part.vectors.rows, part.vectors.columns)
      domains.append(.init(row: row, rows: rows, mode: mode, modes: modes, vectors: offset))
      (row, mode, offset) = (row + rows, mode + modes, offset + rows * modes)
    }
    (self.domains, rows, modes) = (domains, row, mode)
    vectors = Self.packed([offset], parts.map(\.vectors.values))
    mass = Self.packed([row], parts.map(\.mass))
    eigenvalues = Self.packed([mode, 1], parts.map(\.values))
  }

  init(
    domains: [Kernels.SpectralDomain], rows: Int, modes: Int, vectors: Tensor<Scalar>,
    mass: Tensor<Scalar>, eigenvalues: Tensor<Scalar>
  ) {
    self.domains = domains
    self.rows = rows
    self.modes = modes
    self.vectors = vectors
    self.mass = mass
    self.eigenvalues = eigenvalues
  }

  private static func packed(_ shape: [Int], _ lists: [[Double]]) -> Tensor<Scalar> {
    Tensor<Scalar>(
      shape: shape,
      writing: { target in
        var offset = 0
        for list in lists {
          list.withUnsafeBufferPointer {
            guard let base = $0.baseAddress else { return }
            Kernels.convert(count: $0.count, base, into: target + offset)
          }
          offset += list.count
        }
      })
  }

  /// The coefficients Φᵀ M x of values `[rows, c]`: `[modes, c]`.
  public func project(_ x: Variable<Scalar>) -> Variable<Scalar> {
    trapping { () throws(TensorError) in try ShapeRules.spectral(x.shape, rows: rows, "project") }
    let node = x.node
    return x.tape.record("project", projected(x.value, weighing: true), when: x.isRecorded) {
      gradient, gradients in
      gradients.add(to: node) { synthesized(gradient, weighing: true) }
    }
  }

  /// The values Φ c of coefficients `[modes, c]`: `[rows, c]`.
  public func reconstruct(_ coefficients: Variable<Scalar>) -> Variable<Scalar> {
    trapping { () throws(TensorError) in
      try ShapeRules.spectral(coefficients.shape, rows: modes, "reconstruct")
    }
    let node = coefficients.node
    return coefficients.tape.record(
      "reconstruct", synthesized(coefficients.value, weighing: false),
      when: coefficients.isRecorded
    ) { gradient, gradients in
      gradients.add(to: node) { projected(gradient, weighing: false) }
    }
  }

  private func projected(_ x: Tensor<Scalar>, weighing: Bool) -> Tensor<Scalar> {
    Tensor(
      shape: [modes, x.shape[1]],
      writing: { y in
        reading(x, weighing) { vectors, mass, x, columns in
          Kernels.spectralProject(
            domains, columns: columns, vectors: vectors, mass: mass, x, into: y)
        }
      })
  }

  private func synthesized(_ x: Tensor<Scalar>, weighing: Bool) -> Tensor<Scalar> {
    Tensor(
      shape: [rows, x.shape[1]],
      writing: { y in
        reading(x, weighing) { vectors, mass, x, columns in
          Kernels.spectralSynthesize(
            domains, columns: columns, vectors: vectors, mass: mass, x, into: y)
        }
      })
  }

  private func reading(
    _ x: Tensor<Scalar>, _ weighing: Bool,
    _ body: (UnsafePointer<Scalar>, UnsafePointer<Scalar>?, UnsafePointer<Scalar>, Int) -> Void
  ) {
    vectors.read { vectors in
      mass.read { mass in
        x.read { body(vectors, weighing ? mass : nil, $0, x.shape[1]) }
      }
    }
  }
}
