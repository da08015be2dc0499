internal import CFFTW
internal import CKernels
internal import Synchronization

/// One of FFTW's plans for many transforms at once, with any steps, from one memory to another.
///
/// Unchecked for the handle: a plan does not change once it is made, and FFTW allows its execution by several threads.
final class FourierBatchPlan: @unchecked Sendable {
  /// What is transformed into what.
  enum Kind: Hashable {
    case realToComplex, complexToReal, forward, inverse
  }

  /// An axis: its length and its steps in elements (real or complex as they are) of source and target.
  struct Axis: Hashable {
    var length: Int
    var source: Int
    var target: Int
  }

  /// What a plan is made for.
  struct Key: Hashable {
    let kind: Kind
    let isDouble: Bool
    /// The axes that are transformed; of a real transform the last is the one that is halved.
    let axes: [Axis]
    /// The axes along which transforms repeat.
    let many: [Axis]
    /// How many bytes source and target stand past a multiple of ``FourierBatchPlan/alignment``: what begins
    /// within a tensor need not be aligned, and a plan holds for one alignment alone.
    let sourcePast: Int, targetPast: Int

    init(
      kind: Kind, isDouble: Bool, axes: [Axis], many: [Axis], source: UnsafeRawPointer,
      target: UnsafeRawPointer
    ) {
      (self.kind, self.isDouble, self.axes, self.many) = (kind, isDouble, axes, many)
      sourcePast = Int(bitPattern: source) % FourierBatchPlan.alignment
      targetPast = Int(bitPattern: target) % FourierBatchPlan.alignment
    }
  }

  private static let plans = Mutex<[Key: FourierBatchPlan]>([:])

  /// The alignment in bytes that FFTW's vector instructions tell apart.
  static let alignment = 16

  private let kind: Kind
  private let plan: OpaquePointer
  private let isDouble: Bool

  /// The plan of a key, made at its first use by estimate, which writes to neither memory.
  static func plan(
    _ key: Key, _ source: UnsafeMutableRawPointer, _ target: UnsafeMutableRawPointer
  ) -> FourierBatchPlan {
    plans.withLock { plans in
      if let known = plans[key] { return known }
      let made = FourierBatchPlan(key, Memory(source: source, target: target))
      plans[key] = made
      return made
    }
  }

  // Unchecked for the pointers: FFTW looks at their alignment alone.
  private struct Memory: @unchecked Sendable {
    let source: UnsafeMutableRawPointer
    let target: UnsafeMutableRawPointer
  }

  private init(_ key: Key, _ memory: Memory) {
    (kind, isDouble) = (key.kind, key.isDouble)
    let made = LibraryLock.withLock {
      key.isDouble ? Self.makeDouble(key, memory) : Self.makeFloat(key, memory)
    }
    guard let made else {
      preconditionFailure("FFTW has no plan for axes \(key.axes) repeated over \(key.many)")
    }
    plan = made
  }

  private static func makeDouble(_ key: Key, _ memory: Memory) -> OpaquePointer? {
    let axes = key.axes.map { fftw_iodim64(n: $0.length, is: $0.source, os: $0.target) }
    let many = key.many.map { fftw_iodim64(n: $0.length, is: $0.source, os: $0.target) }
    let (rank, repeats) = (Int32(axes.count), Int32(many.count))
    let (source, target) = (memory.source, memory.target)
    switch key.kind {
    case .realToComplex:
      return fftw_plan_guru64_dft_r2c(
        rank, axes, repeats, many, source.assumingMemoryBound(to: Double.self),
        target.assumingMemoryBound(to: fftw_complex.self), UInt32(FFTW_ESTIMATE))
    case .complexToReal:
      return fftw_plan_guru64_dft_c2r(
        rank, axes, repeats, many, source.assumingMemoryBound(to: fftw_complex.self),
        target.assumingMemoryBound(to: Double.self),
        UInt32(FFTW_ESTIMATE) | UInt32(FFTW_DESTROY_INPUT))
    case .forward, .inverse:
      return fftw_plan_guru64_dft(
        rank, axes, repeats, many, source.assumingMemoryBound(to: fftw_complex.self),
        target.assumingMemoryBound(to: fftw_complex.self),
        key.kind == .forward ? FFTW_FORWARD : FFTW_BACKWARD, UInt32(FFTW_ESTIMATE))
    }
  }

  private static func makeFloat(_ key: Key, _ memory: Memory) -> OpaquePointer? {
    let axes = key.axes.map { fftwf_iodim64(n: $0.length, is: $0.source, os: $0.target) }
    let many = key.many.map { fftwf_iodim64(n: $0.length, is: $0.source, os: $0.target) }
    let (rank, repeats) = (Int32(axes.count), Int32(many.count))
    let (source, target) = (memory.source, memory.target)
    switch key.kind {
    case .realToComplex:
      return fftwf_plan_guru64_dft_r2c(
        rank, axes, repeats, many, source.assumingMemoryBound(to: Float.self),
        target.assumingMemoryBound(to: fftwf_complex.self), UInt32(FFTW_ESTIMATE))
    case .complexToReal:
      return fftwf_plan_guru64_dft_c2r(
        rank, axes, repeats, many, source.assumingMemoryBound(to: fftwf_complex.self),
        target.assumingMemoryBound(to: Float.self),
        UInt32(FFTW_ESTIMATE) | UInt32(FFTW_DESTROY_INPUT))
    case .forward, .inverse:
      return fftwf_plan_guru64_dft(
        rank, axes, repeats, many, source.assumingMemoryBound(to: fftwf_complex.self),
        target.assumingMemoryBound(to: fftwf_complex.self),
        key.kind == .forward ? FFTW_FORWARD : FFTW_BACKWARD, UInt32(FFTW_ESTIMATE))
    }
  }

  /// Transforms, without a scale; a transform to real numbers overwrites its source, the others leave it.
  func execute(_ source: UnsafeMutableRawPointer, _ target: UnsafeMutableRawPointer) {
    isDouble ? executeDouble(source, target) : executeFloat(source, target)
  }

  private func executeDouble(_ source: UnsafeMutableRawPointer, _ target: UnsafeMutableRawPointer) {
    switch kind {
    case .realToComplex:
      fftw_execute_dft_r2c(
        plan, source.assumingMemoryBound(to: Double.self),
        target.assumingMemoryBound(to: fftw_complex.self))
    case .complexToReal:
      fftw_execute_dft_c2r(
        plan, source.assumingMemoryBound(to: fftw_complex.self),
        target.assumingMemoryBound(to: Double.self))
    case .forward, .inverse:
      fftw_execute_dft(
        plan, source.assumingMemoryBound(to: fftw_complex.self),
        target.assumingMemoryBound(to: fftw_complex.self))
    }
  }

  private func executeFloat(_ source: UnsafeMutableRawPointer, _ target: UnsafeMutableRawPointer) {
    switch kind {
    case .realToComplex:
      fftwf_execute_dft_r2c(
        plan, source.assumingMemoryBound(to: Float.self),
        target.assumingMemoryBound(to: fftwf_complex.self))
    case .complexToReal:
      fftwf_execute_dft_c2r(
        plan, source.assumingMemoryBound(to: fftwf_complex.self),
        target.assumingMemoryBound(to: Float.self))
    case .forward, .inverse:
      fftwf_execute_dft(
        plan, source.assumingMemoryBound(to: fftwf_complex.self),
        target.assumingMemoryBound(to: fftwf_complex.self))
    }
  }
}
