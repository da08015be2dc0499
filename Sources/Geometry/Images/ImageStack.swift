internal import Numerics

/// Images of one size in one array.
///
/// Row 0 is the upper row. A pixel's value belongs to the pixel's centre; beyond the border images are 0.
public struct ImageStack: Sendable, Equatable {
  /// The rows of an image, at least 1.
  public let height: Int
  /// The columns of an image, at least 1.
  public let width: Int
  /// The numbers of a pixel, at least 1.
  public let channels: Int
  /// Images × height × width × channels, row-major, all finite.
  public let values: [Float]

  /// Makes images of their values.
  ///
  /// - Throws: ``GridError`` for an extent below 1, values that are no whole number of images, or one not finite.
  public init(
    values: [Float], height: Int, width: Int, channels: Int = 1
  ) throws(GridError) {
    for (name, extent) in [("height", height), ("width", width), ("channels", channels)] {
      guard (1...65_536).contains(extent) else {
        throw .parameterOutOfRange(
          name: name, value: "\(extent)", range: "a whole number from 1 to 65,536")
      }
    }
    let size = height * width * channels
    guard values.count % size == 0 else {
      throw .valueCount(values: values.count, wanted: size)
    }
    if let bad = values.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(item: bad / size, value: values[bad])
    }
    self.init(unchecked: values, height, width, channels)
  }

  init(unchecked values: [Float], _ height: Int, _ width: Int, _ channels: Int) {
    self.height = height
    self.width = width
    self.channels = channels
    self.values = values
  }

  /// The numbers of an image.
  public var imageSize: Int { height * width * channels }

  /// The number of images.
  public var count: Int { values.count / imageSize }

  /// The images at some places, in that order; a place may come several times.
  ///
  /// - Precondition: places are in 0 ..< ``count``.
  public func images(at items: [Int]) -> ImageStack {
    mapped(items, height: height, width: width) { image, _, output in
      output.update(from: image, count: imageSize)
    }
  }

  /// The mean of every window of `factor` × `factor` pixels.
  ///
  /// - Throws: ``GridError`` unless `factor` divides height and width.
  public func reduced(by factor: Int) throws(GridError) -> ImageStack {
    guard factor >= 1, height % factor == 0, width % factor == 0 else {
      throw .parameterOutOfRange(
        name: "factor", value: "\(factor)",
        range: "a whole number that divides height and width, \(height) and \(width)")
    }
    let (rows, columns) = (height / factor, width / factor)
    let share = 1 / Double(factor * factor)
    return mapped(Array(0..<count), height: rows, width: columns) { image, _, output in
      for place in 0..<rows * columns * channels {
        let (pixel, channel) = (place / channels, place % channels)
        let corner = pixel / columns * factor * width + pixel % columns * factor
        var sum = 0.0
        for row in 0..<factor {
          for column in 0..<factor {
            sum += Double(image[(corner + row * width + column) * channels + channel])
          }
        }
        output[place] = Float(sum * share)
      }
    }
  }

  /// Images computed each from one of these, in parallel.
  ///
  /// - Parameters:
  ///   - items: which image each is computed from.
  ///   - body: gets an image, the place in `items` and where to write `height × width × channels` numbers.
  func mapped(
    _ items: [Int], height: Int, width: Int,
    _ body: (UnsafePointer<Float>, Int, UnsafeMutablePointer<Float>) -> Void
  ) -> ImageStack {
    let (input, output) = (imageSize, height * width * channels)
    for item in items {
      precondition((0..<count).contains(item), "ImageStack: no image \(item) of \(count)")
    }
    let made = [Float](unsafeUninitializedCapacity: items.count * output) { buffer, initialized in
      values.withUnsafeBufferPointer { values in
        guard let source = values.baseAddress, let target = buffer.baseAddress else { return }
        // About 30,000 numbers a shard.
        let grain = max(1, 32_768 / max(input, output))
        Parallel.forEach(rangesOf: items.count, grain: grain) { range in
          for place in range {
            body(source + items[place] * input, place, target + place * output)
          }
        }
      }
      initialized = items.count * output
    }
    return ImageStack(unchecked: made, height, width, channels)
  }
}
