#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Paths as text: made absolute, and taken apart.
package enum Paths {
  /// The folder this process works in; `/` where it has been removed.
  package static var workingFolder: String {
    guard let path = getcwd(nil, 0) else { return "/" }
    defer { free(path) }
    return String(cString: path)
  }

  /// `path` from the root, with `.` and `..` resolved by name; a relative one is taken from `base`.
  package static func absolute(_ path: String, from base: String = workingFolder) -> String {
    var parts: [Substring] = []
    let whole = path.hasPrefix("/") ? path : "\(base)/\(path)"
    for part in whole.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
  }

  /// The folder that holds an absolute path; `/` for the root itself.
  package static func parent(_ path: String) -> String {
    let parts = path.split(separator: "/").dropLast()
    return "/" + parts.joined(separator: "/")
  }

  /// An absolute folder and every folder around it, innermost first.
  package static func enclosing(_ folder: String) -> [String] {
    var folders = [folder]
    while let last = folders.last, last != "/" { folders.append(parent(last)) }
    return folders
  }

  /// Whether there is something at `path`, and it is no folder.
  package static func isFile(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFDIR
  }

  /// The path of the program that runs, for starting it again.
  package static var program: String {
    #if os(Linux)
      // Stays right when the file is replaced by a newer build or the working folder changes.
      return "/proc/self/exe"
    #else
      let name = CommandLine.arguments.first ?? "meridian"
      return name.contains("/") ? absolute(name) : name
    #endif
  }
}
