import Foundation
import Geometry
import Numerics
import Testing

@Suite struct GridScatteringTests {
  /// Images without a pattern, smoothed a little, so that they are neither flat nor only noise.
  private func images(_ count: Int, _ height: Int, _ width: Int, seed: UInt64 = 1) -> [Float] {
    var stream = RandomStream(seed: seed, "grids", "images")
    return (0..<count * height * width).map { _ in Float(stream.uniform()) }
  }

  private func options(
    _ scales: Int, _ angles: Int, _ padding: GridScatteringOptions.Padding = .periodic,
    order: Int = 2, oversampling: Int = 0
  ) -> GridScatteringOptions {
    GridScatteringOptions(
      scales: scales, angles: angles, order: order, padding: padding, oversampling: oversampling)
  }

  private func norm(_ values: [Float]) -> Double {
    values.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
  }

  private func distance(_ a: [Float], _ b: [Float]) -> Double {
    norm(zip(a, b).map { $0 - $1 })
  }

  private func shifted(_ image: [Float], _ height: Int, _ width: Int, _ down: Int, _ right: Int)
    -> [Float]
  {
    var result = image
    for row in 0..<height {
      for column in 0..<width {
        result[(row + down) % height * width + (column + right) % width] =
          image[row * width + column]
      }
    }
    return result
  }

  @Test(arguments: [(2, 8), (3, 8), (4, 6), (3, 4), (1, 8)])
  func `filters pass on all frequencies and enlarge none`(scales: Int, angles: Int) throws {
    for side in [32, 80] {
      let made = try GridScattering(height: side, width: side, options: options(scales, angles))
      let sum = made.littlewoodPaleySum
      let (least, most) = (sum.min() ?? 0, sum.max() ?? 0)
      #expect(most <= 1 + 1e-12 && most > 1 - 1e-12)
      #expect(least > 0.02, "\(least)")
    }
  }

  @Test(arguments: [(1, 1), (2, 8), (3, 4), (4, 3)])
  func `paths are counted by the formula`(scales: Int, angles: Int) throws {
    let counts = [
      1, 1 + scales * angles,
      1 + scales * angles + angles * angles * scales * (scales - 1) / 2,
    ]
    for (order, count) in counts.enumerated() {
      let made = try GridScattering(
        height: 37, width: 25, options: options(scales, angles, .reflect, order: order))
      #expect(made.options.pathCount == count)
      let features = try made.features(of: images(2, 37, 25))
      #expect(features.count == 2 * (37 >> scales) * (25 >> scales) * count)
      // Each path was written: wavelets of noise vanish nowhere.
      #expect(features.allSatisfy { $0 != 0 })
    }
  }

  @Test(arguments: GridScatteringOptions.Padding.allCases)
  func `a constant image has its value and no wavelets`(
    padding: GridScatteringOptions.Padding
  ) throws {
    let made = try GridScattering(height: 32, width: 40, options: options(3, 4, padding))
    let features = try made.features(of: [Float](repeating: 0.75, count: 32 * 40))
    for (index, value) in features.enumerated() {
      #expect(abs(value - (index % made.options.pathCount == 0 ? 0.75 : 0)) < 1e-6)
    }
    let nothing = try made.features(of: [Float](repeating: 0, count: 32 * 40))
    #expect(nothing.allSatisfy { $0 == 0 })
  }

  /// A wavelet as a function of the pixels of a torus, from the definition in space.
  private func morlet(_ side: Int, scale: Int, angle: Double, angles: Int) -> [(Double, Double)] {
    let (sigma, center) = (0.8 * Double(1 << scale), 0.75 * Double.pi / Double(1 << scale))
    let slant = 4 / Double(angles)
    var wave = [(Double, Double)](repeating: (0, 0), count: side * side)
    var envelope = [Double](repeating: 0, count: side * side)
    for row in -3 * side..<3 * side {
      for column in -3 * side..<3 * side {
        let (x, y) = (Double(row), Double(column))
        let along = x * cos(angle) + y * sin(angle)
        let across = y * cos(angle) - x * sin(angle)
        let height =
          exp(-(along * along + slant * slant * across * across) / (2 * sigma * sigma)) * slant
          / (2 * .pi * sigma * sigma)
        let place = (row + 3 * side) % side * side + (column + 3 * side) % side
        wave[place].0 += height * cos(center * along)
        wave[place].1 += height * sin(center * along)
        envelope[place] += height
      }
    }
    let total = wave.reduce(0) { $0 + $1.0 }
    let share = total / envelope.reduce(0, +)
    return wave.indices.map { (wave[$0].0 - share * envelope[$0], wave[$0].1) }
  }

