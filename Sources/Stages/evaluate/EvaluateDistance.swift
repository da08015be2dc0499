internal import Artifacts
internal import Pipeline

/// `evaluate.distance`: fields of distances against one that is taken as true.
enum EvaluateDistance: StageKind {
  static let name = "evaluate.distance"
  static let version = 1
  static let summary = "How far distances are off a reference, relative to it, vertex by vertex."
  static let inputs = [
    InputPort("reference", .artifacts(["field"]), doc: "The distances that count as true."),
    InputPort(
      "distances", .artifacts(["field"]), .many,
      doc: "Distances from the same sources on the same mesh; their names stand before the metrics."
    ),
  ]
  static let outputs = [
    OutputPort(
      "metrics", "metrics",
      doc: """
        NAME_mean and NAME_largest: the relative difference over vertices that both reach and the reference does not \
        put at 0. NAME_unreached: vertices that one of the two alone reaches.
        """)
  ]
  static let parameters: [ParameterDeclaration] = []

  static func run(_ context: StageContext) throws {
    let reference = try values(context.read(FieldArtifact.self, "reference"), name: "reference")
    var scalars: [(name: String, value: Double)] = []
    for item in try context.readers("distances") {
      let field = try values(FieldArtifact(from: item.reader), name: item.name)
      guard field.count == reference.count else {
        throw StageInputError(
          "\(item.name) has \(field.count) vertices, the reference \(reference.count); "
            + "measure both on one mesh")
      }
      let difference = Difference(of: field, from: reference)
      scalars += [
        ("\(item.name)_mean", difference.mean), ("\(item.name)_largest", difference.largest),
        ("\(item.name)_unreached", Double(difference.unreached)),
      ]
    }
    try context.write(Metrics(scalars: scalars), to: "metrics")
  }

  /// The distances of a field, which must be one a vertex and none negative or NaN.
  private static func values(_ field: FieldArtifact, name: String) throws -> [Double] {
    guard field.channels == 1 else {
      throw StageInputError(
        "\(name) has \(field.channels) values a vertex; connect a field of distances")
    }
    if let vertex = field.values.firstIndex(where: { !($0 >= 0) }) {
      throw StageInputError(
        "\(name) is \(field.values[vertex]) at vertex \(vertex); connect a field of distances")
    }
    return field.values
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
