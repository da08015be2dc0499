import Artifacts
import Foundation
import Geometry
import Numerics
import Testing

@Suite("Comparing graphs, matrices and spectra")
struct MatrixComparisonTests {
  private func matrix(
    _ rows: Int, _ columns: Int, _ entries: [(Int32, Int32, Double)]
  ) throws -> SparseMatrix<Double> {
    var offsets = [Int32](repeating: 0, count: rows + 1)
    for entry in entries { offsets[Int(entry.0) + 1] += 1 }
    for row in 0..<rows { offsets[row + 1] += offsets[row] }
    return try SparseMatrix(
      rows: rows, columns: columns, rowOffsets: offsets, columnIndices: entries.map(\.1),
      values: entries.map(\.2))
  }

  @Test("entries only one matrix has are its pattern, values are compared where both have one")
  func sparse() throws {
    let old = try matrix(3, 3, [(0, 0, 1), (0, 2, 2), (1, 1, 4), (2, 0, 5)])
    let new = try matrix(3, 3, [(0, 0, 1), (1, 1, 5), (1, 2, 7), (2, 0, 5)])
    let findings = SparseMatrix<Double>.differences(from: old, to: new)
    #expect(findings.map(\.subject) == ["pattern", "values"])
    #expect(findings["pattern"]?["added"] == .integer(1))
    #expect(findings["pattern"]?["removed"] == .integer(1))
    #expect(findings["values"]?["changed"] == .integer(1))
    #expect(findings["values"]?["count"] == .integer(3))
    #expect(findings["values"]?["largest_absolute"] == .number(1))
    #expect(findings["values"]?["largest_absolute_at"] == .string("row 1, column 1"))
  }

  @Test("matrices of two sizes are compared in the rows that both have")
  func sizes() throws {
    let old = try matrix(2, 2, [(0, 0, 1), (1, 1, 1)])
    let new = try matrix(3, 3, [(0, 0, 1), (1, 1, 1), (2, 2, 1)])
    let findings = SparseMatrix<Double>.differences(from: old, to: new)
    #expect(findings.map(\.subject) == ["shape", "pattern"])
    #expect(findings["pattern"]?["added"] == .integer(1))
  }

  @Test("an operator of another kind says so")
  func kinds() throws {
    let matrix = SparseMatrix<Double>.diagonal([1])
    let findings = OperatorArtifact.differences(
      from: try OperatorArtifact(kind: "mass", matrix: matrix),
      to: try OperatorArtifact(kind: "stiffness", matrix: matrix))
    #expect(findings.map(\.subject) == ["kind"])
  }

  @Test("edges added, removed and weighted otherwise")
  func graphs() throws {
    let old = try Graph(
      nodeCount: 4, edges: [.init(0, 1), .init(1, 2), .init(2, 3)], weights: [1, 2, 3])
    let new = try Graph(
      nodeCount: 5, edges: [.init(0, 1), .init(0, 4), .init(2, 3)], weights: [1, 9, 3.5])
    let findings = Graph.differences(from: old, to: new)
    #expect(findings.map(\.subject) == ["nodes", "edges", "weights"])
    #expect(findings["edges"]?["added"] == .integer(1))
    #expect(findings["edges"]?["removed"] == .integer(1))
    #expect(findings["weights"]?["count"] == .integer(2))
    #expect(findings["weights"]?["largest_absolute_at"] == .string("edge 2–3"))
  }

  @Test("a hierarchy names the level that differs")
  func hierarchies() throws {
    let fine = try matrix(2, 2, [(0, 1, 1), (1, 0, 1)])
    let prolongation = try matrix(2, 1, [(0, 0, 1), (1, 0, 1)])
    func make(_ weight: Double) throws -> HierarchyArtifact {
      HierarchyArtifact(
        kind: "adjacency",
        hierarchy: try Hierarchy(
          operators: [fine, matrix(1, 1, [(0, 0, weight)])], prolongations: [prolongation]))
    }
    let findings = HierarchyArtifact.differences(from: try make(2), to: try make(3))
    #expect(findings.map(\.subject) == ["level 1 values"])
  }

  private func basis(_ values: [Double], _ columns: [[Double]]) throws -> Eigenbasis {
    try Eigenbasis(values: values, vectors: DenseMatrix(columns: columns))
  }

  @Test("a spectrum's shift is told against its largest value; a vector's sign is no difference")
  func spectrum() throws {
    let old = try basis([0, 1, 4], [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]])
    let new = try basis([0, 1.5, 4.2], [[1, 0, 0, 0], [0, -1, 0, 0], [0, 0, 1, 0]])
    let findings = Eigenbasis.differences(from: old, to: new)
    #expect(findings.map(\.subject) == ["eigenvalues"])
    #expect(findings["eigenvalues"]?["changed"] == .integer(2))
    #expect(findings["eigenvalues"]?["largest_shift"] == .number(0.5))
    #expect(findings["eigenvalues"]?["share_of_largest"] == .number(0.125))
  }

  @Test("vectors turned within the space they span change, the space does not")
  func turned() throws {
    let (c, s) = (cos(0.3), sin(0.3))
    let old = try basis([1, 1], [[1, 0, 0], [0, 1, 0]])
    let new = try basis([1, 1], [[c, s, 0], [-s, c, 0]])
    let findings = Eigenbasis.differences(from: old, to: new)
    #expect(findings.map(\.subject) == ["vectors"])
    #expect(findings["vectors"]?["changed"] == .integer(2))
  }

  @Test("the angle between spaces is found, also a tiny one", arguments: [0.3, 1e-3, 1e-9])
  func angle(radians: Double) throws {
    let old = try basis([1, 2], [[1, 0, 0, 0], [0, 1, 0, 0]])
    let new = try basis([1, 2], [[1, 0, 0, 0], [0, cos(radians), sin(radians), 0]])
    let findings = Eigenbasis.differences(from: old, to: new)
    guard case .number(let degrees)? = findings["space"]?["largest_angle_degrees"] else {
      Issue.record("no angle: \(findings)")
      return
    }
    #expect(abs(degrees * .pi / 180 / radians - 1) < 1e-6)
  }
}
