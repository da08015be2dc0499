import Foundation
import Geometry
import Numerics
import Testing

@Suite struct ChargedParticlesTests {
  /// The same steps with one system at a time and every force computed from both sides.
  private func follow(
    _ start: ChargedParticles, system: Int, steps: Int, options: ChargedParticlesOptions
  ) -> (positions: [SIMD3<Double>], velocities: [SIMD3<Double>]) {
    let n = options.particles
    func vectors(_ values: [Double]) -> [SIMD3<Double>] {
      (0..<n).map { particle in
        let first = (system * n + particle) * 3
        return SIMD3(values[first], values[first + 1], values[first + 2])
      }
    }
    var positions = vectors(start.frames[0].positions)
    var velocities = vectors(start.frames[0].velocities)
    let charges = Array(start.charges[system * n..<(system + 1) * n])
    for _ in 0..<steps {
      let forces = (0..<n).map { i in
        var force = SIMD3<Double>.zero
        for j in 0..<n where j != i {
          let r = positions[i] - positions[j]
          force += charges[i] * charges[j] * r / pow((r * r).sum(), 1.5)
        }
        return SIMD3(
          min(max(force.x, -options.forceLimit), options.forceLimit),
          min(max(force.y, -options.forceLimit), options.forceLimit),
          min(max(force.z, -options.forceLimit), options.forceLimit))
      }
      for i in 0..<n {
        velocities[i] += options.timeStep * forces[i]
        positions[i] += options.timeStep * velocities[i]
      }
    }
    return (positions, velocities)
  }

  @Test(arguments: [UInt64(1), 2, 3])
  func `steps are those of a straightforward loop`(seed: UInt64) throws {
    var stream = RandomStream(seed: seed, "options")
    let options = ChargedParticlesOptions(
      particles: 1 + stream.below(7), spread: 0.5 + stream.uniform(), speed: stream.uniform(),
      timeStep: 0.001 + 0.002 * stream.uniform(), forceLimit: 1 + 3 * stream.uniform())
    let systems = 19
    let steps = 40 + stream.below(40)
    let made = try ChargedParticles(
      systems: systems, steps: [0, steps], options: options, seed: seed)
    for system in 0..<systems {
      let wanted = follow(made, system: system, steps: steps, options: options)
      for particle in 0..<options.particles {
        for axis in 0..<3 {
          let place = (system * options.particles + particle) * 3 + axis
          let (x, v) = (made.frames[1].positions[place], made.frames[1].velocities[place])
          #expect(abs(x - wanted.positions[particle][axis]) < 1e-9, "seed \(seed)")
          #expect(abs(v - wanted.velocities[particle][axis]) < 1e-8, "seed \(seed)")
        }
      }
    }
  }

