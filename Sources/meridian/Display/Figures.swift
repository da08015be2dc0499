#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Numbers as a person reads them.
package enum Figures {
  /// A size in bytes with three digits and its unit: `312 B`, `4.06 KB`, `1.72 MB`; a kilobyte is 1,000 bytes.
  package static func bytes(_ count: Int) -> String {
    guard count >= 1000 else { return "\(count) B" }
    var value = Double(count) / 1000
    var units = ["KB", "MB", "GB", "TB", "PB"][...]
    while value >= 999.5, units.count > 1 {
      value /= 1000
      units.removeFirst()
    }
    let decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0
    return "\(fixed(value, decimals)) \(units.first ?? "PB")"
  }

  /// A duration of `seconds`: `0.4 ms`, `86 ms`, `1.24 s`, `12.3 s`, `3 min 05 s`, `2 h 07 min`.
  package static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds < 1e9 else { return "?" }
    switch max(seconds, 0) {
    case ..<0.00995: return "\(fixed(max(seconds, 0) * 1000, 1)) ms"
    case ..<0.9995: return "\(fixed(seconds * 1000, 0)) ms"
    case ..<9.995: return "\(fixed(seconds, 2)) s"
    case ..<59.95: return "\(fixed(seconds, 1)) s"
    case ..<3599.5:
      let whole = Int(seconds.rounded())
      return "\(whole / 60) min \(twoDigits(whole % 60)) s"
    default:
      let minutes = Int((seconds / 60).rounded())
      return "\(minutes / 60) h \(twoDigits(minutes % 60)) min"
    }
  }

  /// A duration to one or two digits, for estimates: `8 s`, `3.5 min`, `2 h`; a second at the least.
  package static func roughDuration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds < 1e9 else { return "?" }
    switch seconds {
    case ..<9.5: return "\(fixed(max(seconds, 1), 0)) s"
    case ..<57.5: return "\(fixed((seconds / 5).rounded() * 5, 0)) s"
    case ..<570: return "\(significant(seconds / 60, 2)) min"
    case ..<3570: return "\(fixed(seconds / 60, 0)) min"
    case ..<342_000: return "\(significant(seconds / 3600, 2)) h"
    default: return "\(significant(seconds / 86_400, 2)) days"
    }
  }

  /// A count with a comma between groups of three digits: `40,962`.
  package static func count(_ value: Int) -> String {
    let digits = String(value.magnitude)
    var out = value < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { out.append(",") }
      out.append(digit)
    }
    return out
  }

  /// `count` and its noun: `1 stage`, `2 stages`.
  package static func counted(_ value: Int, _ noun: String) -> String {
    "\(count(value)) \(noun)\(value == 1 ? "" : "s")"
  }

  /// A number with a fixed count of decimals.
  package static func fixed(_ value: Double, _ decimals: Int) -> String {
    printed("%.*f", [Int32(clamping: decimals), value])
  }

  /// A number with at most so many significant digits, in C's `%g`.
  package static func significant(_ value: Double, _ digits: Int = 6) -> String {
    printed("%.*g", [Int32(clamping: digits), value])
  }

  /// A measured number: a whole one of up to 15 digits as it is, any other with so many significant digits.
  ///
  /// Counts are measured too, and a rounded count is a wrong one.
  package static func measured(_ value: Double, _ digits: Int = 6) -> String {
    guard value.rounded() == value, abs(value) < 1e15 else { return significant(value, digits) }
    // Without the sign of a negative zero.
    return fixed(value + 0, 0)
  }

  /// A moment, in seconds since 1970, in local time: `2026-11-23 22:41:03`.
  package static func localTime(_ seconds: Double) -> String {
    time(seconds, "%Y-%m-%d %H:%M:%S") { localtime_r(&$0, &$1) }
  }

  /// A moment, in seconds since 1970, in ISO 8601 and UTC: `2026-11-23T22:41:03Z`.
  package static func universalTime(_ seconds: Double) -> String {
    time(seconds, "%Y-%m-%dT%H:%M:%SZ") { gmtime_r(&$0, &$1) }
  }

  private static func twoDigits(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }

  private static func printed(_ format: String, _ arguments: [any CVarArg]) -> String {
    withVaList(arguments) { list in
      // The longest double in %f has 309 digits before its point.
      withUnsafeTemporaryAllocation(of: CChar.self, capacity: 400) { buffer in
        guard let base = buffer.baseAddress else { return "" }
        vsnprintf(base, buffer.count, format, list)
        return String(cString: base)
      }
    }
  }

  private static func time(
    _ seconds: Double, _ format: String,
    _ convert: (inout time_t, inout tm) -> UnsafeMutablePointer<tm>?
  ) -> String {
    guard seconds.isFinite, abs(seconds) < 1e15 else { return "?" }
    var moment = time_t(seconds)
    var parts = tm()
    guard convert(&moment, &parts) != nil else { return "?" }
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { buffer in
      guard let base = buffer.baseAddress, strftime(base, buffer.count, format, &parts) > 0
      else { return "?" }
      return String(cString: base)
    }
  }
}
