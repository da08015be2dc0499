import Autodiff
import Foundation
import Geometry
import Models
import Numerics
import Testing

/// Audits of models on surfaces and on the same surfaces bent.
@Suite struct BentAuditTests {
  private static let rows = 7, columns = 9

  /// A flat strip, folded along its columns by an angle each, which keeps every length on it, or drawn out.
  private func strip(fold: Double = 0, stretch: Double = 1) throws -> TriangleMesh {
    var positions: [SIMD3<Double>] = []
    for row in 0..<Self.rows {
      var (x, z, turn) = (0.0, 0.0, 0.0)
      let y = Double(row) + 0.2 * sin(2 * Double(row))
      for column in 0..<Self.columns {
        positions.append(SIMD3(stretch * x, y, z))
        let width = 1 + 0.3 * sin(Double(column))
        turn += fold * (1 + 0.5 * cos(Double(column)))
        x += width * cos(turn)
        z += width * sin(turn)
      }
    }
    return try TriangleMesh(
      positions: positions, faces: MeshCases.faces(Self.rows, Self.columns))
  }

  private func input(_ mesh: TriangleMesh, _ features: Tensor<Float>) throws -> ModelInput {
    ModelInput(
      fields: ["x": .dense(features)], operators: try MeshCases.operators(mesh, modes: 12))
  }

  private func positions(_ mesh: TriangleMesh) -> Tensor<Float> {
    Tensor(
      shape: [mesh.vertexCount, 3],
      mesh.positions.flatMap { [Float($0.x), Float($0.y), Float($0.z)] })
  }

  private var noise: Tensor<Float> {
    randomTensor([Self.rows * Self.columns, 4], seed: 1, "noise").converted(to: Float.self)
  }

  private func bend(
    _ symmetry: String, _ blocks: [ModelValue], _ still: ModelInput, _ bent: BentSurfaces
  ) throws -> ModelAudit.Bend {
    let description = try ModelDescription([
      "domain": "mesh", "symmetry": .string(symmetry), "inputs": ["x": "scalar"],
      "blocks": .list(blocks),
    ])
    let model = try Model(
      description,
      signature: InputSignature(of: still, classNames: ["a", "b"], for: description), seed: 7)
    let found = try ModelAudit(model, on: still, samples: 2, seed: 3, bent: bent)
    return try #require(found.bend)
  }

  private let intrinsic: [(symmetry: String, blocks: [ModelValue])] = [
    ("isometry", [["linear": 6], "relu", ["linear": "classes"]]),
    (
      "isometry", [["diffusion": ["dropout": 0]], ["monet": ["channels": 4]], ["dense": "classes"]]
    ),
    (
      "gauge",
      [["linear": ["channels": 4, "orders": [0, 1]]], "nonlinearity", ["linear": "classes"]]
    ),
  ]

  @Test(arguments: [0, 2])
  func `a model that sees lengths alone does not notice a bend that keeps them`(index: Int) throws {
    let (symmetry, blocks) = intrinsic[index]
    let still = try input(strip(), noise)
    let found = try bend(symmetry, blocks, still, BentSurfaces(input(strip(fold: 0.3), noise)))
    #expect(found.changes.map(\.place).first == "signals")
    #expect(found.changes.map(\.place).last == "model")
    #expect(found.changes.count == blocks.count + 2)
    #expect(found.size < 1e-9, "\(found)")
    #expect(found.changes.allSatisfy { $0.change < 1e-8 }, "\(found)")
  }

  @Test(arguments: [0, 1, 2])
  func `it notices one that stretches, block by block`(index: Int) throws {
    let (symmetry, blocks) = intrinsic[index]
    let still = try input(strip(), noise)
    let found = try bend(
      symmetry, blocks, still, BentSurfaces(input(strip(stretch: 1.2), noise)))
    #expect(found.size > 0.05)
    #expect(try #require(found.whole) > 1e-3, "\(found)")
    #expect(found.changes.first?.change == 0)
    #expect(found.changes.dropFirst().first { $0.change > 1e-3 } != nil)
    let pointwise = found.changes.filter {
      $0.place.contains("relu") || $0.place.contains("dense") || $0.place.contains("nonlinearity")
    }
    #expect(!pointwise.isEmpty && pointwise.allSatisfy { $0.change == 0 }, "\(found)")
  }

