import Foundation

/// What `/proc` says of the processes of this machine.
enum ProcessList {
  /// Whether there is one.
  static let isShown = FileManager.default.fileExists(atPath: "/proc/self/stat")

  /// The worker processes that a run has started and that have not ended.
  static func workers(of run: MeridianProgram.Running) -> [pid_t] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap(pid_t.init).filter { process in
      parent(of: process) == run.process.processIdentifier
        && arguments(of: process).contains("worker")
    }
  }

  /// The most memory that a process has held so far, in kibibytes; nil once it has ended.
  static func peakKibibytes(of process: pid_t) -> Int? {
    let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
    let line = status?.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }
  }

  private static func parent(of process: pid_t) -> pid_t? {
    guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
      let end = text.lastIndex(of: ")")
    else { return nil }
    let fields = text[text.index(after: end)...].split(separator: " ")
    return fields.first == "Z" ? nil : fields.dropFirst().first.flatMap { pid_t($0) }
  }

  private static func arguments(of process: pid_t) -> [String] {
    guard let data = FileManager.default.contents(atPath: "/proc/\(process)/cmdline") else {
      return []
    }
    return data.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
  }
}
