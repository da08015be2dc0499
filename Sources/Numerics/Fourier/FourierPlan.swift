internal import CFFTW

/// One of FFTW's plans for transforms in place, destroyed with its last owner.
///
/// Unchecked for the handle: a plan does not change once it is made, and FFTW allows its execution by several threads.
final class FourierPlan: @unchecked Sendable {
  /// The sign of the exponent.
  enum Direction {
    case forward
    case inverse
  }

  private let plan: fftw_plan
  private let count: Int

  init(rows: Int, columns: Int, _ direction: Direction) throws(NumericsError) {
    let sign = direction == .forward ? FFTW_FORWARD : FFTW_BACKWARD
    let made = LibraryLock.withLock {
      withScratch(of: Double.self, 2 * rows * columns) { scratch in
        scratch.withMemoryRebound(to: fftw_complex.self, capacity: rows * columns) { elements in
          fftw_plan_dft_2d(
            Int32(rows), Int32(columns), elements, elements, sign, UInt32(FFTW_ESTIMATE))
        }
      }
    }
    guard let made else {
      throw NumericsError(
        .libraryFailure,
        "FFTW has no plan for \(rows) × \(columns) elements. Free memory or choose another size.")
    }
    plan = made
    count = rows * columns
  }

  deinit {
    LibraryLock.withLock { fftw_destroy_plan(plan) }
  }

  /// Whether plans take this memory: they are made for vector instructions on 16 bytes.
  static func isAligned(_ pointer: UnsafeMutablePointer<Double>) -> Bool {
    Int(bitPattern: pointer) % 16 == 0
  }

  /// Transforms in place, without a scale; the memory must be aligned.
  func execute(_ values: UnsafeMutablePointer<Double>) {
    values.withMemoryRebound(to: fftw_complex.self, capacity: count) { elements in
      fftw_execute_dft(plan, elements, elements)
    }
  }
}
