/// How well scores put the positive items above the negative ones, whatever the threshold.
public struct RankingMetrics: Hashable, Sendable {
  /// The number of positive items and of negative ones.
  public let positives: Int, negatives: Int
  /// The area under the receiver operating characteristic: the share of pairs of a positive and a negative item in which
  /// the positive has the higher score, equal scores counted half (Mann and Whitney, 1947); nil where either is missing.
  public let rocAUC: Double?
  /// Σ (Rₖ − Rₖ₋₁) Pₖ with precision P and recall R at each different score, from the highest; nil without positive items.
  public let averagePrecision: Double?

  /// Measures a ranking.
  ///
  /// - Parameters:
  ///   - scores: one an item, higher for what is held to be positive; infinite ones rank as any other.
  ///   - isPositive: the truth, one an item.
  /// - Throws: `ModelError` with code `evaluation` if the numbers of items differ or a score is NaN.
  /// - Complexity: O(n log n).
  public init(scores: [Double], isPositive: [Bool]) throws(ModelError) {
    guard scores.count == isPositive.count else {
      throw ModelError(
        .evaluation, "\(scores.count) scores for \(isPositive.count) items; give one each")
    }
    if let item = scores.firstIndex(where: \.isNaN) {
      throw ModelError(.evaluation, "the score of item \(item) is nan; a ranking needs numbers")
    }
    self.init(ranked: scores.indices.sorted { scores[$0] > scores[$1] }, scores, isPositive)
  }

  /// - Parameter order: the items, highest score first.
  private init(ranked order: [Int], _ scores: [Double], _ isPositive: [Bool]) {
    let positives = isPositive.count { $0 }
    let negatives = isPositive.count - positives
    // Positive and negative items above the present score, and twice the pairs that are in order.
    var (above, below, ordered) = (0, 0, 0)
    var precision = 0.0
    var start = 0
    while start < order.count {
      var end = start
      var (equal, equalNegatives) = (0, 0)
      while end < order.count, scores[order[end]] == scores[order[start]] {
        if isPositive[order[end]] { equal += 1 } else { equalNegatives += 1 }
        end += 1
      }
      ordered += equal * (2 * (negatives - below - equalNegatives) + equalNegatives)
      above += equal
      below += equalNegatives
      precision += Double(equal) * Double(above) / Double(end)
      start = end
    }
    (self.positives, self.negatives) = (positives, negatives)
    rocAUC =
      positives > 0 && negatives > 0
      ? Double(ordered) / (2 * Double(positives) * Double(negatives)) : nil
    averagePrecision = positives > 0 ? precision / Double(positives) : nil
  }
}
