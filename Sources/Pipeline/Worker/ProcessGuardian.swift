package import Foundation
import Synchronization

/// Sees to it that a group of processes does not outlive this one, however this one ends.
///
/// A guardian is a shell that leads the group and reads from a pipe of which this process alone holds the other end.
/// Nobody has to do anything when this process is killed: the pipe closes, and the guardian ends the whole group, itself
/// included. A process that has left the group and its parents behind, as daemons do, is known on Linux by a variable
/// of the environment in which all of them were started.
package final class ProcessGuardian: Sendable {
  /// What the guardian is called among the processes of the machine.
  static let name = "meridian-guardian"

  /// The process group.
  package let group: pid_t

  private struct State {
    var lifeline: Int32
    var isOver = false
  }

  private let state: Mutex<State>

  /// A guardian of an empty group.
  ///
  /// - Parameter mark: a `NAME=value` that is in the environment of every process of the group, and of no other.
  /// - Throws: `ProgramStart.Failure`.
  package init(mark: String) throws(ProgramStart.Failure) {
    let lifeline = try ProgramStart.pipe()
    defer { close(lifeline.read) }
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    // Names with a line break would be two patterns to search for.
    let mark = mark.contains("\n") ? "" : mark
    var shell = ProgramStart(
      "/bin/sh", arguments: [Self.name, "-c", Self.script, Self.name, mark],
      environment: ["PATH": path, "LC_ALL": "C"])
    shell.input = lifeline.read
    do {
      group = try shell.start()
    } catch {
      close(lifeline.write)
      throw error
    }
    state = Mutex(State(lifeline: lifeline.write))
  }

  deinit { end() }

  /// What the shell does.
  ///
  /// Those who left the group come first, as the guardian itself goes with the group; whoever starts others meanwhile
  /// is found in the next round.
  private static let script = """
    trap '' HUP INT QUIT TERM
    read -r line
    round=0
    while [ -n "$1" ] && [ -r /proc/self/environ ] && [ $round -lt 20 ]; do
      found=
      for file in $(grep -lF -e "$1" /proc/[0-9]*/environ 2>/dev/null); do
        process=${file#/proc/}
        kill -KILL "${process%/environ}" 2>/dev/null && found=yes
      done
      [ -n "$found" ] || break
      round=$((round + 1))
    done
    kill -KILL 0
    """

  /// Sends a signal to the whole group; the guardian itself ignores those that ask to end.
  package func send(_ signal: Int32) {
    state.withLock { state in
      if !state.isOver { _ = kill(-group, signal) }
    }
  }

  /// Ends what is left of the group, and the guardian.
  package func end() { finish { _ = kill(-group, SIGKILL) } }

  /// Ends what is left of the group and whoever left it, and the guardian.
  package func endAll() {
    // The guardian does it when its pipe closes.
    finish {}
  }

  private func finish(_ act: () -> Void) {
    state.withLock { state in
      guard !state.isOver else { return }
      state.isOver = true
      act()
      close(state.lifeline)
      _ = ProgramEnd(waitingFor: group)
      // One that somebody killed has done nothing.
      _ = kill(-group, SIGKILL)
    }
  }
}
