import Artifacts
import Store
import TestSupport
import Testing

@Suite("PNG images")
struct PNGTests {
  private func read(_ bytes: [UInt8]) throws -> NumberArray {
    try PNG.read(FileBytes(bytes, name: "image.png"))
  }

  private static let palette = ("PLTE", [10, 20, 30, 40, 50, 60] as [UInt8])

  @Test("samples of 8 bits come as they are stored, whatever gamma the file names")
  func eight() throws {
    let grey = try read(
      PNGWriter.file(
        width: 3, .grey, rows: [[0, 127, 255], [1, 2, 3]],
        chunks: [("gAMA", [0, 0, 0x27, 0x10])]))
    #expect(grey.shape == [2, 3, 1] && grey.bytes == [0, 127, 255, 1, 2, 3])
    let alpha = try read(PNGWriter.file(width: 2, .greyAlpha, rows: [[9, 0, 7, 255]]))
    #expect(alpha.shape == [1, 2, 2] && alpha.bytes == [9, 0, 7, 255])
    let rgb = try read(PNGWriter.file(width: 1, .rgb, rows: [[1, 2, 3], [4, 5, 6]]))
    #expect(rgb.shape == [2, 1, 3] && rgb.bytes == [1, 2, 3, 4, 5, 6])
    let rgba = try read(PNGWriter.file(width: 1, .rgba, rows: [[200, 100, 50, 1]]))
    #expect(rgba.shape == [1, 1, 4] && rgba.bytes == [200, 100, 50, 1])
  }

  @Test("samples of 16 bits are uint16")
  func sixteen() throws {
    let grey = try read(PNGWriter.file(width: 2, bits: 16, .grey, rows: [[0, 1, 255, 254]]))
    #expect(grey.elementType == .uint16 && grey.integers == [1, 65_534])
    let rgba = try read(
      PNGWriter.file(width: 1, bits: 16, .rgba, rows: [[0, 1, 0, 2, 0, 3, 0x9c, 0x40]]))
    #expect(rgba.shape == [1, 1, 4] && rgba.integers == [1, 2, 3, 40_000])
  }

  @Test("fewer bits are scaled to 8")
  func few() throws {
    #expect(
      try read(PNGWriter.file(width: 10, bits: 1, .grey, rows: [[0b1010_1010, 0b1100_0000]])).bytes
        == [255, 0, 255, 0, 255, 0, 255, 0, 255, 255])
    #expect(
      try read(PNGWriter.file(width: 3, bits: 4, .grey, rows: [[0x0f, 0x50]])).bytes == [
        0, 255, 85,
      ])
  }

  @Test("palettes become colours, transparent ones alpha")
  func palettes() throws {
    let plain = try read(
      PNGWriter.file(width: 2, .palette, rows: [[1, 0]], chunks: [Self.palette]))
    #expect(plain.shape == [1, 2, 3] && plain.bytes == [40, 50, 60, 10, 20, 30])
    let clear = try read(
      PNGWriter.file(
        width: 2, bits: 4, .palette, rows: [[0x01]], chunks: [Self.palette, ("tRNS", [128])]))
    #expect(clear.shape == [1, 2, 4] && clear.bytes == [10, 20, 30, 128, 40, 50, 60, 255])
  }

  @Test("a header that promises what the bytes cannot hold is refused before memory is taken")
  func bomb() {
    var bytes = PNGWriter.file(width: 1, .grey, rows: [[7]])
    // The width; the checksum that no longer fits is met before, so both are tried.
    bytes.replaceSubrange(16..<20, with: [0, 0x0f, 0, 0])
    #expect(formatError { _ = try read(bytes) }?.description.contains("CRC") == true)
    let wide = PNGWriter.file(width: 900_000, .rgba, rows: .init(repeating: [], count: 60_000))
    let error = formatError { _ = try read(wide) }
    #expect(error?.code == .truncated)
    #expect(error?.description.contains("declares 900000 × 60000 pixels") == true)
  }

  @Test("other files, none and cut ones are refused")
  func refused() {
    #expect(formatError { _ = try read([]) }?.code == .empty)
    #expect(
      formatError { _ = try read(Array("GIF89a".utf8)) }?.description
        .contains("does not start as a PNG file does") == true)
    let bytes = PNGWriter.file(width: 3, .grey, rows: [[0, 127, 255]])
    for length in 8..<bytes.count {
      #expect(formatError { _ = try read(Array(bytes[..<length])) } != nil, "\(length)")
    }
  }

  @Test("damaged files give an image or one error")
  func damage() {
    let files = [
      PNGWriter.file(width: 3, .rgba, rows: [.init(1...12), .init(13...24)]),
      PNGWriter.file(width: 9, bits: 2, .palette, rows: [[1, 2, 0]], chunks: [Self.palette]),
      PNGWriter.file(width: 2, bits: 16, .greyAlpha, rows: [[1, 2, 3, 4, 5, 6, 7, 8]]),
    ]
    var mutator = Mutator("PNG", tokens: ["IHDR", "IDAT", "PLTE", "tRNS", "IEND", "zTXt"])
    for round in 0..<Mutator.rounds(6_000) {
      do {
        let image = try PNG.read(
          FileBytes(mutator.mutate(files[round % files.count]), name: "mutated"))
        #expect(image.shape.count == 3)
      } catch {
        #expect(error.file == "mutated")
      }
    }
  }
}
