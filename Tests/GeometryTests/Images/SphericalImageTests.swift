import Foundation
import Geometry
import Numerics
import Testing

@Suite struct SphericalImageTests {
  private func images(
    _ count: Int, _ height: Int, _ width: Int, channels: Int = 1, seed: UInt64
  ) throws -> ImageStack {
    var stream = RandomStream(seed: seed, "images", "pixels")
    return try ImageStack(
      values: (0..<count * height * width * channels).map { _ in Float(stream.uniform()) },
      height: height, width: width, channels: channels)
  }

  @Test func `samples lie where Driscoll and Healy put them`() throws {
    let samples = try SphericalSamples(bandwidth: 3)
    #expect(samples.side == 6)
    for (index, point) in samples.points.enumerated() {
      let (beta, alpha) = (
        Double.pi * Double(2 * (index / 6) + 1) / 12, Double.pi * Double(index % 6) / 3
      )
      #expect(abs(acos(point.z) - beta) < 1e-14)
      #expect(abs(point.x - sin(beta) * cos(alpha)) < 1e-15)
      #expect(abs(point.y - sin(beta) * sin(alpha)) < 1e-15)
    }
    #expect(throws: GridError.self) { try SphericalSamples(bandwidth: 0) }
  }

  @Test(arguments: [UInt64(1), 2, 3])
  func `a rotated signal shows at a point what lay where the point came from`(
    seed: UInt64
  ) throws {
    var stream = RandomStream(seed: seed, "sphere")
    let (height, width) = (5 + stream.below(5), 5 + stream.below(5))
    let stack = try images(2, height, width, channels: 2, seed: seed)
    let rotation = SpatialRotation.random(&stream)
    let samples = try SphericalSamples(bandwidth: 6)
    let reach = 0.5 + stream.uniform()
    let found = try stack.projected(
      [1, 0], onto: samples, reach: reach, rotations: [rotation, .identity])
    #expect((found.height, found.width, found.channels) == (12, 12, 2))
    for (item, turned) in [(1, rotation), (0, .identity)] {
      for (index, point) in samples.points.enumerated() {
        let from = turned.inverse(point)
        // From the north pole through the point onto the plane z = 0, by similar triangles.
        let (u, v) = (from.x / (1 - from.z), from.y / (1 - from.z))
        let half = Double(max(height, width)) / 2
        let column = u / reach * half + Double(width - 1) / 2
        let row = Double(height - 1) / 2 - v / reach * half
        for channel in 0..<2 {
          var wanted = 0.0
          for i in 0..<height {
            for j in 0..<width {
              wanted +=
                max(0, 1 - abs(row - Double(i))) * max(0, 1 - abs(column - Double(j)))
                * Double(stack.values[((item * height + i) * width + j) * 2 + channel])
            }
          }
          let place = item == 1 ? 0 : 1
          let value = found.values[(place * 144 + index) * 2 + channel]
          #expect(abs(Double(value) - wanted) < 1e-5, "seed \(seed), sample \(index)")
        }
      }
    }
  }

  @Test func `an upright image lies around the south pole`() throws {
    let flat = try ImageStack(values: [Float](repeating: 1, count: 28 * 28), height: 28, width: 28)
    let samples = try SphericalSamples(bandwidth: 30)
    let found = try flat.projected([0], onto: samples)
    for (index, point) in samples.points.enumerated() {
      let value = found.values[index]
      // Distances from the centre of the plane; the border is half a pixel wide.
      let distance = tan((.pi - acos(point.z)) / 2)
      if distance < 0.75 * 27 / 28 { #expect(abs(value - 1) < 1e-6) }
      if distance > 0.75 * 2.0.squareRoot() * 29 / 28 { #expect(value == 0) }
    }
  }

  @Test func `a turn about the axis by one sample moves the signal by one sample`() throws {
    let stack = try images(1, 28, 28, seed: 4)
    let samples = try SphericalSamples(bandwidth: 8)
    let angle = 2 * Double.pi / 16
    let turn = try SpatialRotation(quaternion: SIMD4(cos(angle / 2), 0, 0, sin(angle / 2)))
    let found = try stack.projected([0, 0], onto: samples, rotations: [.identity, turn])
    for index in 0..<256 {
      let before = index / 16 * 16 + (index + 15) % 16
      #expect(abs(found.values[256 + index] - found.values[before]) < 1e-5)
    }
  }

  @Test(arguments: [UInt64(1), 2, 3])
  func `random rotations are rotations, all equally likely`(seed: UInt64) {
    var stream = RandomStream(seed: seed, "rotations")
    let count = 20_000
    var (trace, square, image) = (0.0, 0.0, SIMD3<Double>.zero)
    var octants = [Int](repeating: 0, count: 8)
    for _ in 0..<count {
      let rotation = SpatialRotation.random(&stream)
      let rows = rotation.rows
      for i in 0..<3 {
        for j in 0..<3 {
          let product = (rows[i] * rows[j]).sum()
          #expect(abs(product - (i == j ? 1 : 0)) < 1e-13)
        }
      }
      let cross = SIMD3(
        rows[1].y * rows[2].z - rows[1].z * rows[2].y,
        rows[1].z * rows[2].x - rows[1].x * rows[2].z,
        rows[1].x * rows[2].y - rows[1].y * rows[2].x)
      #expect(abs((rows[0] * cross).sum() - 1) < 1e-13)
      let sum = rows[0].x + rows[1].y + rows[2].z
      trace += sum
      square += sum * sum
      let moved = rotation(SIMD3(0.6, 0, 0.8))
      image += moved
      octants[(moved.x > 0 ? 1 : 0) + (moved.y > 0 ? 2 : 0) + (moved.z > 0 ? 4 : 0)] += 1
      let back = rotation.inverse(moved) - SIMD3(0.6, 0, 0.8)
      #expect((back * back).sum() < 1e-26)
    }
    // Of the character of degree 1 the mean is 0 and the mean square 1; five deviations.
    let bound = 5 / Double(count).squareRoot()
    #expect(abs(trace / Double(count)) < bound, "seed \(seed)")
    #expect(abs(square / Double(count) - 1) < 2 * bound, "seed \(seed)")
    for axis in 0..<3 { #expect(abs(image[axis] / Double(count)) < bound, "seed \(seed)") }
    // Five deviations of a binomial distribution.
    for found in octants {
      #expect(abs(found - 2_500) < 234, "seed \(seed)")
    }
  }

  @Test func `any number of threads gives the same bits`() throws {
    let stack = try images(7, 9, 9, seed: 2)
    var stream = RandomStream(seed: 2, "rotations")
    let items = (0..<101).map { $0 % 7 }
    let rotations = items.map { _ in SpatialRotation.random(&stream) }
    defer { Parallel.use(workers: 0) }
    let samples = try SphericalSamples(bandwidth: 7)
    let found = try [1, 2, 3].map { workers in
      Parallel.use(workers: workers)
      return try stack.projected(items, onto: samples, rotations: rotations)
    }
    #expect(found[0] == found[1] && found[0] == found[2])
  }

  @Test func `wrong reaches, rotations and quaternions are refused`() throws {
    let stack = try images(1, 3, 3, seed: 1)
    let samples = try SphericalSamples(bandwidth: 2)
    #expect(throws: GridError.self) { try stack.projected([0], onto: samples, reach: 0) }
    #expect(throws: GridError.self) { try stack.projected([0], onto: samples, rotations: []) }
    #expect(throws: GridError.self) { try stack.projected([1], onto: samples) }
    #expect(throws: GridError.self) { try SpatialRotation(quaternion: .zero) }
  }
}
