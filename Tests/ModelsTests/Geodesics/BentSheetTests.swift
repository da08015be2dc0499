import Autodiff
import Foundation
import Geometry
import Models
import Numerics
import Testing

/// A square sheet that is folded along its lines, which keeps every length on it, and numbered otherwise: its Laplacian is
/// the same, but where eigenvalues repeat its eigenvectors are others (the book, figure 12).
@Suite struct BentSheetTests {
  private static let size = 6

  private struct Sheet {
    let operators: SpectralBasis<Double>
    let order: [Int]

    init(angle: Double, seed: UInt64) throws {
      var order = Array(0..<size * size)
      var stream = RandomStream(seed: seed, "sheet")
      if seed > 0 { stream.shuffle(&order) }
      var positions = [SIMD3<Double>](repeating: .zero, count: size * size)
      var (x, z) = (0.0, 0.0)
      for i in 0..<size {
        for j in 0..<size { positions[order[i * size + j]] = SIMD3(x, Double(j), z) }
        x += cos(angle * Double(i))
        z += sin(angle * Double(i))
      }
      var faces: [SIMD3<Int32>] = []
      for i in 0..<size - 1 {
        for j in 0..<size - 1 {
          let corners = [(i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1)].map {
            Int32(order[$0.0 * size + $0.1])
          }
          faces += [
            [corners[0], corners[1], corners[2]], [corners[0], corners[2], corners[3]],
          ]
        }
      }
      let laplacian = try CotangentLaplacian(of: TriangleMesh(positions: positions, faces: faces))
      let mass = laplacian.mass(.voronoi)
      let basis = try Eigenbasis.smallest(
        stiffness: laplacian.stiffness(), mass: mass, count: size * size)
      operators = SpectralBasis([
        try .init(vectors: basis.vectors, values: basis.values, mass: mass.values)
      ])
      self.order = order
    }

    /// A field that is given in the order of the flat sheet, filtered by factors of the modes, and back in that order.
    func filtered(_ x: Tensor<Double>, _ factors: (SpectralBasis<Double>) -> Tensor<Double>)
      -> [Double]
    {
      let tape = Tape<Double>(recording: false)
      let moved = tape.constant(GraphCases.renumbered(x, order))
      let coefficients = operators.project(moved) * tape.constant(factors(operators))
      let result = operators.reconstruct(coefficients).value
      return order.flatMap { row in (0..<x.shape[1]).map { result[row, $0] } }
    }
  }

  @Test func `a filter of coefficients breaks under a bend, a transfer function does not`() throws {
    let (flat, bent) = (
      try Sheet(angle: 0, seed: 0), try Sheet(angle: .pi / Double(Self.size), seed: 4)
    )
    let count = Self.size * Self.size
    let x = randomTensor([count, 2], seed: 1, "x")
    let learned = randomTensor([count, 1], seed: 1, "filter")
    let raw = [flat, bent].map { $0.filtered(x) { _ in learned } }
    let transfer = [flat, bent].map { sheet in
      sheet.filtered(x) { basis in
        Tensor(
          shape: [count, 1], basis.eigenvalues.scalars.map { exp(-0.3 * $0) + 0.2 * sin($0) })
      }
    }
    #expect(relativeError(transfer[1], transfer[0]) < 1e-8)
    #expect(relativeError(raw[1], raw[0]) > 0.05)
  }
}
