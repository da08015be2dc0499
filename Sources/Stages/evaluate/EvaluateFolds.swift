internal import Artifacts
internal import Pipeline

/// `evaluate.folds`: the protocol of papers that choose one epoch for all folds by what was held out.
enum EvaluateFolds: StageKind {
  static let name = "evaluate.folds"
  static let version = 1
  static let summary =
    "Cross-validation as in papers on small graphs: the epoch whose mean validation accuracy over all folds is best."
  static let inputs = [
    InputPort(
      "histories", .artifacts(["table"]), .many,
      doc: "The trainings of the folds, each with its own fold as the validation part.")
  ]
  static let outputs = [
    OutputPort(
      "metrics", "metrics",
      doc: """
        accuracy: the mean over folds at the chosen epoch; accuracy_deviation: their standard deviation there (n in its \
        denominator, as papers give it); epoch, folds; best_epochs: the mean when each fold chooses its own epoch. The \
        part that is measured chooses the epoch, so that these figures flatter.
        """),
    OutputPort(
      "curve", "table", doc: "Epoch, mean and deviation of the folds' accuracies, a row an epoch."),
  ]
  static let parameters: [ParameterDeclaration] = []
  private static let column = "validation_accuracy"

  static func run(_ context: StageContext) throws {
    let curves = try context.readers("histories").map { item -> [Double] in
      guard case .numbers(let values)? = try Table(from: item.reader)[column],
        values.allSatisfy({ $0.isFinite })
      else {
        throw StageInputError(
          "\(item.name) has no column '\(column)' of numbers; "
            + "connect the histories of classifiers with validation items")
      }
      return values
    }
    guard let epochs = curves.first?.count, epochs > 0 else {
      throw StageInputError("there is no epoch to choose")
    }
    if let other = curves.first(where: { $0.count != epochs }) {
      throw StageInputError(
        "a training has \(other.count) epochs, another \(epochs); train every fold as long, with patience 0"
      )
    }
    let folds = Double(curves.count)
    let means = (0..<epochs).map { epoch in curves.reduce(0) { $0 + $1[epoch] } / folds }
    let deviations = (0..<epochs).map { epoch in
      let squares = curves.reduce(0) {
        $0 + ($1[epoch] - means[epoch]) * ($1[epoch] - means[epoch])
      }
      return (squares / folds).squareRoot()
    }
    // Of epochs equally good the first is chosen.
    let best = means.indices.reduce(0) { means[$1] > means[$0] ? $1 : $0 }
    let own = curves.reduce(0) { $0 + ($1.max() ?? 0) } / folds
    try context.write(
      Metrics(
        scalars: [
          ("accuracy", means[best]), ("accuracy_deviation", deviations[best]),
          ("epoch", Double(best + 1)), ("folds", folds), ("best_epochs", own),
        ]), to: "metrics")
    try context.write(
      Table([
        .init("epoch", .integers((1...Int64(epochs)).map { $0 })),
        .init("mean", .numbers(means)), .init("deviation", .numbers(deviations)),
      ]), to: "curve")
  }
}
