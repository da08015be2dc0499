import Foundation

/// A message of the worker protocol.
package protocol WorkerMessage: Codable, Sendable {
  /// Whether its numbers could be true: a peer may be mad, and what it says is calculated with.
  var isPossible: Bool { get }
}

/// Frames over a byte stream: four bytes of length, least significant first, then that many bytes
/// of JSON.
package enum FrameChannel {
  /// The longest frame: 256 MiB.
  static let longest = 256 << 20

  /// The bytes of a message as one frame.
  package static func frame(_ message: some WorkerMessage) throws -> [UInt8] {
    let body = try JSONEncoder().encode(message)
    var bytes = (0..<4).map { UInt8(truncatingIfNeeded: body.count >> (8 * $0)) }
    bytes.append(contentsOf: body)
    return bytes
  }

  /// How many bytes the file behind a descriptor has; 0 where it is no file.
  static func size(of descriptor: Int32) -> Int {
    var information = stat()
    return fstat(descriptor, &information) == 0 ? Int(information.st_size) : 0
  }

  /// Writes all bytes; false when the other end is gone.
  static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        Foundation.write(descriptor, $0.baseAddress, $0.count)
      }
      if count > 0 {
        sent += count
      } else if count < 0, errno == EAGAIN {
        var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&waiting, 1, -1)
      } else if count < 0, errno == EINTR {
        continue
      } else {
        return false
      }
    }
    return true
  }

  /// Reads what is there, at least one byte if the descriptor blocks; empty at the end, nil when
  /// there is nothing yet.
  package static func read(from descriptor: Int32) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = Foundation.read(descriptor, &bytes, bytes.count)
      if count >= 0 { return Array(bytes.prefix(count)) }
      if errno == EINTR { continue }
      return errno == EAGAIN ? nil : []
    }
  }
}

/// Puts frames together from the pieces in which they arrive.
package struct FrameDecoder<Message: WorkerMessage> {
  private var pending: [UInt8] = []

  /// Before the first piece.
  package init() {}

  /// The messages that are complete now.
  ///
  /// - Throws: `PipelineError.protocolViolation` for a length or a text that no peer of ours sends.
  package mutating func take(_ bytes: [UInt8]) throws -> [Message] {
    pending += bytes
    var messages: [Message] = []
    var start = 0
    while pending.count - start >= 4 {
      let length = (0..<4).reduce(0) { $0 | Int(pending[start + $1]) << (8 * $1) }
      guard length <= FrameChannel.longest else {
        throw PipelineError.protocolViolation("a frame of \(length) bytes")
      }
      guard pending.count - start - 4 >= length else { break }
      let body = Data(pending[(start + 4)..<(start + 4 + length)])
      guard let message = try? JSONDecoder().decode(Message.self, from: body), message.isPossible
      else {
        throw PipelineError.protocolViolation("a frame that cannot be understood")
      }
      messages.append(message)
      start += 4 + length
    }
    pending.removeFirst(start)
    return messages
  }
}
