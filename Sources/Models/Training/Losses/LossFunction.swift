/// What training makes small: the mean over items of how far predictions are from their targets.
public enum LossFunction: Hashable, Sendable {
  /// −Σ_c w_c q_c ln softmax(prediction)_c over Σ w_label, with q the one-hot class, mixed with the uniform distribution by `smoothing`
  /// (Szegedy et al., CVPR 2016, section 7).
  case crossEntropy(smoothing: Double = 0, weights: ClassWeights = .none)
  /// −t ln σ(prediction) − (1 − t) ln(1 − σ(prediction)), the mean over outputs; t is a target in 0…1, or whether the item is of the class.
  case binaryCrossEntropy
  /// (prediction − target)², the mean over outputs.
  case meanSquaredError
  /// |prediction − target|, the mean over outputs.
  case meanAbsoluteError
  /// ½ r² where |r| ≤ δ, else δ (|r| − ½ δ), the mean over outputs (Huber 1964).
  case huber(delta: Double = 1)

  /// How much an item counts, by its class.
  public enum ClassWeights: Hashable, Sendable {
    /// All alike.
    case none
    /// Each class as much as every other: items over (classes × items of the class), among the training items.
    case balanced
    /// A weight a class, in the order of the class names.
    case given([Double])
  }

  /// Whether it measures against classes.
  var takesClasses: Bool {
    switch self {
    case .crossEntropy, .binaryCrossEntropy: true
    case .meanSquaredError, .meanAbsoluteError, .huber: false
    }
  }

  /// Whether it measures against real values.
  var takesValues: Bool { if case .crossEntropy = self { false } else { true } }
}