  @Test func `a model on coordinates changes with its signals, though no block of it does`() throws
  {
    let (flat, folded) = (try strip(), try strip(fold: 0.3))
    let found = try bend(
      "permutation", [["dense": 6], "relu", ["dense": "classes"]],
      try input(flat, positions(flat)),
      BentSurfaces(try input(folded, positions(folded)), stretch: 0.25))
    #expect(found.size == 0.25, "what is known of edges goes before the operators")
    #expect(try #require(found.changes.first).change > 0.1)
    #expect(try #require(found.whole) > 0.05)
    #expect(found.changes.dropFirst().dropLast().allSatisfy { $0.change == 0 })
  }

  @Test func `bent copies of other points or on other domains are refused by name`() throws {
    let still = try input(strip(), noise)
    let other = try MeshCases.sheet(rows: 5, columns: 4)
    let fewer = try input(
      other, randomTensor([20, 4], seed: 1, "fewer").converted(to: Float.self))
    let blocks: [ModelValue] = [["linear": "classes"]]
    do {
      _ = try bend("isometry", blocks, still, BentSurfaces(fewer))
      Issue.record("a copy of 20 vertices must be refused")
    } catch let error as ModelError {
      #expect(error.code == .data)
      #expect("\(error)".contains("[20, 4]") && "\(error)".contains("same triangulation"))
    }
    let items = try ModelInput.batched([still, still])
    let mixed = try ModelInput.batched([still, fewer])
    do {
      _ = try bend("isometry", blocks, items, BentSurfaces(mixed))
      Issue.record("a second item of 20 vertices must be refused")
    } catch let error as ModelError {
      #expect("\(error)".contains("20 points in item 1, the surface 63"), "\(error)")
    }
    let description = try ModelDescription([
      "domain": "grid", "symmetry": "translation", "inputs": ["x": "scalar"],
      "blocks": [["linear": 2], "readout", ["linear": "classes"]],
    ])
    let images = ModelInput(
      fields: ["x": .dense(randomTensor([1, 8, 8, 1], seed: 1, "i").converted(to: Float.self))])
    let model = try Model(
      description,
      signature: InputSignature(of: images, classNames: ["a", "b"], for: description), seed: 7)
    #expect {
      _ = try ModelAudit(model, on: images, samples: 1, seed: 1, bent: BentSurfaces(images))
    } throws: { error in
      "\(error)".contains("no surface that could bend")
    }
  }

  @Test func `a conformal change of lengths solves the eigenproblem of the changed areas`() throws {
    let mesh = try MeshCases.sheet()
    let laplacian = try CotangentLaplacian(of: mesh)
    let stiffness = laplacian.stiffness()
    let mass = laplacian.mass(.lumped).values
    let count = mesh.vertexCount
    let size = 0.2
    let operators =
      try MeshCases.operators(mesh, modes: count) + [
        DomainOperator(
          name: "mass", kind: .mass,
          matrix: SparseMatrix(
            rows: count, columns: count, triplets: mass.enumerated().map { ($0, $0, $1) }))
      ]
    let deformation = try #require(try DomainDeformation(of: operators, on: .mesh, seed: 5))
    let changed = try deformation.applied(to: operators, size: size)
    guard case .matrix(let areas)? = changed.first(where: { $0.kind == .mass })?.content,
      case .eigenbasis(let parts)? = changed.first(where: { $0.kind == .eigenbasis })?.content,
      case .matrix(let distances)? = changed.first(where: { $0.kind == .geodesicDistance })?
        .content,
      case .matrix(let before)? = operators.first(where: { $0.kind == .geodesicDistance })?.content
    else {
      Issue.record("operators are missing")
      return
    }
    let growths = zip(areas.values, mass).map { ($0 / $1).squareRoot() }
    #expect(growths.allSatisfy { $0 <= 1.2 + 1e-12 && $0 >= 1 / 1.2 - 1e-12 })
    #expect(growths.contains { abs(abs(log($0)) - log(1.2)) < 1e-12 }, "the size is reached")
    let pairs = zip(distances.values, before.values).filter { $0.1 > 0 }
    #expect(pairs.allSatisfy { abs(log($0.0 / $0.1)) <= log(1.2) + 1e-12 })
    let basis = parts[0].basis
    #expect(parts[0].mass == areas.values)
    // S φ = λ M φ with the stiffness of the mesh as it was.
    for mode in 0..<count {
      let column = basis.vectors.column(mode)
      let left = stiffness.multiplied(by: column)
      let right = (0..<count).map { basis.values[mode] * areas.values[$0] * column[$0] }
      #expect(relativeError(left, right) < 1e-8, "mode \(mode)")
    }
  }
}
