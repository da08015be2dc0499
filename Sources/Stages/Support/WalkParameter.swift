internal import Geometry
internal import Pipeline

/// The walk of diffusion wavelets as a parameter.
enum WalkParameter {
  private static let name = "walk"

  static let declaration = ParameterDeclaration(
    name, .choice(DiffusionWavelets.Walk.allCases.map(\.rawValue)), default: "distribution",
    doc: """
      The lazy walk P = ½ (I + T). Distribution: T = A^T D^-1, sums are kept (Gao et al. 2019). \
      Mean: T = D^-1 A, wavelets of constants are zero. Symmetric: T = D^-½ A D^-½ (Gama et al. \
      2019).
      """)

  static func value(_ parameters: Parameters) -> DiffusionWavelets.Walk {
    DiffusionWavelets.Walk(rawValue: parameters.string(name)) ?? .distribution
  }
}
