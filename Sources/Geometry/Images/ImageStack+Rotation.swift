internal import Foundation

extension ImageStack {
  /// Images turned about their centres, counterclockwise as one looks at them.
  ///
  /// A pixel of the result is read where it came from: there is one interpolation, none at multiples of 90° of square
  /// images, which are permutations of the pixels to the bit. What leaves the frame is lost; what enters it is 0.
  ///
  /// - Parameters:
  ///   - items: which image each is made of; an image may come several times.
  ///   - degrees: how far each is turned, as many as `items`.
  ///   - interpolation: how images are read between pixels.
  /// - Throws: ``GridError`` for an image that there is not, a number of angles that differs, or one not finite.
  /// - Complexity: O(pixels of the result), in parallel over images.
  public func rotated(
    _ items: [Int], by degrees: [Double], interpolation: ImageInterpolation = .bilinear
  ) throws(GridError) -> ImageStack {
    try check(items)
    guard degrees.count == items.count, degrees.allSatisfy(\.isFinite) else {
      throw .parameterOutOfRange(
        name: "degrees", value: "\(degrees.count) angles",
        range: "one finite angle for each of the \(items.count) images")
    }
    let middle = (row: Double(height - 1) / 2, column: Double(width - 1) / 2)
    return mapped(items, height: height, width: width) { image, place, output in
      let (cosine, sine) = Self.direction(degrees[place])
      for row in 0..<height {
        for column in 0..<width {
          let x = Double(column) - middle.column
          let y = middle.row - Double(row)
          interpolation.sample(
            image, height: height, width: width, channels: channels,
            row: middle.row - (cosine * y - sine * x),
            column: middle.column + cosine * x + sine * y,
            into: output + (row * width + column) * channels)
        }
      }
    }
  }

  /// Cosine and sine of an angle in degrees, exact at multiples of 90.
  static func direction(_ degrees: Double) -> (cosine: Double, sine: Double) {
    let turn = degrees.remainder(dividingBy: 360)
    switch turn {
    case 0: return (1, 0)
    case 90: return (0, 1)
    case -90: return (0, -1)
    case 180, -180: return (-1, 0)
    default: return (cos(turn * .pi / 180), sin(turn * .pi / 180))
    }
  }

  /// Refuses places where there is no image.
  func check(_ items: [Int]) throws(GridError) {
    if let bad = items.first(where: { !(0..<count).contains($0) }) {
      throw .parameterOutOfRange(
        name: "items", value: "\(bad)", range: "places of the \(count) images, counted from 0")
    }
  }
}
