internal import Numerics

extension Variable {
  /// A long short-term memory over sequences (Hochreiter and Schmidhuber, 1997, with Gers' forget gate, 2000), as one
  /// operation over all steps:
  /// i, f, o = σ(…), g = tanh(…), c′ = f c + i g, h′ = o tanh(c′).
  ///
  /// This variable has shape `[batch, length, in]`.
  ///
  /// - Parameters:
  ///   - weights: four groups of columns: input gate, forget gate, cell, output gate.
  ///   - initial: the states before the first step, each `[batch, hidden]`; zero by default.
  ///   - lengths: the steps of each sequence; past them its states stay, its outputs are zero, and no gradient flows.
  ///   - reversed: whether each sequence is read from its end; outputs stand where their inputs do.
  /// - Returns: the hidden state of every step `[batch, length, hidden]`, and the last hidden state and cell state,
  ///   each `[batch, hidden]`. Where only the last state is used, take `hidden`: the way back is then shorter.
  public func lstm(
    _ weights: RecurrentWeights<Scalar>, initial: (hidden: Variable, cell: Variable)? = nil,
    lengths: [Int]? = nil, reversed: Bool = false
  ) -> (outputs: Variable, hidden: Variable, cell: Variable) {
    let results = RecurrentOperation(
      operation: "lstm", cell: .lstm, weights: weights, states: (initial?.hidden, initial?.cell),
      lengths: lengths, reversed: reversed
    ).apply(to: self)
    return (results[0], results[1], results[2])
  }
}
