import Foundation
import Store
import TestSupport
import Testing

/// Runs `python3` with the reader of `python/` on its path; nil if it fails to start.
private func python(_ script: String, _ arguments: [String]) throws -> (
  status: Int32, output: String
) {
  // The tests' folder may be reached through a link.
  let tests = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
  let root = tests.deletingLastPathComponent().deletingLastPathComponent()
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.arguments = ["python3", "-c", script] + arguments
  process.environment = ProcessInfo.processInfo.environment.merging(
    ["PYTHONPATH": root.appendingPathComponent("python").path, "PYTHONDONTWRITEBYTECODE": "1"]
  ) { $1 }
  let pipe = Pipe()
  process.standardOutput = pipe
  process.standardError = pipe
  try process.run()
  let output = pipe.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return (process.terminationStatus, String(decoding: output, as: UTF8.self))
}

private let hasNumPy = (try? python("import numpy", []))?.status == 0

@Suite(.enabled(if: hasNumPy, "python3 with numpy is not installed")) struct PythonReaderTests {
  @Test func theReaderForNumPyAgrees() throws {
    let folder = try TemporaryFolder()
    let files = try ObjectFiles(root: folder.path("store"))
    let shapes = [[], [0, 2], [5], [150_001, 3], [3, 100_000]]
    let arrays = ElementType.allCases.enumerated().map {
      ExampleArray($1.rawValue, $1, shapes[$0 % shapes.count])
    }
    let references = [try files.write(arrays), try files.write([arrays[2]])]
    for (reference, arrays) in zip(references, [arrays, [arrays[2]]]) {
      for array in arrays { try overwrite(folder.path(array.name), array.bytes) }
      let script = """
        import sys, numpy, meridian_store
        artifact = meridian_store.Store(sys.argv[1]).open(sys.argv[2])
        assert (artifact.type, artifact.version) == ("example", 3)
        for name in sys.argv[4:]:
            raw = open(sys.argv[3] + "/" + name, "rb").read()
            found = artifact[name]
            assert found.dtype == name and found.tobytes() == raw, name
            if found.ndim and found.shape[0] > 4:
                assert (artifact.rows(name, 2, found.shape[0] - 1) == found[2:-1]).all(), name
            print(name, *found.shape)
        """
      let (status, output) = try python(
        script,
        [files.root, String(reference.digest.hex.prefix(16)), folder.path] + arrays.map(\.name))
      #expect(status == 0, "\(output)")
      let lines = arrays.map { ([$0.name] + $0.shape.map(String.init)).joined(separator: " ") }
      #expect(output.split(separator: "\n").map(String.init) == lines)
    }
  }

  @Test func theReaderForNumPyRefusesDamage() throws {
    let folder = try TemporaryFolder()
    let files = try ObjectFiles(root: folder.path("store"))
    let reference = try files.write([ExampleArray("a", .float32, [300, 3])])
    let (path, range) = files.place(reference)
    let good = try bytes(of: path)
    let script = """
      import sys, meridian_store
      meridian_store.Store(sys.argv[1]).open(sys.argv[2])["a"]
      """
    for place in [range.lowerBound + 30, range.upperBound - 60] {
      var bad = good
      bad[place] ^= 1
      try overwrite(path, bad)
      #expect(try python(script, [files.root, reference.digest.hex]).status != 0)
    }
    try overwrite(path, good)
    #expect(try python(script, [files.root, reference.digest.hex]).status == 0)
  }
}
