internal import Artifacts
internal import Geometry
internal import Pipeline

/// `functional.correspondence`: which vertices a functional map makes correspond.
enum FunctionalCorrespondence: StageKind {
  static let name = "functional.correspondence"
  static let version = 1
  static let summary =
    "The source vertex of each target vertex, by exact nearest neighbours among a functional map's coefficients."
  static let inputs =
    [InputPort("map", .artifacts(["array"]), doc: "A functional map between the bases.")]
    + SpectralInputs.bases
  static let outputs = [
    OutputPort(
      "vertices", "array", doc: "Int32 [target vertices]: the source vertex each corresponds to.")
  ]
  static let parameters: [ParameterDeclaration] = []

  static func run(_ context: StageContext) throws {
    let found = try context.functionalMap("map").correspondence(
      from: context.read(Eigenbasis.self, "source"), to: context.read(Eigenbasis.self, "target"))
    try context.write(NumberArray(found), to: "vertices")
  }
}
