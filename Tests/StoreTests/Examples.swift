import Crypto
import Foundation
import Store

/// An array of an example artifact.
struct ExampleArray {
  let name: String
  let elementType: ElementType
  let shape: [Int]
  let bytes: [UInt8]

  /// Compressible bytes that follow from the arguments.
  init(_ name: String, _ elementType: ElementType, _ shape: [Int], seed: UInt64 = 1) {
    self.name = name
    self.elementType = elementType
    self.shape = shape
    var state = seed
    let count = shape.reduce(elementType.byteCount, *)
    bytes = (0..<count).map { index in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return index % elementType.byteCount == 0 ? UInt8(truncatingIfNeeded: state >> 56) : 7
    }
  }
}

extension ObjectFiles {
  /// Writes an artifact of these arrays.
  func write(_ arrays: [ExampleArray], type: ArtifactType = exampleType) throws -> ArtifactReference
  {
    let writer = try makeWriter(type: type)
    for array in arrays {
      try array.bytes.withUnsafeBytes {
        try writer.write(
          array.name, elementType: array.elementType, shape: array.shape, bytes: $0)
      }
    }
    return try writer.finish()
  }

  /// Where a reference's bytes lie.
  func place(_ reference: ArtifactReference) -> (path: String, range: Range<Int>) {
    switch reference.location {
    case .object:
      let hex = reference.digest.hex
      return ("\(root)/objects/\(hex.prefix(2))/\(hex.dropFirst(2))", 0..<reference.storedBytes)
    case .pack(let name, let offset, let length):
      return ("\(root)/packs/\(name)", offset..<offset + length)
    }
  }
}

let exampleType = ArtifactType("example", version: 3)

func exampleResult(
  key: String, outputs: [ArtifactReference], stage: String = "stage",
  created: Int64 = StoreClock.now
) -> StageResult {
  StageResult(
    key: Digest.of(text: key), kind: "make.example", kindVersion: 2, stage: stage,
    parameters: #"{"k":32}"#,
    inputs: [
      .init(port: "mesh", digest: Digest.of(text: "in")),
      .init(port: "files", item: "é", digest: Digest.of(text: "f"), path: "a/b.ply"),
    ],
    outputs: outputs.enumerated().map { .init(port: "out\($0)", artifact: $1) },
    seed: 18_446_744_073_709_551_615,
    cost: .init(seconds: 1.5, cpuSeconds: 2.25, peakBytes: 1 << 33), fingerprint: "x86-64-v4",
    created: created, run: "20260101-000000-abcdef")
}

/// The digest as docs/store-format.md defines it, written out the slow way.
func documentedDigest(_ arrays: [ExampleArray], type: ArtifactType = exampleType) -> String {
  func sha(_ bytes: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: bytes)) }
  func head(_ major: UInt8, _ count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    for width in [0, 1, 2, 4, 8] where bytes.isEmpty {
      if width == 0 {
        if count < 24 { bytes = [major << 5 + UInt8(count)] }
      } else if width == 8 || count < 1 << (8 * width) {
        let code: [Int: UInt8] = [1: 24, 2: 25, 4: 26, 8: 27]
        bytes = [major << 5 + (code[width] ?? 0)]
        for place in (0..<width).reversed() { bytes.append(UInt8(count >> (8 * place) & 255)) }
      }
    }
    return bytes
  }
  func text(_ text: String) -> [UInt8] { head(3, text.utf8.count) + Array(text.utf8) }
  func blob(_ bytes: [UInt8]) -> [UInt8] { head(2, bytes.count) + bytes }

  var root = head(4, 5) + text("meridian artifact") + head(0, 1) + text(type.name)
  root += head(0, type.version) + head(4, arrays.count)
  for array in arrays.sorted(by: { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }) {
    let row = array.shape.dropFirst().reduce(array.elementType.byteCount, *)
    let chunk = row == 0 || row > 1_048_576 ? 1_048_576 : 1_048_576 / row * row
    var hashes: [UInt8] = []
    for start in stride(from: 0, to: array.bytes.count, by: chunk) {
      hashes += sha(Array(array.bytes[start..<min(start + chunk, array.bytes.count)]))
    }
    var node = head(4, 4) + text(array.elementType.rawValue) + head(4, array.shape.count)
    for length in array.shape { node += head(0, length) }
    node += head(0, chunk) + blob(hashes)
    root += head(4, 2) + text(array.name) + blob(sha(node))
  }
  return sha(root).map(twoDigits).joined()
}

func bytes(of path: String) throws -> [UInt8] {
  Array(try Data(contentsOf: URL(fileURLWithPath: path)))
}

func overwrite(_ path: String, _ bytes: [UInt8]) throws {
  try Data(bytes).write(to: URL(fileURLWithPath: path))
}

/// The number of files below a folder.
func fileCount(_ path: String) throws -> Int {
  try FileManager.default.subpathsOfDirectory(atPath: path).count { name in
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: "\(path)/\(name)", isDirectory: &isFolder)
      && !isFolder.boolValue
  }
}

func remove(_ path: String) throws { try FileManager.default.removeItem(atPath: path) }
