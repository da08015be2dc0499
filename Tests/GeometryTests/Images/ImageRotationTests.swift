import Foundation
import Geometry
import Numerics
import Testing

@Suite struct ImageRotationTests {
  private func images(
    _ count: Int, _ height: Int, _ width: Int, channels: Int = 1, seed: UInt64
  ) throws -> ImageStack {
    var stream = RandomStream(seed: seed, "images", "pixels")
    return try ImageStack(
      values: (0..<count * height * width * channels).map { _ in Float(stream.uniform()) - 0.25 },
      height: height, width: width, channels: channels)
  }

  @Test(arguments: ImageInterpolation.allCases)
  func `whole turns leave every image as it is, to the bit`(
    interpolation: ImageInterpolation
  ) throws {
    for (height, width, channels) in [(1, 1, 1), (5, 8, 3), (28, 28, 1)] {
      let stack = try images(4, height, width, channels: channels, seed: 3)
      let turned = try stack.rotated(
        [2, 0, 2, 3], by: [0, 360, -720, 3_600], interpolation: interpolation)
      #expect(turned == stack.images(at: [2, 0, 2, 3]))
    }
  }

  @Test(arguments: ImageInterpolation.allCases)
  func `quarter turns of squares permute the pixels, to the bit`(
    interpolation: ImageInterpolation
  ) throws {
    for size in [1, 2, 7, 28] {
      let stack = try images(1, size, size, channels: 2, seed: UInt64(size))
      func pixel(_ values: [Float], _ row: Int, _ column: Int) -> ArraySlice<Float> {
        values[(row * size + column) * 2..<(row * size + column) * 2 + 2]
      }
      let turned = try [90.0, 180, 270, -90].map {
        try stack.rotated([0], by: [$0], interpolation: interpolation).values
      }
      for row in 0..<size {
        for column in 0..<size {
          let (up, left) = (size - 1 - row, size - 1 - column)
          #expect(
            pixel(turned[0], row, column).elementsEqual(pixel(stack.values, column, up)))
          #expect(pixel(turned[1], row, column).elementsEqual(pixel(stack.values, up, left)))
          #expect(
            pixel(turned[2], row, column).elementsEqual(pixel(stack.values, left, row)))
        }
      }
      #expect(turned[2] == turned[3])
    }
  }

  /// The kernels as functions of the distance (Keys 1981, equation 15).
  private func kernel(_ interpolation: ImageInterpolation, _ signed: Double) -> Double {
    let s = abs(signed)
    switch interpolation {
    case .bilinear: return max(0, 1 - s)
    case .bicubic:
      return s < 1
        ? 1.5 * s * s * s - 2.5 * s * s + 1
        : s < 2 ? -0.5 * s * s * s + 2.5 * s * s - 4 * s + 2 : 0
    }
  }

  @Test(arguments: ImageInterpolation.allCases, [UInt64(1), 2, 3])
  func `a pixel is the sum of all pixels under the kernel`(
    interpolation: ImageInterpolation, seed: UInt64
  ) throws {
    var stream = RandomStream(seed: seed, "images", "sizes")
    let (height, width, channels) = (3 + stream.below(6), 2 + stream.below(7), 1 + stream.below(3))
    let stack = try images(2, height, width, channels: channels, seed: seed)
    let angles = [stream.uniform() * 360, stream.uniform() * 360 - 720]
    let turned = try stack.rotated([1, 0], by: angles, interpolation: interpolation)
    for (place, item) in [1, 0].enumerated() {
      let angle = angles[place] * .pi / 180
      for row in 0..<height {
        for column in 0..<width {
          // Up and to the right of the centre, turned back.
          let right = Double(column) - Double(width - 1) / 2
          let up = Double(height - 1) / 2 - Double(row)
          let fromRight = cos(angle) * right + sin(angle) * up
          let fromUp = cos(angle) * up - sin(angle) * right
          for channel in 0..<channels {
            var wanted = 0.0
            for i in 0..<height {
              for j in 0..<width {
                let value = stack.values[((item * height + i) * width + j) * channels + channel]
                wanted +=
                  Double(value)
                  * kernel(interpolation, Double(height - 1) / 2 - fromUp - Double(i))
                  * kernel(interpolation, Double(width - 1) / 2 + fromRight - Double(j))
              }
            }
            let found = turned.values[
              ((place * height + row) * width + column) * channels + channel]
            #expect(abs(Double(found) - wanted) < 1e-6, "seed \(seed): \(row), \(column)")
          }
        }
      }
    }
  }

  @Test(arguments: ImageInterpolation.allCases)
  func `polynomials that the kernel reproduces are turned exactly`(
    interpolation: ImageInterpolation
  ) throws {
    let size = 21
    let curvature = interpolation == .bicubic ? 0.02 : 0
    func surface(_ x: Double, _ y: Double) -> Double {
      1 + 0.1 * x - 0.07 * y + curvature * (x * x + 0.5 * x * y - 0.3 * y * y)
    }
    func place(_ index: Int) -> (x: Double, y: Double) {
      (Double(index % size) - 10, 10 - Double(index / size))
    }
    let stack = try ImageStack(
      values: (0..<size * size).map { Float(surface(place($0).x, place($0).y)) }, height: size,
      width: size)
    for degrees in [10.0, 45, 137, 300] {
      let turned = try stack.rotated([0], by: [degrees], interpolation: interpolation)
      let angle = degrees * .pi / 180
      for index in 0..<size * size {
        let (x, y) = place(index)
        // Inside, no pixel beyond the border is needed.
        guard x * x + y * y < 81 else { continue }
        let wanted = surface(
          cos(angle) * x + sin(angle) * y, cos(angle) * y - sin(angle) * x)
        #expect(abs(Double(turned.values[index]) - wanted) < 2e-6)
      }
    }
  }

  @Test func `the mean of windows is that of their pixels, and of all`() throws {
    let stack = try images(3, 6, 9, channels: 2, seed: 5)
    let reduced = try stack.reduced(by: 3)
    #expect((reduced.count, reduced.height, reduced.width, reduced.channels) == (3, 2, 3, 2))
    for item in 0..<3 {
      for place in 0..<12 {
        let (row, column, channel) = (place / 6, place / 2 % 3, place % 2)
        let window = (0..<9).map { pixel in
          let (i, j) = (3 * row + pixel / 3, 3 * column + pixel % 3)
          return Double(stack.values[((item * 6 + i) * 9 + j) * 2 + channel])
        }
        let found = Double(reduced.values[item * 12 + place])
        #expect(abs(found - window.reduce(0, +) / 9) < 1e-7)
      }
    }
    #expect(try stack.reduced(by: 1) == stack)
    #expect(throws: GridError.self) { try stack.reduced(by: 2) }
  }

  @Test func `any number of threads gives the same bits`() throws {
    let stack = try images(37, 13, 11, channels: 3, seed: 8)
    var stream = RandomStream(seed: 8, "angles")
    let items = (0..<501).map { $0 * 5 % 37 }
    let angles = items.map { _ in stream.uniform() * 360 }
    defer { Parallel.use(workers: 0) }
    let found = try [1, 2, 3].map { workers in
      Parallel.use(workers: workers)
      return try stack.rotated(items, by: angles, interpolation: .bicubic)
    }
    #expect(found[0] == found[1] && found[0] == found[2])
  }

  @Test func `wrong values, places and angles are refused`() throws {
    #expect(throws: GridError.valueCount(values: 7, wanted: 6)) {
      try ImageStack(values: [0, 1, 2, 3, 4, 5, 6], height: 2, width: 3)
    }
    #expect(throws: GridError.notFinite(item: 1, value: .infinity)) {
      try ImageStack(values: [0, 1, 2, .infinity], height: 1, width: 2)
    }
    #expect(throws: GridError.self) { try ImageStack(values: [], height: 0, width: 2) }
    let stack = try images(2, 3, 3, seed: 1)
    #expect(throws: GridError.self) { try stack.rotated([2], by: [0]) }
    #expect(throws: GridError.self) { try stack.rotated([0, 1], by: [0]) }
    #expect(throws: GridError.self) { try stack.rotated([0], by: [.nan]) }
    #expect(try stack.rotated([], by: []).count == 0)
  }
}
