#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Standard output or standard error, written in whole pieces without a buffer in between.
package struct StandardStream: Sendable {
  /// A write that the other end did not take.
  package enum WriteError: Error, Hashable {
    /// The reader has gone, as `head` does once it has its lines. Nobody is left to be told.
    case closed
    /// The system refused the bytes, for example on a full disk.
    case refused(code: Int32)
  }

  package static let output = StandardStream(descriptor: 1)
  package static let error = StandardStream(descriptor: 2)

  private let descriptor: Int32

  /// Whether a terminal is at the other end.
  package var isTerminal: Bool { isatty(descriptor) == 1 }

  /// The terminal's size in columns and lines; 80 by 24 where it does not tell.
  package var size: (width: Int, height: Int) {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
      return (80, 24)
    }
    return (Int(size.ws_col), Int(size.ws_row))
  }

  /// The width at which text is broken into lines: a terminal's; files and pipes get whole lines.
  package var wrappingWidth: Int? { isTerminal ? size.width : nil }

  /// Colours, where the stream is a terminal that shows them and the user does not object with `NO_COLOR`.
  package var style: Style {
    let objection = Environment["NO_COLOR"].map { !$0.isEmpty } ?? false
    return isTerminal && !objection && Environment["TERM"] != "dumb" ? .coloured : .plain
  }

  /// Writes all of `text`.
  package func write(_ text: String) throws(WriteError) {
    var text = text
    let failure: WriteError? = text.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)
      while let base = rest.baseAddress, !rest.isEmpty {
        #if canImport(Darwin)
          let written = Darwin.write(descriptor, base, rest.count)
        #elseif canImport(Musl)
          let written = Musl.write(descriptor, base, rest.count)
        #else
          let written = Glibc.write(descriptor, base, rest.count)
        #endif
        if written >= 0 {
          rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(written))
        } else if errno == EPIPE {
          return .closed
        } else if errno == EAGAIN {
          var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
          poll(&wait, 1, -1)
        } else if errno != EINTR {
          return .refused(code: errno)
        }
      }
      return nil
    }
    if let failure { throw failure }
  }

  /// Writes these lines, each with its line end, in one piece.
  package func write(lines: [String]) throws(WriteError) {
    try write(lines.map { $0 + "\n" }.joined())
  }
}
