import Artifacts
import Foundation
import TestSupport
import Testing

/// A file in memory from text.
func file(_ text: String, _ name: String = "test") -> FileBytes {
  FileBytes(Array(text.utf8), name: name)
}

/// The error that reading throws; records an issue when nothing is thrown.
func formatError(
  _ location: SourceLocation = #_sourceLocation, _ body: () throws -> Void
) -> FormatError? {
  do {
    try body()
  } catch let error as FormatError {
    return error
  } catch {
    Issue.record("threw \(error), not a FormatError", sourceLocation: location)
    return nil
  }
  Issue.record("nothing was thrown", sourceLocation: location)
  return nil
}

/// Runs `read` on every truncation of a valid file and on `flips` copies with random bytes changed:
/// each must return or throw a FormatError.
func survivesDamage(
  _ bytes: [UInt8], flips: Int = 2_000, seed: UInt64 = 11,
  _ location: SourceLocation = #_sourceLocation, _ read: (FileBytes) throws -> Void
) {
  func attempt(_ damaged: [UInt8], _ what: String) {
    do {
      try read(FileBytes(damaged, name: "damaged"))
    } catch {
      if !(error is FormatError) {
        Issue.record("\(what): threw \(error), not a FormatError", sourceLocation: location)
      }
    }
  }
  for length in 0..<bytes.count { attempt(Array(bytes[..<length]), "cut to \(length)") }
  var state = seed
  func next() -> Int {
    // Knuth's 64-bit linear congruential generator; the high bits are good enough here.
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33)
  }
  for flip in 0..<flips {
    var damaged = bytes
    for _ in 0...next() % 3 { damaged[next() % bytes.count] = UInt8(truncatingIfNeeded: next()) }
    attempt(damaged, "flip \(flip) of seed \(seed)")
  }
}

/// Runs python3 with a script; nil when NumPy and SciPy are not there.
enum Python {
  static let isAvailable: Bool = (try? run("import numpy, scipy.sparse")) != nil

  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// Standard output of a script.
  @discardableResult
  static func run(_ script: String, _ arguments: [String] = []) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", script] + arguments
    let output = Pipe()
    let errors = Pipe()
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let complaint = String(
      decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failure(description: complaint) }
    return text
  }
}

extension TemporaryFolder {
  /// Writes a file of bytes and gives its path.
  func write(_ bytes: [UInt8], _ name: String) throws -> String { try write(name, Data(bytes)) }
}

/// Real data of the development machine, when $MERIDIAN_TEST_DATA names its folder.
enum TestData {
  static let folder = ProcessInfo.processInfo.environment["MERIDIAN_TEST_DATA"]
}

/// A tetrahedron, the smallest closed mesh.
let tetrahedron = MeshData(
  positions: [SIMD3(0, 0, 0), SIMD3(1, 0, 0), SIMD3(0, 1.5, 0), SIMD3(0, 0, -0.1)],
  faces: [SIMD3(0, 2, 1), SIMD3(0, 1, 3), SIMD3(1, 2, 3), SIMD3(0, 3, 2)])
