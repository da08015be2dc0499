internal import Foundation

/// The disk's part of writing.
enum Disk {
  /// Wall seconds to write and flush as many bytes, which do not compress, to a file of the folder.
  static func write(_ count: Int, in folder: String) throws -> Double {
    var random = SystemRandomNumberGenerator()
    let block = Data((0..<1 << 20).map { _ in UInt8.random(in: .min ... .max, using: &random) })
    let path = "\(folder)/disk"
    let start = ContinuousClock.now
    _ = FileManager.default.createFile(atPath: path, contents: nil)
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    var left = count
    while left > 0 {
      try file.write(contentsOf: block.prefix(left))
      left -= min(left, block.count)
    }
    try file.synchronize()
    try file.close()
    let elapsed = (ContinuousClock.now - start).components
    try FileManager.default.removeItem(atPath: path)
    return Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18
  }
}
