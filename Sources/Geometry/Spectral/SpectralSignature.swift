internal import Numerics

/// Which kernel a signature is the diagonal of.
public enum SpectralSignature: String, Sendable, CaseIterable {
  /// Heat: ``HeatKernelSignature``, scaled.
  case heat = "hks"
  /// Waves: ``WaveKernelSignature``, normalized.
  case wave = "wks"

  /// Where a signature is sampled, with the defaults of its paper.
  enum Samples {
    case times([Double])
    case energies(WaveKernelSignature.Energies)
  }

  func samples(of basis: Eigenbasis, count: Int) throws(GraphError) -> Samples {
    switch self {
    case .heat: try .times(HeatKernelSignature.times(of: basis, count: count))
    case .wave: try .energies(WaveKernelSignature.energies(of: basis, count: count))
    }
  }

  func weights(of basis: Eigenbasis, _ samples: Samples) throws(GraphError) -> SpectralWeights {
    switch samples {
    case .times(let times): try HeatKernelSignature.weights(of: basis, times: times)
    case .energies(let energies):
      try WaveKernelSignature.weights(of: basis, energies: energies)
    }
  }
}
