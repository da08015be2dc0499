import Foundation
import Store
import Synchronization

/// Notes what a check asks the file system, so that the pipeline need not be checked again as long as the answers stay
/// the same.
final class CheckWitness: Sendable {
  /// A question whose answer decides what a pipeline is.
  enum Question: Hashable, Sendable {
    /// The bytes of the file at an absolute path.
    case bytes(path: String)
    /// The files that a path, folder or glob stands for, relative to a folder.
    case files(text: String, folder: String)
  }

  /// The witness of the check under way in this task; nil for most.
  @TaskLocal static var current: CheckWitness?

  private let state = Mutex<[Question: Digest]>([:])

  /// The questions so far with the digests of their answers.
  var answers: [Question: Digest] { state.withLock { $0 } }

  /// Notes the bytes of a file that the check has read.
  static func note(_ bytes: Data, of path: String) {
    current?.note(.bytes(path: path), bytes.withUnsafeBytes { Digest.of($0) })
  }

  /// Notes the files that the check was given.
  static func note(_ files: [FileInput], for text: String, in folder: String) {
    current?.note(.files(text: text, folder: folder), digest(of: files))
  }

  private func note(_ question: Question, _ answer: Digest) {
    state.withLock { $0[question] = answer }
  }

  /// Whether a question has that answer now.
  static func holds(_ question: Question, _ answer: Digest) -> Bool {
    switch question {
    case .bytes(let path):
      guard let data = FileManager.default.contents(atPath: path) else { return false }
      return data.withUnsafeBytes { Digest.of($0) } == answer
    case .files(let text, let folder):
      guard let files = try? FileFinder.find(text, in: folder) else { return false }
      return digest(of: files) == answer
    }
  }

  private static func digest(of files: [FileInput]) -> Digest {
    var encoder = CBOREncoder()
    encoder.array(count: files.count)
    for file in files {
      encoder.text(file.path)
      encoder.text(file.written)
      encoder.boolean(file.isAlone)
    }
    return Digest.of(encoder.bytes)
  }
}
