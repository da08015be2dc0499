import Foundation
import Store

/// Measures what a stage costs this process: wall time, processor time and peak memory.
struct CostMeter {
  private let start = ContinuousClock.now
  private let processorStart = CostMeter.processorSeconds()

  init() { Self.resetPeak() }

  func cost() -> StageResult.Cost {
    let elapsed = ContinuousClock.now - start
    return StageResult.Cost(
      seconds: Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18,
      cpuSeconds: Self.processorSeconds() - processorStart, peakBytes: Self.peakBytes())
  }

  private static func usage(_ who: Int32) -> rusage {
    var usage = rusage()
    #if os(Linux)
      _ = getrusage(__rusage_who_t(who), &usage)
    #else
      _ = getrusage(who, &usage)
    #endif
    return usage
  }

  /// Of this process and of the programs it waited for.
  private static func processorSeconds() -> Double {
    var sum = 0.0
    for usage in [usage(0), usage(-1)] {
      sum += Double(usage.ru_utime.tv_sec) + Double(usage.ru_utime.tv_usec) * 1e-6
      sum += Double(usage.ru_stime.tv_sec) + Double(usage.ru_stime.tv_usec) * 1e-6
    }
    return sum
  }

  /// Where the system can, peak memory is counted from the stage's start.
  private static func resetPeak() {
    #if os(Linux)
      let descriptor = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC)
      guard descriptor >= 0 else { return }
      _ = write(descriptor, "5", 1)
      close(descriptor)
    #endif
  }

  private static func peakBytes() -> Int {
    #if os(Linux)
      let descriptor = open("/proc/self/status", O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else { return 0 }
      defer { close(descriptor) }
      var bytes = [UInt8](repeating: 0, count: 4096)
      let count = read(descriptor, &bytes, bytes.count)
      let text = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
      guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
        let kibibytes = line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first
      else { return 0 }
      return (Int(kibibytes) ?? 0) * 1024
    #else
      return usage(0).ru_maxrss
    #endif
  }
}
