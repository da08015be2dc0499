/// What the bits of numerical results depend on besides inputs, parameters and seed.
///
/// Two machines with equal fingerprints compute equal bits; results record it.
public struct NumericsFingerprint: Sendable, Codable, Hashable, CustomStringConvertible {
  /// The version of this house's own kernels that the processor runs, such as `x86-64-v4`.
  public let instructionSet: String

  /// OpenBLAS: the processor family of its kernels, then version and build options.
  public let blas: String

  /// oneDNN: version and the instruction set it uses.
  public let convolutions: String

  /// CHOLMOD's version.
  public let cholmod: String

  /// The file name of the ARPACK library, which carries its version.
  public let arpack: String

  /// METIS' version.
  public let metis: String

  /// FFTW's name and version, with the instruction sets it was built for.
  public let fourier: String

  /// The C library whose mathematical functions are called, with its version.
  public let mathematics: String

  /// The version of the rules by which shapes are cut into shards; a change of these rules raises it.
  public let tilePlan: Int

  /// The fingerprint of this process.
  public static let current = NumericsFingerprint(
    instructionSet: Libraries.instructionSet,
    blas: "\(OpenBLAS.core) \(OpenBLAS.configuration)",
    convolutions: Libraries.convolutions,
    cholmod: CHOLMOD.version,
    arpack: Libraries.arpack,
    metis: Libraries.metis,
    fourier: Libraries.fourier,
    mathematics: Libraries.mathematics,
    tilePlan: Kernels.tilePlanVersion)

  /// All parts on one line.
  public var description: String {
    "isa=\(instructionSet); blas=\(blas); onednn=\(convolutions); cholmod=\(cholmod);"
      + " arpack=\(arpack); metis=\(metis); fftw=\(fourier); libm=\(mathematics); tiles=\(tilePlan)"
  }
}
