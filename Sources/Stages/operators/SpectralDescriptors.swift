internal import Artifacts
internal import Foundation
internal import Geometry
internal import Numerics
internal import Pipeline

/// `spectral.descriptors`: heat or wave kernel signatures of vertices.
enum SpectralDescriptors: StageKind {
  static let name = "spectral.descriptors"
  static let version = 1
  static let summary =
    "Heat (Sun, Ovsjanikov & Guibas 2009) or wave kernel signatures (Aubry et al. 2011) of all vertices."
  static let inputs = [
    InputPort("basis", .artifacts(["eigenbasis"]), doc: "The smallest eigenpairs of a Laplacian."),
    InputPort(
      "reference", .artifacts(["eigenbasis"]), .optional,
      doc: """
        The basis that times or energies follow from, by default the same; connect one shape's to all whose \
        descriptors are to be compared.
        """),
  ]
  static let outputs = [
    OutputPort(
      "descriptors", "field", doc: "Vertices × times or energies, named as the signature."),
    OutputPort("samples", "array", doc: "The times (1/λ), or the energies as eigenvalues (λ)."),
  ]
  static let parameters = [
    ParameterDeclaration(
      "descriptor", .choice(SpectralSignature.allCases.map(\.rawValue)), default: "wks",
      doc: """
        Hks: Σ exp(−λt) φ², times log-spaced from 4 ln 10 / λ_last to 4 ln 10 / λ_first. Wks: Σ exp(−(e − ln λ)² / 2σ²) \
        φ², energies evenly spaced from ln λ_first + 2σ to ln λ_last − 2σ with σ of 7 steps.
        """),
    ParameterDeclaration(
      "count", .integer(1...10_000), default: 100, unit: "times or energies", doc: "How many."),
    ParameterDeclaration(
      "normalize", .boolean, default: true,
      doc: "Divide each time by its heat trace, each energy by the sum of its weights."),
    SpectralInputs.gap,
  ]

  static func run(_ context: StageContext) throws {
    let parameters = context.parameters
    let gap = parameters.number("gap")
    let basis = try context.read(Eigenbasis.self, "basis").cutAtLastGap(relativeGap: gap)
    let reference =
      try context.readIfConnected(Eigenbasis.self, "reference")?.cutAtLastGap(relativeGap: gap)
      ?? basis
    let (count, isNormalized) = (parameters.integer("count"), parameters.bool("normalize"))
    let name = parameters.string("descriptor")
    let values: DenseMatrix<Double>
    if name == SpectralSignature.heat.rawValue {
      let times = try HeatKernelSignature.times(of: reference, count: count)
      values = try HeatKernelSignature.values(of: basis, times: times, isScaled: isNormalized)
      try context.write(NumberArray(times), to: "samples")
    } else {
      let energies = try WaveKernelSignature.energies(of: reference, count: count)
      values = try WaveKernelSignature.values(
        of: basis, energies: energies, isNormalized: isNormalized)
      try context.write(NumberArray(energies.logarithms.map { exp($0) }), to: "samples")
    }
    try context.write(
      FieldArtifact(name: name, values: values.values, channels: count), to: "descriptors")
  }
}