  private func convolved(_ image: [Double], _ side: Int, _ filter: [(Double, Double)]) -> [Double] {
    image.indices.map { place in
      var (real, imaginary) = (0.0, 0.0)
      for source in image.indices where image[source] != 0 {
        let row = (place / side - source / side + side) % side
        let column = (place % side - source % side + side) % side
        real += image[source] * filter[row * side + column].0
        imaginary += image[source] * filter[row * side + column].1
      }
      return (real * real + imaginary * imaginary).squareRoot()
    }
  }

  @Test func `it is the cascade of its definition, convolved in space`() throws {
    let (side, scales, angles) = (16, 2, 4)
    let image = images(1, side, side, seed: 9)
    // Sampled everywhere, so that nothing aliases.
    let made = try GridScattering(
      height: side, width: side, options: options(scales, angles, oversampling: scales))
    let found = try made.features(of: image).map(Double.init)
    let paths = made.options.pathCount
    let filters = (0..<scales).map { scale in
      (0..<angles).map {
        morlet(side, scale: scale, angle: Double($0) * .pi / Double(angles), angles: angles)
      }
    }
    // The low pass is the envelope of the widest scale, made round: as wide as it is long.
    var low = [(Double, Double)](repeating: (0, 0), count: side * side)
    for row in -3 * side..<3 * side {
      for column in -3 * side..<3 * side {
        let square = Double(row * row + column * column)
        let place = (row + 3 * side) % side * side + (column + 3 * side) % side
        low[place].0 += exp(-square / (2 * 1.6 * 1.6)) / (2 * .pi * 1.6 * 1.6)
      }
    }
    let total = low.reduce(0) { $0 + $1.0 }
    low = low.map { ($0.0 / total, 0) }
    let signal = image.map(Double.init)
    var wanted = [convolved(signal, side, low)]
    var second: [[Double]] = []
    for angle in 0..<angles {
      let edges = convolved(signal, side, filters[0][angle])
      wanted.append(convolved(edges, side, low))
      for turned in 0..<angles {
        second.append(convolved(convolved(edges, side, filters[1][turned]), side, low))
      }
    }
    for angle in 0..<angles {
      wanted.append(convolved(convolved(signal, side, filters[1][angle]), side, low))
    }
    wanted += second
    // One factor of all wavelets, once for each in the path.
    let factor = found[1] / wanted[1][0]
    #expect(factor > 0.5 && factor < 2)
    for (path, values) in wanted.enumerated() {
      let scale = path == 0 ? 1 : path <= scales * angles ? factor : factor * factor
      for row in 0..<side / 4 {
        for column in 0..<side / 4 {
          let value = found[(row * side / 4 + column) * paths + path]
          #expect(abs(value - scale * values[row * 4 * side + column * 4]) < 1e-6)
        }
      }
    }
  }

  @Test func `sampling between wavelets loses little`() throws {
    let image = images(1, 48, 64, seed: 4)
    let coarse = try GridScattering(height: 48, width: 64, options: options(3, 8))
    let fine = try GridScattering(height: 48, width: 64, options: options(3, 8, oversampling: 3))
    let (found, wanted) = (try coarse.features(of: image), try fine.features(of: image))
    let paths = coarse.options.pathCount
    func wavelets(_ values: [Float]) -> [Float] {
      values.enumerated().filter { $0.offset % paths != 0 }.map(\.element)
    }
    let loss = distance(wavelets(found), wavelets(wanted)) / norm(wavelets(wanted))
    #expect(loss > 1e-6 && loss < 0.02, "\(loss)")
  }

