import Foundation

/// The processes that a worker's stages have started, whatever group they put themselves in.
enum ProcessTree {
  /// Kills every descendant of a process; the process itself stays.
  ///
  /// Guardians stay, too: when the process ends after that, they end what was started meanwhile, or has left its
  /// parents behind, and themselves.
  ///
  /// Where the system does not show who started whom, this does nothing and the kill of the process
  /// group has to do.
  static func killDescendants(of root: pid_t) {
    for process in descendants(of: root) where !isGuardian(process) { _ = kill(process, SIGKILL) }
  }

  /// The memory that a process and its descendants hold, in bytes; nil where the system does not show it.
  static func residentBytes(of root: pid_t) -> Int? {
    #if os(Linux)
      let pages = ([root] + descendants(of: root)).compactMap { process -> Int? in
        guard let handle = FileHandle(forReadingAtPath: "/proc/\(process)/statm"),
          let data = try? handle.read(upToCount: 128)
        else { return nil }
        let fields = String(decoding: data, as: UTF8.self).split(separator: " ")
        return fields.count > 1 ? Int(fields[1]) : nil
      }
      return pages.isEmpty ? nil : pages.reduce(0, +) * Int(sysconf(Int32(_SC_PAGESIZE)))
    #else
      return nil
    #endif
  }

  static func descendants(of root: pid_t) -> [pid_t] {
    let children = Dictionary(grouping: processes(), by: \.parent)
    var found: [pid_t] = []
    var open = [root]
    while let parent = open.popLast() {
      let next = (children[parent] ?? []).map(\.process)
      found += next
      open += next
    }
    return found
  }

  private static func isGuardian(_ process: pid_t) -> Bool {
    guard let handle = FileHandle(forReadingAtPath: "/proc/\(process)/cmdline"),
      let data = try? handle.read(upToCount: ProcessGuardian.name.utf8.count + 1)
    else { return false }
    return data.elementsEqual(Array(ProcessGuardian.name.utf8) + [0])
  }

  private static func processes() -> [(process: pid_t, parent: pid_t)] {
    #if os(Linux)
      let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
      return names.compactMap { name in
        guard let process = pid_t(name),
          let handle = FileHandle(forReadingAtPath: "/proc/\(name)/stat"),
          let data = try? handle.read(upToCount: 1024)
        else { return nil }
        // The name in parentheses may hold anything; after it come the state and the parent.
        let text = String(decoding: data, as: UTF8.self)
        guard let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        guard fields.count > 1, let parent = pid_t(fields[1]) else { return nil }
        return (process, parent)
      }
    #else
      return []
    #endif
  }
}
