internal import Foundation

/// How far a signal spreads over a graph: the weights θ₀, θ₁, … of the powers of a transition matrix T in
/// Σ θₖ Tᵏ (Gasteiger, Weißenberger & Günnemann, "Diffusion Improves Graph Learning", 2019, equation 1).
public enum DiffusionKernel: Sendable, Hashable {
  /// Personalized PageRank: θₖ = α (1 − α)ᵏ, so that the sum is α (I − (1 − α) T)⁻¹; α is the probability to
  /// return to the start before each step, 0.001 ... 1.
  case pageRank(teleport: Double)
  /// The heat kernel: θₖ = e⁻ᵗ tᵏ / k!, so that the sum is exp(−t (I − T)); t is 0 ... 500.
  case heat(time: Double)

  /// Throws for a parameter outside its range.
  func check() throws(GraphError) {
    switch self {
    case .pageRank(let teleport):
      guard (0.001...1).contains(teleport) else {
        throw .parameterOutOfRange(
          name: "teleport", value: "\(teleport)", range: "a probability from 0.001 to 1")
      }
    case .heat(let time):
      guard (0...500).contains(time) else {
        throw .parameterOutOfRange(
          name: "time", value: "\(time)", range: "a number from 0 to 500")
      }
    }
  }

  /// The weights up to where all that follow add up to less than half a unit in the last place of 1.
  var weights: [Double] {
    var weights: [Double] = []
    switch self {
    case .pageRank(let teleport):
      var rest = 1.0
      while rest > 0x1p-53 {
        weights.append(teleport * rest)
        rest *= 1 - teleport
      }
    case .heat(let time):
      var weight = exp(-time)
      // Beyond 2 t terms each is less than half of the one before it: the rest is less than the last.
      var index = 0.0
      while index <= 2 * time || weight > 0x1p-54 {
        weights.append(weight)
        index += 1
        weight *= time / index
      }
    }
    return weights
  }
}
