internal import CDisk
internal import Foundation

/// The disk's part of writing.
enum Disk {
  private static let stride = 4 << 20

  /// Wall seconds to write and flush as many bytes, which do not compress, to a file of the folder; the disk begins
  /// while the later ones are copied.
  static func write(_ count: Int, in folder: String) throws -> Double {
    var random = SystemRandomNumberGenerator()
    let block = Data((0..<1 << 20).map { _ in UInt8.random(in: .min ... .max, using: &random) })
    let path = "\(folder)/disk"
    let start = ContinuousClock.now
    _ = FileManager.default.createFile(atPath: path, contents: nil)
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    for start in Swift.stride(from: 0, to: count, by: block.count) {
      try file.write(contentsOf: block.prefix(count - start))
      if start % stride == 0, start > 0 {
        _ = meridian_begin_flushing(
          file.fileDescriptor, Int64(start - stride), Int64(stride))
      }
    }
    try file.synchronize()
    try file.close()
    let elapsed = (ContinuousClock.now - start).components
    try FileManager.default.removeItem(atPath: path)
    return Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18
  }
}
