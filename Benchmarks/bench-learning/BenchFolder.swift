internal import Autodiff
internal import Foundation

/// Arrays that the peers' side wrote: `NAME.SHAPE.f32` or `NAME.SHAPE.i32`, row-major and little-endian, where SHAPE is
/// the sizes of the axes joined by `x` (`weight.128x10.f32`).
struct BenchFolder {
  private let url: URL

  init(_ url: URL) { self.url = url }

  /// The array of a name as a tensor.
  func tensor(_ name: String) throws -> Tensor<Float> {
    let (shape, scalars) = try array(name, "f32", of: Float.self)
    return Tensor(shape: shape, scalars)
  }

  /// The array of a name as indices, its shape forgotten.
  func indices(_ name: String) throws -> [Int32] { try array(name, "i32", of: Int32.self).scalars }

  private func array<Element>(
    _ name: String, _ type: String, of element: Element.Type
  ) throws -> (shape: [Int], scalars: [Element]) {
    let files = try FileManager.default.contentsOfDirectory(atPath: url.path)
    guard
      let file = files.first(where: {
        let parts = $0.split(separator: ".")
        return parts.count == 3 && parts[0] == name && parts[2] == type
      })
    else { throw BenchError(text: "no array \(name) of \(type) in \(url.path)") }
    let shape = file.split(separator: ".")[1].split(separator: "x").compactMap { Int($0) }
    let data = try Data(contentsOf: url.appendingPathComponent(file))
    let count = shape.reduce(1, *)
    guard data.count == count * MemoryLayout<Element>.stride else {
      throw BenchError(text: "\(file) has \(data.count) bytes")
    }
    let scalars = [Element](unsafeUninitializedCapacity: count) { target, initialized in
      _ = data.copyBytes(to: target)
      initialized = count
    }
    return (shape, scalars)
  }
}

/// What went wrong in a benchmark.
struct BenchError: Error, CustomStringConvertible {
  let text: String
  var description: String { text }
}
