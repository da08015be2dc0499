import Foundation

/// What is known of the machine, for defaults and for the record of a run.
package enum Machine {
  /// How many threads run at once.
  package static var cores: Int { max(1, ProcessInfo.processInfo.activeProcessorCount) }

  /// How much memory there is, in bytes.
  package static var memory: Int { Int(clamping: ProcessInfo.processInfo.physicalMemory) }

  /// The environment a run is recorded with.
  static var description: [String: String] {
    let process = ProcessInfo.processInfo
    return [
      "host": process.hostName, "system": process.operatingSystemVersionString,
      "cores": String(cores), "memory": String(process.physicalMemory),
      "process": String(process.processIdentifier),
      "folder": FileManager.default.currentDirectoryPath,
    ]
  }
}
