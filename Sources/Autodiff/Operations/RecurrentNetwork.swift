internal import Numerics

extension Variable {
  /// A plain recurrent network over sequences (Elman, 1990), as one operation over all steps:
  /// h′ = f(x W + b + h U + c).
  ///
  /// This variable has shape `[batch, length, in]`.
  ///
  /// - Parameters:
  ///   - weights: one group of columns.
  ///   - nonlinearity: f.
  ///   - initial: the state before the first step, `[batch, hidden]`; zero by default.
  ///   - lengths: the steps of each sequence; past them its state stays, its outputs are zero, and no gradient flows.
  ///   - reversed: whether each sequence is read from its end; outputs stand where their inputs do.
  /// - Returns: the state of every step `[batch, length, hidden]`, and the last one `[batch, hidden]`.
  public func recurrent(
    _ weights: RecurrentWeights<Scalar>, nonlinearity: RecurrentNonlinearity = .tanh,
    initial: Variable? = nil, lengths: [Int]? = nil, reversed: Bool = false
  ) -> (outputs: Variable, hidden: Variable) {
    let results = RecurrentOperation(
      operation: "recurrent", cell: nonlinearity == .tanh ? .tanh : .relu, weights: weights,
      states: (initial, nil), lengths: lengths, reversed: reversed
    ).apply(to: self)
    return (results[0], results[1])
  }
}

/// What a plain recurrent network puts its argument through.
public enum RecurrentNonlinearity: Sendable, Hashable {
  /// The hyperbolic tangent.
  case tanh
  /// max(x, 0).
  case relu
}