  @Test func `two charges at rest keep their centre, and their energy but for the step's error`()
    throws
  {
    let options = ChargedParticlesOptions(
      particles: 2, speed: 0, timeStep: 1e-4, forceLimit: 1e9)
    let made = try ChargedParticles(systems: 40, steps: [0, 1_000], options: options, seed: 3)
    func energy(_ frame: ChargedParticles.Frame, _ system: Int) -> Double {
      let v = frame.velocities[system * 6..<system * 6 + 6]
      let x = Array(frame.positions[system * 6..<system * 6 + 6])
      let r = SIMD3(x[0] - x[3], x[1] - x[4], x[2] - x[5])
      return v.reduce(0) { $0 + $1 * $1 } / 2 + made.charges[2 * system]
        * made.charges[2 * system + 1]
        / (r * r).sum().squareRoot()
    }
    var signs = Set<Double>()
    for system in 0..<40 {
      let product = made.charges[2 * system] * made.charges[2 * system + 1]
      signs.insert(product)
      for axis in 0..<3 {
        let centres = made.frames.map {
          $0.positions[system * 6 + axis] + $0.positions[system * 6 + 3 + axis]
        }
        #expect(abs(centres[0] - centres[1]) < 1e-12)
      }
      // Repelling ones never meet, so the first-order scheme stays close; what attracts may fall into the other.
      if product > 0 {
        #expect(abs(energy(made.frames[1], system) - energy(made.frames[0], system)) < 0.02)
      }
      // Like charges move apart, others approach at first.
      func distance(_ frame: ChargedParticles.Frame) -> Double {
        let x = Array(frame.positions[system * 6..<system * 6 + 6])
        let r = SIMD3(x[0] - x[3], x[1] - x[4], x[2] - x[5])
        return (r * r).sum().squareRoot()
      }
      let way = distance(made.frames[1]) - distance(made.frames[0])
      if distance(made.frames[0]) > 1 { #expect(way * product > 0) }
    }
    #expect(signs == [-1, 1])
  }

  @Test func `a particle alone goes straight on`() throws {
    let options = ChargedParticlesOptions(particles: 1, speed: 0.75)
    let made = try ChargedParticles(systems: 3, steps: [0, 500], options: options, seed: 2)
    for index in 0..<9 {
      let wanted = made.frames[0].positions[index] + 0.5 * made.frames[0].velocities[index]
      #expect(abs(made.frames[1].positions[index] - wanted) < 1e-12)
      #expect(made.frames[1].velocities[index] == made.frames[0].velocities[index])
    }
  }

  @Test(arguments: [UInt64(1), 2, 3])
  func `systems begin as they are described`(seed: UInt64) throws {
    let count = 2_000
    let made = try ChargedParticles(systems: count, steps: [0], seed: seed)
    let start = made.frames[0]
    let n = Double(start.positions.count)
    let mean = start.positions.reduce(0, +) / n
    let square = start.positions.reduce(0) { $0 + $1 * $1 } / n
    let fourth = start.positions.reduce(0) { $0 + $1 * $1 * $1 * $1 } / n
    let deviation = 1 / n.squareRoot()
    #expect(abs(mean) < 5 * deviation, "seed \(seed)")
    #expect(abs(square - 1) < 7.1 * deviation, "seed \(seed)")
    #expect(abs(fourth - 3) < 49 * deviation, "seed \(seed)")
    var direction = SIMD3<Double>.zero
    for particle in 0..<5 * count {
      let v = SIMD3(
        start.velocities[3 * particle], start.velocities[3 * particle + 1],
        start.velocities[3 * particle + 2])
      #expect(abs((v * v).sum() - 0.25) < 1e-14)
      direction += v
    }
    for axis in 0..<3 {
      // Five deviations of a sum of 10,000 coordinates of variance 0.25 / 3.
      #expect(abs(direction[axis]) < 145, "seed \(seed)")
    }
    #expect(made.charges.allSatisfy { abs($0) == 1 })
    #expect(abs(made.charges.reduce(0, +)) < 500, "seed \(seed)")
  }

  @Test func `where particles will be is as hard to guess as published`() throws {
    let made = try ChargedParticles(systems: 600, steps: [3_100, 4_100], seed: 1)
    func error(_ time: Double) -> Double {
      let (now, later) = (made.frames[0], made.frames[1])
      let squares = now.positions.indices.map { index in
        let guess = now.positions[index] + time * now.velocities[index]
        return (later.positions[index] - guess) * (later.positions[index] - guess)
      }
      return squares.reduce(0, +) / Double(squares.count)
    }
    #expect(abs(error(0.7) - 0.084) < 0.02, "\(error(0.7))")
    #expect(abs(error(0) - 0.27) < 0.05, "\(error(0))")
  }

  @Test func `more systems begin with fewer, for any number of threads`() throws {
    defer { Parallel.use(workers: 0) }
    let found = try [1, 2, 3].map { workers in
      Parallel.use(workers: workers)
      return try ChargedParticles(systems: 53, steps: [10, 30], seed: 9)
    }
    #expect(found[0] == found[1] && found[0] == found[2])
    let fewer = try ChargedParticles(systems: 7, steps: [10, 30], seed: 9)
    #expect(Array(found[0].charges.prefix(35)) == fewer.charges)
    for (some, all) in zip(fewer.frames, found[0].frames) {
      #expect(Array(all.positions.prefix(105)) == some.positions)
      #expect(Array(all.velocities.prefix(105)) == some.velocities)
    }
    #expect(try ChargedParticles(systems: 7, steps: [10, 30], seed: 10) != fewer)
    #expect(try ChargedParticles(systems: 0, steps: [0], seed: 1).charges.isEmpty)
  }

  @Test func `wrong options and steps are refused`() throws {
    for options in [
      ChargedParticlesOptions(particles: 0), ChargedParticlesOptions(spread: -1),
      ChargedParticlesOptions(speed: .nan), ChargedParticlesOptions(timeStep: 0),
      ChargedParticlesOptions(forceLimit: .infinity),
    ] {
      #expect(throws: MeshError.self) {
        try ChargedParticles(systems: 1, steps: [0], options: options, seed: 1)
      }
    }
    for steps in [[], [-1], [3, 3], [4, 2]] {
      #expect(throws: MeshError.self) { try ChargedParticles(systems: 1, steps: steps, seed: 1) }
    }
  }
}
