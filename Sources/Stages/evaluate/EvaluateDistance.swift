internal import Artifacts
internal import Pipeline

/// `evaluate.distance`: fields of distances against one that is taken as true.
enum EvaluateDistance: StageKind {
  static let name = "evaluate.distance"
  static let version = 2
  static let summary = "How far distances are off a reference, relative to it, vertex by vertex."
  static let inputs = [
    InputPort("reference", .artifacts(["field"]), doc: "The distances that count as true."),
    InputPort(
      "distances", .artifacts(["field"]), .many,
      doc: """
        Distances from the same sources on the same mesh, one channel a source as in the reference; their names stand \
        before the metrics.
        """
    ),
  ]
  static let outputs = [
    OutputPort(
      "metrics", "metrics",
      doc: """
        NAME_mean and NAME_largest: the relative difference over vertices (and sources) that both reach and the \
        reference does not put at 0. NAME_unreached: vertices that one of the two alone reaches.
        """)
  ]
  static let parameters: [ParameterDeclaration] = []

  static func run(_ context: StageContext) throws {
    let reference = try context.read(FieldArtifact.self, "reference")
    try check(reference, name: "reference")
    var differences: [(name: String, Difference)] = []
    for item in try context.readers("distances") {
      let field = try FieldArtifact(from: item.reader)
      try check(field, name: item.name)
      guard field.channels == reference.channels else {
        throw StageInputError(
          "\(item.name) has \(field.channels) values a vertex, the reference \(reference.channels); "
            + "measure both from the same sources")
      }
      guard field.count == reference.count else {
        throw StageInputError(
          "\(item.name) has \(field.count) vertices, the reference \(reference.count); "
            + "measure both on one mesh")
      }
      differences.append((item.name, Difference(of: field.values, from: reference.values)))
    }
    // The means of all first: where little is shown, they are what is.
    let scalars =
      differences.map { ($0.name + "_mean", $0.1.mean) }
      + differences.map { ($0.name + "_largest", $0.1.largest) }
      + differences.map { ($0.name + "_unreached", Double($0.1.unreached)) }
    try context.write(Metrics(scalars: scalars.map { (name: $0.0, value: $0.1) }), to: "metrics")
  }

  /// Distances are not negative, and numbers.
  private static func check(_ field: FieldArtifact, name: String) throws {
    if let place = field.values.firstIndex(where: { !($0 >= 0) }) {
      throw StageInputError(
        "\(name) is \(field.values[place]) at vertex \(place / field.channels); connect a field of distances"
      )
    }
  }

  /// Relative differences over the vertices where there are any.
  private struct Difference {
    var mean = 0.0
    var largest = 0.0
    var unreached = 0

    init(of field: [Double], from reference: [Double]) {
      var count = 0
      for (distance, truth) in zip(field, reference) {
        if distance.isFinite != truth.isFinite {
          unreached += 1
        } else if truth > 0, truth.isFinite {
          let difference = abs(distance - truth) / truth
          mean += difference
          largest = max(largest, difference)
          count += 1
        }
      }
      mean /= Double(max(1, count))
    }
  }
}
