import CPNG
import Store

/// The PNG image format (W3C 2003), reading: every kind of image, as the samples that the file stores.
///
/// No gamma is applied and no colour profile; colours of a palette are looked up, a transparent colour becomes alpha,
/// samples of less than 8 bits are scaled to 8.
public enum PNG {
  /// Whether bytes start as a PNG file does.
  public static func isPNG(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  }

  /// Reads an image as `[height, width, channels]` of uint8, or uint16 where the file has 16 bits a sample.
  ///
  /// Channels are grey, grey and alpha, RGB or RGBA.
  ///
  /// - Throws: `FormatError` when the file is no PNG file, damaged or cut off, or libpng is not installed.
  /// - Complexity: O(width × height).
  public static func read(_ source: FileBytes) throws(FormatError) -> NumberArray {
    try source.requireContent()
    guard isPNG(source.bytes) else {
      throw FormatError(
        .malformed, file: source.name, problem: "does not start as a PNG file does",
        remedy: "check that this is a PNG file")
    }
    var image = cpng_image()
    guard cpng_describe(source.bytes, source.bytes.count, &image) != 0 else {
      throw failure(source, image)
    }
    let (width, height, channels) = (Int(image.width), Int(image.height), Int(image.channels))
    // Deflate makes no byte of less than 1/1032; a header may promise anything.
    let stored = (image.stored_row + 1).multipliedReportingOverflow(by: height)
    guard !stored.overflow, stored.partialValue / 1032 <= source.bytes.count else {
      throw FormatError(
        .truncated, file: source.name, element: "header",
        problem:
          "declares \(width) × \(height) pixels, which \(source.bytes.count) bytes cannot hold",
        remedy: "the file is cut off or damaged: copy it again")
    }
    let type = image.bits == 16 ? ElementType.uint16 : .uint8
    let shape = [height, width, channels]
    guard let size = NumberArray.byteCount(shape, type) else { throw failure(source, image) }
    var isRead = false
    let samples = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      isRead =
        cpng_read(source.bytes, source.bytes.count, &image, buffer.baseAddress, size) != 0
      count = isRead ? size : 0
    }
    guard isRead else { throw failure(source, image) }
    return NumberArray(elementType: type, shape: shape, bytes: samples)
  }

  private static func failure(_ source: FileBytes, _ image: cpng_image) -> FormatError {
    let message = withUnsafeBytes(of: image.problem) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    return FormatError(
      .malformed, file: source.name, problem: "cannot be read as PNG: \(message)",
      remedy: "write or copy the image again")
  }
}
