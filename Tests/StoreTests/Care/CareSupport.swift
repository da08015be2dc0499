import Foundation
import Store
import TestSupport
import Testing

/// A store with results that are made from each other, and handles on them.
struct Workshop: Sendable {
  let folder: TemporaryFolder
  let root: String
  /// The artifact of each result, by the name it was made under.
  private(set) var made: [String: ArtifactReference] = [:]
  private(set) var results: [String: StageResult] = [:]
  private let options: StoreOptions

  /// - Parameters:
  ///   - packedBytes: 0 to give each artifact a file of its own.
  ///   - packBytes: a pack that is longer gets no more frames; nil for the usual length.
  init(packedBytes: Int = 64 << 10, packBytes: Int? = nil) throws {
    folder = try TemporaryFolder()
    root = folder.path("store")
    var options = StoreOptions()
    options.packedBytes = packedBytes
    if let packBytes { options.packBytes = packBytes }
    self.options = options
    _ = try open()
  }

  func open() throws -> Store { try Store(at: root, options: options) }

  /// Records a result of one artifact that no other has, made from the artifacts of other results.
  ///
  /// - Parameter age: how long ago, in seconds.
  mutating func make(
    _ name: String, from sources: [String] = [], age: Double = 0, count: Int = 40,
    in given: Store? = nil
  ) throws {
    let store = try given ?? open()
    let array = ExampleArray(
      "values", .int32, [count], seed: UInt64(Digest.of(text: name).bytes[0]))
    let reference = try store.files.write([array, ExampleArray(name, .int8, [1])])
    let result = StageResult(
      key: key(name), kind: "make.example", kindVersion: 1, stage: name, parameters: "{}",
      inputs: sources.compactMap { source in
        made[source].map { .init(port: source, digest: $0.digest) }
      },
      outputs: [.init(port: "out", artifact: reference)],
      cost: .init(seconds: 1, cpuSeconds: 1, peakBytes: 1), fingerprint: "f",
      created: StoreClock.now - Int64(age * 1e9), run: "r")
    try store.record(result)
    try store.flush()
    made[name] = reference
    results[name] = result
  }

  func digest(_ name: String) throws -> Digest { try #require(made[name]).digest }

  func key(_ name: String) -> Digest { Digest.of(text: name) }

  /// The names of the results that there are.
  func names(in given: Store? = nil) throws -> Set<String> {
    let store = try given ?? open()
    let found = try store.lookup(keys: results.keys.map(key))
    return Set(results.keys.filter { found[key($0)] != nil })
  }

  /// The names of the results whose artifacts can be read to the last byte.
  func sound(in given: Store? = nil) throws -> Set<String> {
    let store = try given ?? open()
    return try names(in: store).filter { name in
      guard let result = try store.result(for: key(name)) else { return false }
      return result.outputs.allSatisfy {
        (try? store.files.open($0.artifact).verify()) != nil
      }
    }
  }

  /// The bytes of all files of results and artifacts.
  var storedBytes: Int {
    get throws {
      try ["objects", "packs"].reduce(0) { sum, name in
        let base = "\(root)/\(name)"
        return try FileManager.default.subpathsOfDirectory(atPath: base).reduce(sum) {
          let attributes = try FileManager.default.attributesOfItem(atPath: "\(base)/\($1)")
          guard attributes[.type] as? FileAttributeType == .typeRegular else { return $0 }
          return $0 + (attributes[.size] as? Int ?? 0)
        }
      }
    }
  }

  /// Every file of results and artifacts with its content.
  var content: [String: Data] {
    get throws {
      var content: [String: Data] = [:]
      for name in ["objects", "packs", "runs", "pins"] {
        for path in try FileManager.default.subpathsOfDirectory(atPath: "\(root)/\(name)") {
          content["\(name)/\(path)"] = FileManager.default.contents(
            atPath: "\(root)/\(name)/\(path)")
        }
      }
      return content
    }
  }

  var packs: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: "\(root)/packs").sorted() }
  }

  /// Removes the index, so that the next to open the store makes it from the files.
  func dropIndex() throws {
    for name in try FileManager.default.contentsOfDirectory(atPath: root)
    where name.hasPrefix("index.sqlite") {
      try remove("\(root)/\(name)")
    }
  }
}

/// Changes one byte of a file in place.
func damage(_ path: String, at offset: Int) throws {
  let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
  try file.seek(toOffset: UInt64(offset))
  let byte = try file.read(upToCount: 1)?.first ?? 0
  try file.seek(toOffset: UInt64(offset))
  try file.write(contentsOf: Data([byte ^ 0x10]))
  try file.close()
}
