import Numerics

extension Split {
  /// Where the items of the fold that is held out go.
  public enum HeldOut: String, Sendable, CaseIterable {
    /// They are the test part; validation is drawn from the other folds.
    case test
    /// They are the validation part, and there is no test part: what validates chooses, so its figures flatter.
    case validation
  }

  /// Cross-validation: the labelled items dealt to k folds, each class evenly, one fold held out.
  ///
  /// The same seed deals the same folds, so that k splits, one a fold, measure every item once. Folds differ by at most one item, in all
  /// and in each class. Hidden items stay outside.
  ///
  /// - Parameters:
  ///   - count: k, at least 2 and at most the labelled items.
  ///   - fold: the one held out, in `0 ..< count`.
  ///   - validation: the fraction of the other folds' items that validates, drawn as ``stratified(labels:train:validation:test:seed:)``
  ///     does; of no use where the fold held out validates.
  /// - Throws: `ModelError` with code `labels` if a number is out of range or nothing is left to train on.
  public static func folds(
    labels: Labels, count: Int, fold: Int, heldOut: HeldOut, validation: Double, seed: UInt64
  ) throws(ModelError) -> Split {
    let labelled = labels.classes.count { $0 != Labels.hidden }
    guard count >= 2, count <= labelled else {
      throw ModelError(
        .labels, "\(count) folds of \(labelled) labelled items; take 2 to \(labelled)")
    }
    guard (0..<count).contains(fold) else {
      throw ModelError(.labels, "fold \(fold) is not one of 0…\(count - 1)")
    }
    var held: [Int32] = []
    var rest: [[Int32]] = []
    var place = 0
    for members in shuffledMembers(of: labels, seed: seed) {
      // Dealing goes on where the last class ended, so that no fold gets the larger share of every class.
      let dealt = members.enumerated().map { (($0.offset + place) % count, $0.element) }
      held += dealt.filter { $0.0 == fold }.map(\.1)
      rest.append(dealt.filter { $0.0 != fold }.map(\.1))
      place += members.count
    }
    guard heldOut == .test else {
      return try Split(train: rest.flatMap { $0 }, validation: held, test: [])
    }
    guard (0..<1).contains(validation) else {
      throw ModelError(
        .labels, "the fraction that validates is from 0 to below 1, not \(validation)")
    }
    let shares = Apportionment(
      classSizes: rest.map(\.count), fractions: [1 - validation, validation, 0, 0]
    ).counts
    let parts = zip(rest, shares).map { ($0.prefix($1[0]), $0.dropFirst($1[0]).prefix($1[1])) }
    let train = parts.flatMap(\.0)
    guard !train.isEmpty else {
      throw ModelError(.labels, "the training part is empty; make validation smaller")
    }
    return try Split(train: train, validation: parts.flatMap(\.1), test: held)
  }
}
