import Foundation
import Store
import Synchronization

/// Where the handler of SIGTERM, which may call little, says that it came.
private let terminationPipe = Atomic<Int32>(-1)

/// The body of a worker process: `meridian worker --store DIR`.
///
/// Orders come on standard input, answers go to standard output; whatever stages and the programs
/// they start print goes to standard error, which the parent made the log. The process ends when its
/// input does, and takes its own children with it.
public struct WorkerLoop: Sendable {
  private let catalogue: Catalogue
  private let store: String

  /// A worker for the kinds of a catalogue over the store in the folder `store`.
  public init(catalogue: Catalogue, store: String) {
    self.catalogue = catalogue
    self.store = store
  }

  /// Works until standard input ends.
  ///
  /// - Throws: `StoreError` when the store cannot be opened.
  public func run() throws {
    let files = try ObjectFiles(root: store)
    Self.dieWithParent()
    let (input, output) = Self.takeStandardStreams()
    let session = WorkerSession(
      executor: StageExecutor(catalogue: catalogue, files: files), input: input, output: output,
      log: { line in
        var bytes = Array(line.utf8)
        bytes.append(0x0A)
        _ = FrameChannel.write(bytes, to: STDERR_FILENO)
      },
      logSize: { FrameChannel.size(of: STDERR_FILENO) }, onEnd: { Self.end() })
    session.run()
  }

  /// Moves the two ends of the protocol away from where stages would write or read.
  private static func takeStandardStreams() -> (input: Int32, output: Int32) {
    let input = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)
    let output = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3)
    dup2(STDERR_FILENO, STDOUT_FILENO)
    let nothing = open("/dev/null", O_RDONLY)
    if nothing > STDIN_FILENO {
      dup2(nothing, STDIN_FILENO)
      close(nothing)
    }
    signal(SIGPIPE, SIG_IGN)
    return (input, output)
  }

  /// Ends this process and, if it leads a group of its own, everything it started.
  private static func end() {
    ProcessTree.killDescendants(of: getpid())
    if getpgrp() == getpid() { kill(0, SIGKILL) }
    _exit(0)
  }

  /// Asks the kernel to end this process when the parent dies, even while a stage does not let the
  /// reading thread run.
  private static func dieWithParent() {
    guard let ends = try? Pipe.make() else { return }
    terminationPipe.store(ends.write, ordering: .relaxed)
    signal(SIGTERM) { _ in
      _ = write(terminationPipe.load(ordering: .relaxed), "x", 1)
    }
    let watcher = Thread {
      _ = FrameChannel.read(from: ends.read)
      end()
    }
    watcher.start()
    SystemCalls.signalWhenParentDies(SIGTERM)
  }
}
