internal import COpenBLAS

/// The one way this house calls OpenBLAS: on one thread, because its bits follow the number of threads.
package enum OpenBLAS {
  private static let configured: Void = openblas_set_num_threads(1)

  /// Sets OpenBLAS to one thread; call it before any of its functions.
  ///
  /// Free after the first time.
  package static func useOneThread() { configured }

  /// The processor family whose kernels are used.
  static var core: String {
    openblas_get_corename().map { String(cString: $0) } ?? "unknown"
  }

  /// The version and the options it was built with.
  static var configuration: String {
    openblas_get_config().map { String(cString: $0) } ?? "unknown"
  }
}
