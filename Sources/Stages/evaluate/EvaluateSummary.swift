internal import Artifacts
internal import Pipeline

/// `evaluate.summary`: what several evaluations of one thing come to, over seeds or folds.
enum EvaluateSummary: StageKind {
  static let name = "evaluate.summary"
  static let version = 1
  static let summary = "Mean and deviation of every metric over evaluations: of seeds, or of folds."
  static let inputs = [
    InputPort(
      "metrics", .artifacts(["metrics"]), .many, doc: "The evaluations, with the same metrics each."
    )
  ]
  static let outputs = [
    OutputPort(
      "metrics", "metrics",
      doc: """
        Of each metric NAME: NAME, its mean; NAME_deviation, the standard deviation of the evaluations (n − 1 in its \
        denominator; 0 of one alone); NAME_smallest and NAME_largest. evaluations: how many there are.
        """)
  ]
  static let parameters: [ParameterDeclaration] = []

  static func run(_ context: StageContext) throws {
    let found = try context.readers("metrics").map { item in
      (name: item.name, metrics: try Metrics(from: item.reader))
    }
    guard let first = found.first else { throw StageInputError("there is no evaluation to sum up") }
    let names = first.metrics.scalars.map(\.name)
    for item in found where item.metrics.scalars.map(\.name) != names {
      throw StageInputError(
        "\(item.name) has metrics \(item.metrics.scalars.map(\.name).joined(separator: ", ")), "
          + "\(first.name) has \(names.joined(separator: ", ")); sum up evaluations of one kind")
    }
    var scalars: [(String, Double)] = []
    for (index, name) in names.enumerated() {
      let values = found.map { $0.metrics.scalars[index].value }
      let (mean, deviation) = Self.moments(values)
      scalars += [
        (name, mean), ("\(name)_deviation", deviation), ("\(name)_smallest", values.min() ?? mean),
        ("\(name)_largest", values.max() ?? mean),
      ]
    }
    scalars.append(("evaluations", Double(found.count)))
    try context.write(Metrics(scalars: scalars), to: "metrics")
  }

  /// The mean and the standard deviation of a sample.
  static func moments(_ values: [Double]) -> (mean: Double, deviation: Double) {
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (mean, values.count > 1 ? (squares / (count - 1)).squareRoot() : 0)
  }
}