  @Test func `a shift by whole samples moves the features, a small one hardly changes them`() throws
  {
    let (height, width, scales) = (64, 96, 4)
    let image = images(1, height, width, seed: 2)
    let made = try GridScattering(height: height, width: width, options: options(scales, 6))
    let found = try made.features(of: image)
    let paths = made.options.pathCount
    let whole = try made.features(of: shifted(image, height, width, 16, 48))
    for row in 0..<4 {
      for column in 0..<6 {
        let target = ((row + 1) % 4 * 6 + (column + 3) % 6) * paths
        for path in 0..<paths {
          #expect(abs(whole[target + path] - found[(row * 6 + column) * paths + path]) < 1e-6)
        }
      }
    }
    func change(_ down: Int) throws -> Double {
      let moved = shifted(image, height, width, down, 0)
      return distance(try made.features(of: moved), found) / distance(moved, image)
    }
    // The images themselves differ by as much after one pixel as after any.
    let changes = try [1, 2, 4].map(change)
    #expect(changes[0] < 0.01 && changes[0] < changes[1] && changes[1] < changes[2], "\(changes)")
  }

  @Test(arguments: GridScatteringOptions.Padding.allCases)
  func `it brings images together`(padding: GridScatteringOptions.Padding) throws {
    let (side, scales) = (64, 3)
    let made = try GridScattering(height: side, width: side, options: options(scales, 8, padding))
    for seed: UInt64 in 1...3 {
      let (a, b) = (images(1, side, side, seed: seed), images(1, side, side, seed: seed + 100))
      // A sample stands for 4^J pixels. Reflected borders count a little more than once.
      let near = distance(try made.features(of: a), try made.features(of: b)) * Double(1 << scales)
      #expect(near <= 1.02 * distance(a, b))
      #expect(near > 0.1 * distance(a, b))
    }
  }

  @Test func `each channel of each image is on its own`() throws {
    let (height, width) = (19, 23)
    let made = try GridScattering(height: height, width: width, options: options(2, 3, .reflect))
    let planes = (0..<6).map { images(1, height, width, seed: UInt64($0) + 20) }
    // Two images of three channels.
    var mixed: [Float] = []
    for item in 0..<2 {
      for pixel in 0..<height * width {
        for channel in 0..<3 { mixed.append(planes[3 * item + channel][pixel]) }
      }
    }
    let found = try made.features(of: mixed, channels: 3)
    let (pixels, paths) = (made.outputHeight * made.outputWidth, made.options.pathCount)
    for plane in 0..<6 {
      let alone = try made.features(of: planes[plane])
      for pixel in 0..<pixels {
        for path in 0..<paths {
          let place = ((plane / 3 * pixels + pixel) * 3 + plane % 3) * paths + path
          #expect(found[place] == alone[pixel * paths + path])
        }
      }
    }
  }

  @Test func `bits do not depend on the number of workers`() throws {
    let made = try GridScattering(height: 29, width: 31, options: options(2, 5, .reflect))
    let pictures = images(67, 29, 31)
    let found = try Graphs.onOneTwoThreeWorkers { try made.features(of: pictures) }
    #expect(found[0] == found[1] && found[0] == found[2])
  }

  @Test func `what is out of range is refused, with a remedy`() throws {
    let bad: [(Int, Int, GridScatteringOptions)] = [
      (32, 32, options(0, 8)), (32, 32, options(11, 8)), (32, 32, options(2, 0)),
      (32, 32, options(2, 65)), (32, 32, options(2, 8, order: 3)),
      (32, 32, options(2, 8, oversampling: -1)), (7, 32, options(3, 8, .reflect)),
      (32, 36, options(3, 8)),
    ]
    for (height, width, options) in bad {
      #expect(throws: GridError.self) {
        try GridScattering(height: height, width: width, options: options)
      }
    }
    let made = try GridScattering(height: 8, width: 8, options: options(2, 4))
    #expect(throws: GridError.valueCount(values: 65, wanted: 64)) {
      try made.features(of: [Float](repeating: 0, count: 65))
    }
    #expect(throws: GridError.self) {
      try made.features(of: [Float](repeating: .infinity, count: 128))
    }
    #expect(throws: GridError.self) { try made.features(of: [], channels: 0) }
    #expect(try made.features(of: []).isEmpty)
  }
}
