import Autodiff
import Models
import Numerics
import Testing

/// What sampling alone explains of an error: all of it where a function of a sampled field aliases, none where a block breaks the
/// symmetry.
@Suite struct AuditFloorTests {
  /// Images over the sphere of one smooth random function, of degrees below 4, on the grid of a bandwidth.
  private func sphere(bandwidth: Int) -> Tensor<Float> {
    let spectrum = randomTensor([2, 16, 3], seed: 8, "spectrum")
    return Tape<Double>(recording: false).constant(spectrum)
      .inverseSphericalFourier(bandwidth: bandwidth).value.converted(to: Float.self)
  }

  private func audit(
    _ images: Tensor<Float>, _ blocks: [ModelValue], catalogue: BlockCatalogue = .standard
  ) throws -> ModelAudit {
    let description = try ModelDescription([
      "domain": "sphere", "symmetry": "so3", "inputs": ["x": "scalar"], "blocks": .list(blocks),
    ])
    let input = ModelInput(fields: ["x": .dense(images)])
    let model = try Model(
      description,
      signature: InputSignature(of: input, classNames: ["a", "b"], for: description), seed: 2,
      catalogue: catalogue)
    return try ModelAudit(model, on: input, samples: 4, seed: 3)
  }

  @Test func `a rectifier on the sphere errs within its floor, which falls with the bandwidth`()
    throws
  {
    let floors = try [4, 8, 16].map { bandwidth in
      let found = try audit(
        sphere(bandwidth: bandwidth), ["relu", "readout", ["linear": "classes"]])
      for finding in found.findings {
        let floor = finding.floor
        switch finding.place {
        case "blocks[0].relu", "model":
          let bound = try #require(floor)
          #expect(finding.doubleError > 1e-6)
          #expect(finding.doubleError < 1.3 * bound, "\(finding)")
        case "blocks[1].readout": #expect(try #require(floor) < 0.1, "\(finding)")
        default: #expect(floor == nil, "\(finding)")
        }
        if finding.place == "blocks[0].relu" {
          #expect(try #require(floor) < 20 * finding.doubleError, "\(finding)")
        }
      }
      return found.findings.filter { $0.place == "blocks[0].relu" }.compactMap(\.floor).max() ?? 0
    }
    #expect(floors[1] < 0.75 * floors[0] && floors[2] < 0.75 * floors[1], "\(floors)")
  }

  @Test func `networks over rotations err within their floor, correlations not at all`() throws {
    let found = try audit(
      sphere(bandwidth: 6),
      [
        ["linear": ["channels": 3, "bandwidth": 5]], "relu", ["linear": 3], "tanh", "readout",
        ["linear": "classes"],
      ])
    for finding in found.findings {
      if finding.place.contains("linear") && !finding.place.contains("[5]") {
        #expect(try #require(finding.floor) < 1e-10 && finding.doubleError < 1e-10, "\(finding)")
      } else if finding.place.contains("relu") || finding.place.contains("tanh")
        || finding.place == "model"
      {
        #expect(finding.doubleError < 1.3 * (try #require(finding.floor)), "\(finding)")
        #expect(finding.doubleError > 1e-7)
      }
    }
  }

  @Test(arguments: ["tilted", "tiltedrelu"])
  func `a block that breaks the symmetry is over its floor, whatever it claims`(name: String)
    throws
  {
    let catalogue = BlockCatalogue.standard.adding(BlockKind(Tilted.self)).adding(
      BlockKind(TiltedRelu.self))
    let found = try audit(
      sphere(bandwidth: 16), [.string(name), "readout", ["linear": "classes"]],
      catalogue: catalogue)
    let broken = found.findings.filter { $0.place == "blocks[0].\(name)" || $0.place == "model" }
    #expect(broken.count == 8)
    #expect(broken.contains { $0.place == "model" && $0.doubleError > 0.01 })
    #expect(broken.contains { $0.place != "model" && $0.doubleError > 3 * ($0.floor ?? .infinity) })
    for finding in broken where finding.place != "model" {
      // Small turns of a rectified field move it little.
      #expect(finding.doubleError > 1.5 * (try #require(finding.floor)), "\(finding)")
    }
  }

  @Test func `an approximate block that cannot be sampled finer leaves the floor open`() throws {
    let found = try audit(
      sphere(bandwidth: 4),
      [["jumping": ["blocks": ["relu"], "repeat": 1]], "readout", ["linear": "classes"]])
    #expect(found.findings.contains { $0.place == "model" && $0.doubleError > 1e-6 })
    for finding in found.findings where finding.place != "blocks[1].readout" {
      #expect(finding.floor == nil, "\(finding)")
    }
  }

