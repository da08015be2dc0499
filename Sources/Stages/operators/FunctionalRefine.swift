internal import Artifacts
internal import Geometry
internal import Pipeline

/// `functional.refine`: more functions for a functional map.
enum FunctionalRefine: StageKind {
  static let name = "functional.refine"
  static let version = 1
  static let summary =
    "A functional map refined to more functions, between functions and vertices (ZoomOut, Melzi et al. 2019)."
  static let inputs =
    [InputPort("map", .artifacts(["array"]), doc: "A map of fewer functions of the same bases.")]
    + SpectralInputs.bases + SpectralInputs.masses
  static let outputs = [SpectralInputs.map, SpectralInputs.metrics]
  static let parameters = [
    ParameterDeclaration(
      "count", .integer(1...10_000), default: 100, unit: "eigenpairs",
      doc: "The functions of both shapes at the end."),
    ParameterDeclaration(
      "step", .integer(1...10_000), default: 5, unit: "eigenpairs",
      doc: "How many come in at a time; 1, as in the paper, is slower and a little better."),
  ]

  static func run(_ context: StageContext) throws {
    let source = try context.domain("source", mass: "source_mass")
    let target = try context.domain("target", mass: "target_mass")
    let map = try context.functionalMap("map").refined(
      from: source, to: target, upTo: context.parameters.integer("count"),
      step: context.parameters.integer("step"), checkCancellation: context.checkCancellation)
    try context.write(map, from: source.basis, to: target.basis)
  }
}
