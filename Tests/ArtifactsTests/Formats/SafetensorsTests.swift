import Artifacts
import Store
import TestSupport
import Testing

@Suite struct SafetensorsTests {
  private func bytes(header: String, _ data: [UInt8]) -> [UInt8] {
    let length = UInt64(header.utf8.count)
    return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + Array(header.utf8) + data
  }

  private func read(_ bytes: [UInt8]) throws -> Safetensors {
    try Safetensors(FileBytes(bytes, name: "w.safetensors"))
  }

  @Test func `what is written is read again, empty arrays and single numbers included`() throws {
    let file = Safetensors(
      [
        .init("blocks.1.weight", NumberArray([1.5, -2, 3, 0.25, 5, 6] as [Float], shape: [2, 3])),
        .init("empty", NumberArray([Double](), shape: [0, 4])),
        .init("count", NumberArray([Int64(7)], shape: [])),
        .init("bytes", NumberArray([1, 2, 3] as [UInt8])),
        .init("\"quoted\" ü", NumberArray([Int32(-1)])),
      ], metadata: [("format", "pt"), ("text", "two\nlines")])
    #expect(try read(file.bytes) == file)
    #expect(try read(Safetensors([]).bytes) == Safetensors([]))
    let header = file.bytes[..<8].enumerated().reduce(0) { $0 + Int($1.element) << (8 * $1.offset) }
    #expect((8 + header) % 8 == 0)
  }

  @Test func `a file put together by hand is read, gaps between names and order left alone`() throws
  {
    let header = """
      {"b":{"dtype":"I32","shape":[2],"data_offsets":[4,12]},\
      "__metadata__":{"k":"v"}, "a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}
      """
    let file = try read(
      bytes(header: header, [0, 0, 0x80, 0x3F, 1, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF]))
    #expect(file.entries.map(\.name) == ["a", "b"])
    #expect(file["a"]?.doubles == [1])
    #expect(file["b"]?.integers == [1, -1])
    #expect(file.text("k") == "v")
  }

  @Test func `half precision is widened exactly`() throws {
    // 1, −2, 65504, the smallest subnormal 2⁻²⁴, the largest subnormal, −0, ∞, NaN; then 1 and −2 as bfloat16.
    let halves: [UInt16] = [
      0x3C00, 0xC000, 0x7BFF, 0x0001, 0x03FF, 0x8000, 0x7C00, 0x7E00, 0x3F80, 0xC000,
    ]
    let header = """
      {"h":{"dtype":"F16","shape":[8],"data_offsets":[0,16]},\
      "b":{"dtype":"BF16","shape":[2],"data_offsets":[16,20]}}
      """
    let file = try read(
      bytes(header: header, halves.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }))
    let values = try #require(file["h"]).floats
    #expect(
      Array(values[..<7]) == [1, -2, 65_504, 0x1p-24, 1023 * 0x1p-24, -0.0, .infinity])
    #expect(values[5].sign == .minus && values[7].isNaN)
    #expect(file["b"]?.floats == [1, -2])
  }

  @Test(arguments: [
    (#"[1]"#, 0, "no JSON object"),
    (
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, 4, "shape [2] of F32, but 4 bytes"
    ),
    (#"{"a":{"dtype":"F8_E5M2","shape":[2],"data_offsets":[0,2]}}"#, 2, "element type F8_E5M2"),
    (#"{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}"#, 1, "ends at byte 2 of 1"),
    (#"{"a":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}"#, 3, "begins at byte 1"),
    (#"{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}"#, 3, "1 bytes after its last array"),
    (
      #"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}"#,
      2, "twice"
    ),
    (#"{"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,1]}}"#, 1, "shape [-1]"),
    (#"{"__metadata__":{"k":1}}"#, 0, "'k', which is no text"),
    (#"{"a":{"dtype":"U8"}}"#, 0, "no dtype, shape and data_offsets"),
  ])
  func `a mistake is named with its array`(header: String, data: Int, wanted: String) throws {
    let error = try #require(
      formatError { _ = try read(bytes(header: header, [UInt8](repeating: 0, count: data))) })
    #expect(error.description.contains(wanted), "\(error)")
  }

  @Test func `damage never traps`() {
    let file = Safetensors(
      [.init("a", NumberArray([1, 2] as [Float])), .init("b", NumberArray([1] as [UInt8]))],
      metadata: [("k", "v")])
    survivesDamage(file.bytes) { _ = try Safetensors($0) }
  }

  @Test(.enabled(if: Python.isAvailable, "needs python3 with NumPy and SciPy"))
  func `Python reads the file by the format's own rules`() throws {
    let folder = try TemporaryFolder()
    let array = NumberArray([0.5, -1, 2, 3, 4, 5] as [Float], shape: [3, 2])
    _ = try folder.write(
      Safetensors([.init("x", array), .init("n", NumberArray([Int64(7)], shape: []))]).bytes,
      "a.safetensors")
    let text = try Python.run(
      """
      import json, struct, sys
      import numpy as np
      b = open(sys.argv[1] + '/a.safetensors', 'rb').read()
      n, = struct.unpack('<Q', b[:8])
      h = json.loads(b[8:8 + n])
      t = {'F32': '<f4', 'I64': '<i8'}
      v = {k: np.frombuffer(b[8 + n + e['data_offsets'][0]:8 + n + e['data_offsets'][1]], t[e['dtype']]).reshape(e['shape'])
           for k, e in h.items()}
      print(v['x'].tolist(), int(v['n']))
      """, [folder.path])
    #expect(text.contains("[[0.5, -1.0], [2.0, 3.0], [4.0, 5.0]] 7"))
  }
}
