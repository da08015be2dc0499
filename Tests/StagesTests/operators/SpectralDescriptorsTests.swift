import Artifacts
import Foundation
import Geometry
import Numerics
import Pipeline
import Store
import TestSupport
import Testing

@Suite struct SpectralDescriptorsTests {
  private let trial: Trial
  init() throws { trial = try Trial() }

  /// The basis and mass of a stretched sphere, which has no multiplets.
  private func spectrum(_ count: Int, stretch: Double = 1) throws -> (
    basis: ArtifactReference, mass: ArtifactReference, stiffness: ArtifactReference
  ) {
    let sphere = try MeshPrimitives.icosphere(subdivisions: 2)
    let mesh = try TriangleMesh(
      positions: sphere.positions.map { stretch * $0 * SIMD3(1, 1.3, 1.7) }, faces: sphere.faces)
    let laplacian = try CotangentLaplacian(of: mesh)
    let (stiffness, mass) = (laplacian.stiffness(), laplacian.mass(.lumped))
    return (
      try trial.store(Eigenbasis.smallest(stiffness: stiffness, mass: mass, count: count)),
      try trial.store(OperatorArtifact(kind: "mass", matrix: mass)),
      try trial.store(OperatorArtifact(kind: "stiffness", matrix: stiffness))
    )
  }

  @Test(arguments: ["hks", "wks"])
  func `normalized descriptors integrate to one`(descriptor: String) throws {
    let spectrum = try spectrum(20)
    let outputs = try trial.run(
      "spectral.descriptors", ["descriptor": .string(descriptor), "count": 11],
      ["basis": artifact(spectrum.basis)])
    let field = try trial.read(FieldArtifact.self, outputs["descriptors"])
    #expect((field.name, field.channels, field.count) == (descriptor, 11, 162))
    let masses = try trial.read(OperatorArtifact.self, spectrum.mass).matrix.diagonalValues
    for channel in 0..<11 {
      let sum = masses.indices.reduce(0) { $0 + masses[$1] * field.values[$1 * 11 + channel] }
      #expect(abs(sum - 1) < 1e-9)
    }
    let samples = try trial.read(NumberArray.self, outputs["samples"]).doubles
    #expect(samples.count == 11 && samples == samples.sorted())
  }

  @Test func `the gap decides what is used, a reference where it is sampled`() throws {
    let spectrum = try spectrum(20)
    let other = try self.spectrum(20, stretch: 2)
    let basis = try trial.read(Eigenbasis.self, spectrum.basis)
    func outputs(_ parameters: ParameterValue, _ reference: ArtifactReference? = nil) throws
      -> [Double]
    {
      var inputs = ["basis": try artifact(spectrum.basis)]
      if let reference { inputs["reference"] = try artifact(reference) }
      return try trial.read(
        NumberArray.self, trial.run("spectral.descriptors", parameters, inputs)["samples"]
      ).doubles
    }
    let peak = 4 * log(10.0)
    let all = try outputs(["descriptor": "hks", "gap": 0])
    #expect(abs(all[0] * basis.values[19] / peak - 1) < 1e-12)
    let cut = try outputs(["descriptor": "hks"])
    let count = try basis.countToLastGap()
    #expect(abs(cut[0] * basis.values[count - 1] / peak - 1) < 1e-12)
    // Twice as large, times are four times as long.
    let long = try outputs(["descriptor": "hks"], other.basis)
    #expect(abs(long[0] / cut[0] - 4) < 1e-6)
  }

  @Test func `filters in a basis and without one agree where the basis is whole`() throws {
    let spectrum = try spectrum(162)
    let field = try FieldArtifact(
      name: "height", values: (0..<324).map { sin(Double($0 * $0)) }, channels: 2)
    let signal = try artifact(trial.store(field))
    let mass = try artifact(spectrum.mass)
    for parameters: ParameterValue in [
      ["filter": "heat", "time": 0.1, "order": 80],
      ["filter": "inverse", "shift": 3, "order": 80],
      ["filter": "mexican-hat", "scale": 0.1, "order": 80],
    ] {
      let exact = try trial.read(
        FieldArtifact.self,
        trial.run(
          "spectral.filter", parameters,
          ["signal": signal, "basis": artifact(spectrum.basis), "mass": mass])["signal"])
      let polynomial = try trial.read(
        FieldArtifact.self,
        trial.run(
          "spectral.filter", parameters,
          ["signal": signal, "stiffness": artifact(spectrum.stiffness), "mass": mass])["signal"])
      #expect((exact.name, exact.channels) == ("height", 2))
      for (a, b) in zip(exact.values, polynomial.values) { #expect(abs(a - b) < 1e-5) }
    }
  }

  @Test func `wavelets keep the energy, ideal bands add up`() throws {
    let spectrum = try spectrum(162)
    let field = try FieldArtifact(name: "f", values: (0..<162).map { cos(Double($0 * $0)) })
    let inputs = [
      "signal": try artifact(trial.store(field)), "basis": try artifact(spectrum.basis),
      "mass": try artifact(spectrum.mass),
    ]
    func filtered(_ parameters: ParameterValue) throws -> FieldArtifact {
      try trial.read(
        FieldArtifact.self, trial.run("spectral.filter", parameters, inputs)["signal"])
    }
    let masses = try trial.read(OperatorArtifact.self, spectrum.mass).matrix.diagonalValues
    func energy(_ field: FieldArtifact) -> Double {
      field.values.enumerated().reduce(0) {
        $0 + masses[$1.offset / field.channels] * $1.element * $1.element
      }
    }
    let bands = try filtered(["filter": "wavelets", "scales": 3])
    #expect(bands.channels == 4)
    #expect(abs(energy(bands) / energy(field) - 1) < 1e-9)
    let low = try filtered(["filter": "low-pass", "upper": 10])
    let high = try filtered(["filter": "band-pass", "lower": 10, "upper": 1e9])
    #expect(energy(low) > 0 && energy(high) > 0)
    for vertex in 0..<162 {
      #expect(abs(low.values[vertex] + high.values[vertex] - field.values[vertex]) < 1e-9)
    }
  }

  @Test func `filters that make no sense are refused`() throws {
    let spectrum = try spectrum(5)
    let field = try FieldArtifact(name: "f", values: [Double](repeating: 1, count: 162))
    let signal = try artifact(trial.store(field))
    let basis = ["signal": signal, "basis": try artifact(spectrum.basis)]
    func failure(_ parameters: ParameterValue, _ inputs: [String: [StageTrial.Input]]) throws
      -> String
    { try trial.failure("spectral.filter", parameters, inputs) }
    #expect(try failure(["filter": "heat"], basis).contains("heat needs `time`"))
    #expect(
      try failure(["filter": "heat", "time": 1, "scale": 2], basis)
        .contains("heat has no `scale`"))
    #expect(
      try failure(["filter": "band-pass", "lower": 2, "upper": 1], basis)
        .contains("must lie above"))
    #expect(
      try failure(["filter": "heat", "time": 1], ["signal": signal])
        .contains("connect either `basis` or `stiffness`"))
    #expect(
      try failure(
        ["filter": "heat", "time": 1], basis.merging(["mass": artifact(spectrum.stiffness)]) { $1 }
      ).contains("connect the mass"))
    let far = try FieldArtifact(
      name: "f", values: (0..<162).map { $0 == 9 ? .infinity : 0 })
    #expect(
      try failure(
        ["filter": "heat", "time": 1],
        basis.merging(["signal": artifact(trial.store(far))]) { $1 }
      ).contains("inf at vertex 9"))
  }
}