  private func mesh(_ blocks: [ModelValue], symmetry: String = "gauge") throws -> ModelAudit {
    let sheet = try MeshCases.sheet(rows: 6, columns: 7)
    let description = try ModelDescription([
      "domain": "mesh", "symmetry": .string(symmetry), "inputs": ["x": "scalar"],
      "blocks": .list(blocks),
    ])
    let input = ModelInput(
      fields: [
        "x": .dense(randomTensor([42, 3], seed: 4, "features").converted(to: Float.self))
      ], operators: try MeshCases.operators(sheet))
    let model = try Model(
      description,
      signature: InputSignature(of: input, classNames: ["a", "b"], for: description), seed: 5)
    return try ModelAudit(model, on: input, samples: 4, seed: 6)
  }

  @Test func `the rectifier of turning fields errs within its floor, which falls with its samples`()
    throws
  {
    let floors = try [7, 15, 31].map { samples in
      let found = try mesh([
        ["linear": ["channels": 4, "orders": [0, 1, 2]]], ["nonlinearity": .integer(samples)],
        ["linear": "classes"],
      ])
      for finding in found.findings {
        let isSampled = finding.place.contains("nonlinearity") || finding.place == "model"
        guard isSampled && finding.element.contains("frame") else {
          #expect(finding.floor == nil && finding.doubleError < 1e-11, "\(finding)")
          continue
        }
        let floor = try #require(finding.floor)
        #expect(finding.doubleError > 1e-6 && finding.doubleError < 1.05 * floor, "\(finding)")
        #expect(floor < 20 * finding.doubleError, "\(finding)")
      }
      return found.findings.filter { $0.place.contains("nonlinearity") }.compactMap(\.floor).max()
        ?? 0
    }
    #expect(floors[1] < floors[0] / 2 && floors[2] < floors[1] / 2, "\(floors)")
  }

  @Test func `angular max pooling errs within its floor, too`() throws {
    let found = try mesh([
      ["geodesicconv": ["channels": 5, "radius": 1.6, "angles": 5]],
      ["geodesicconv": ["channels": "classes", "radius": 1.6, "angles": 7]],
    ])
    let turned = found.findings.filter { $0.element.contains("frame") }
    #expect(turned.count == 6)
    for finding in turned {
      #expect(finding.doubleError > 1e-4, "\(finding)")
      #expect(finding.doubleError < 1.15 * (try #require(finding.floor)), "\(finding)")
    }
    // Without frames that turn, there is nothing to explain.
    let still = try mesh(
      [["geodesicconv": ["channels": "classes", "radius": 1.6]]], symmetry: "isometry")
    #expect(still.findings.allSatisfy { $0.floor == nil && $0.doubleError < 1e-12 })
  }
}

/// Multiplies a field with 1 + ½ cos β, which no rotation leaves alone, and claims to be exact within the bandwidth.
private struct Tilted: Block {
  static let declaration = BlockDeclaration(
    name: "tilted", summary: "Multiplies a field over the sphere with its height.",
    supports: [.sphere],
    symmetries: [.init(.rotation, .conditional("for fields of the grid's bandwidth"))])

  init(_ options: BlockOptions) {}

  func prepare(_ site: inout BlockSite) -> FieldSignature { site.input }

  func apply<Scalar: TensorScalar>(
    _ input: FieldValue<Scalar>, _ pass: BlockPass<Scalar>
  ) throws -> FieldValue<Scalar> {
    .dense(Self.tilted(input.dense(on: pass.tape)))
  }

  static func tilted<Scalar>(_ x: Variable<Scalar>) -> Variable<Scalar> {
    let rows = x.shape[1]
    let heights = (0..<rows).map { row in
      Scalar(1 - (Double(row) + 0.5 - Double(rows) / 2) / Double(rows))
    }
    return x * x.tape.constant(Tensor(shape: [rows, 1, 1], heights))
  }
}

/// The same before a rectifier, which claims to be approximate and can be sampled finer.
private struct TiltedRelu: Block {
  static let declaration = BlockDeclaration(
    name: "tiltedrelu", summary: "The rectifier of a field that was multiplied with its height.",
    supports: [.sphere],
    symmetries: [.init(.rotation, .approximate("a higher bandwidth loses less to sampling"))])

  private var isRefined = false

  init(_ options: BlockOptions) {}

  var refined: (any Block)? {
    var finer = self
    finer.isRefined = true
    return finer
  }

  func prepare(_ site: inout BlockSite) -> FieldSignature { site.input }

  func apply<Scalar: TensorScalar>(
    _ input: FieldValue<Scalar>, _ pass: BlockPass<Scalar>
  ) throws -> FieldValue<Scalar> {
    let x = input.dense(on: pass.tape)
    guard isRefined else { return .dense(Tilted.tilted(x).relu()) }
    let bandwidth = x.shape[1] / 2
    return .dense(
      Tilted.tilted(x.sphericalFourier().inverseSphericalFourier(bandwidth: 2 * bandwidth)).relu()
        .sphericalFourier(degrees: bandwidth).inverseSphericalFourier())
  }
}
