internal import CDeferred
internal import CKernels
internal import CMETIS
internal import COneDNN

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The names and versions of what this process has loaded.
enum Libraries {
  static var instructionSet: String { String(cString: meridian_instruction_set()) }

  static var mathematics: String {
    #if canImport(Glibc)
      "glibc " + String(cString: meridian_math_library())
    #else
      String(cString: meridian_math_library())
    #endif
  }

  static var convolutions: String {
    guard let version = dnnl_version()?.pointee else { return "unknown" }
    let isa = String(dnnl_get_effective_cpu_isa().rawValue, radix: 16)
    return "\(version.major).\(version.minor).\(version.patch) isa 0x\(isa)"
  }

  /// METIS tells its version to the compiler alone.
  static var metis: String { "\(METIS_VER_MAJOR).\(METIS_VER_MINOR).\(METIS_VER_SUBMINOR)" }

  static var fourier: String {
    meridian_fftw_version().map { String(cString: $0) } ?? "unknown"
  }

  /// ARPACK has no function that tells its version; the file it was loaded from is named after it.
  static var arpack: String {
    guard let path = meridian_arpack_file() else { return "unknown" }
    defer { free(path) }
    return String(cString: path).split(separator: "/").last.map(String.init) ?? "unknown"
  }
}
