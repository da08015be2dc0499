internal import Numerics

extension Variable {
  /// Gated recurrent units over sequences (Cho et al., 2014), as one operation over all steps, in the form whose reset
  /// gate stands outside the product: r, z = σ(…), n = tanh(x W + b + r (h U + c)), h′ = (1 − z) n + z h.
  ///
  /// This variable has shape `[batch, length, in]`.
  ///
  /// - Parameters:
  ///   - weights: three groups of columns: reset gate, update gate, new state.
  ///   - initial: the state before the first step, `[batch, hidden]`; zero by default.
  ///   - lengths: the steps of each sequence; past them its state stays, its outputs are zero, and no gradient flows.
  ///   - reversed: whether each sequence is read from its end; outputs stand where their inputs do.
  /// - Returns: the state of every step `[batch, length, hidden]`, and the last one `[batch, hidden]`.
  public func gru(
    _ weights: RecurrentWeights<Scalar>, initial: Variable? = nil, lengths: [Int]? = nil,
    reversed: Bool = false
  ) -> (outputs: Variable, hidden: Variable) {
    let results = RecurrentOperation(
      operation: "gru", cell: .gru, weights: weights, states: (initial, nil), lengths: lengths,
      reversed: reversed
    ).apply(to: self)
    return (results[0], results[1])
  }
}
