import Foundation

/// Reading of what the program writes with `--json`.
enum Events {
  /// The objects, one a line; lines that are no object are an error of the test.
  static func all(_ output: String) throws -> [[String: Any]] {
    try output.split(separator: "\n").map { line in
      guard
        let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      else { throw NotAnObject(line: String(line)) }
      return object
    }
  }

  /// The list that a listing command writes.
  static func list(_ output: String) throws -> [[String: Any]] {
    guard
      let list = try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [[String: Any]]
    else { throw NotAnObject(line: output) }
    return list
  }

  /// The status of every finished stage.
  static func statuses(_ output: String) throws -> [String: String] {
    var statuses: [String: String] = [:]
    for event in try all(output) where event["event"] as? String == "stage-finished" {
      guard let stage = event["stage"] as? String else { continue }
      statuses[stage] = event["status"] as? String
    }
    return statuses
  }

  /// The digest of every output, as `stage.port`.
  static func digests(_ output: String) throws -> [String: String] {
    var digests: [String: String] = [:]
    for event in try all(output) where event["event"] as? String == "stage-finished" {
      for (port, made) in event["outputs"] as? [String: [String: Any]] ?? [:] {
        digests["\(event["stage"] ?? "").\(port)"] = made["digest"] as? String
      }
    }
    return digests
  }

  /// The event that says how a stage ended.
  static func end(of stage: String, _ output: String) throws -> [String: Any]? {
    try all(output).first {
      $0["event"] as? String == "stage-finished" && $0["stage"] as? String == stage
    }
  }

  private struct NotAnObject: Error {
    let line: String
  }
}
