package import Foundation

/// How a process that this one has started ended.
package enum ProgramEnd: Equatable, Sendable {
  /// By itself, with that status.
  case exited(Int32)
  /// By a signal.
  case killed(signal: Int32)
  /// Somebody else waited for it.
  case unknown

  /// Waits until a child has ended, and takes it off the list of processes.
  package init(waitingFor process: pid_t) {
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 {
      guard errno == EINTR else {
        self = .unknown
        return
      }
    }
    let signal = status & 0x7F
    self = signal == 0 ? .exited((status >> 8) & 0xFF) : .killed(signal: signal)
  }
}
