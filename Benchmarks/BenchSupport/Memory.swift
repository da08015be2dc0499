internal import Foundation

/// How much memory this process holds, where the system shows it.
package enum Memory {
  /// Forgets the peak so far and gives what is held now, in megabytes.
  package static func restart() -> Double? {
    let handle = FileHandle(forWritingAtPath: "/proc/self/clear_refs")
    try? handle?.write(contentsOf: Data("5".utf8))
    return megabytes("VmRSS:")
  }

  /// The most that was held since, in megabytes.
  package static func peak() -> Double? { megabytes("VmHWM:") }

  private static func megabytes(_ field: String) -> Double? {
    guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
      let line = status.split(separator: "\n").first(where: { $0.hasPrefix(field) }),
      let kibibytes = line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap({
        Double($0)
      })
    else { return nil }
    return kibibytes / 1024
  }
}
