import Foundation

/// A pipe whose ends no other process inherits.
enum Pipe {
  static func make() throws -> (read: Int32, write: Int32) {
    var ends: [Int32] = [-1, -1]
    guard SystemCalls.pipe(&ends) == 0 else {
      throw PipelineError.protocolViolation(
        "no pipe: \(String(cString: strerror(errno)))")
    }
    return (ends[0], ends[1])
  }
}
