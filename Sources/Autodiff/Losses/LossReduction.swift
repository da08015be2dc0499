/// What becomes of the losses of single elements.
public enum LossReduction: Sendable, Hashable {
  /// Σ w loss / Σ w, which is the plain mean where all weights are 1; 0 where the weights' sum is 0.
  case mean
  /// Σ w loss.
  case sum
  /// w loss for each element.
  case none
}
