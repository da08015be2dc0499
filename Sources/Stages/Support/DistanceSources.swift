internal import Artifacts
internal import Pipeline

/// What all stages that measure distances from vertices have in common.
enum DistanceSources {
  static let name = "sources"

  static let inputs = [InputPort("mesh", .artifacts(["mesh"]), doc: "The surface.")]

  static let outputs = [
    OutputPort(
      "distance", "field",
      doc: "Distance of every vertex to the nearest source; infinite where none can be reached.")
  ]

  static let declaration = ParameterDeclaration(
    name, .list(of: .integer(0...Int(Int32.max))), unit: "vertices",
    doc: "The vertices at distance 0, counted from 0.")

  /// Refuses an empty list before anything runs.
  static func check(_ invocation: StageInvocation) -> [StageProblem] {
    guard invocation.parameters.integers(name).isEmpty else { return [] }
    return [
      .parameter(.name(name), message: "needs at least one vertex", remedy: "write [0]")
    ]
  }

  /// Stores distances and says how many vertices have none.
  static func write(_ distances: [Double], _ context: StageContext) throws {
    let unreached = distances.count { $0.isInfinite }
    if unreached > 0 {
      context.log("\(unreached) of \(distances.count) vertices cannot be reached from the sources")
    }
    try context.write(FieldArtifact(name: "distance", values: distances), to: "distance")
  }
}
