internal import Numerics

/// Some systems of charged particles side by side, so that one instruction moves a particle of several systems.
///
/// Every array holds a number a lane, the lanes of one particle's coordinate together: particle × 3 × lanes.
struct ParticleBlock {
  /// Systems of a full block.
  static let lanes = 16

  private let options: ChargedParticlesOptions
  private let systems: Range<Int>
  private var positions: [Double]
  private var velocities: [Double]
  private var forces: [Double]
  /// Particle × lanes; 0 in lanes without a system.
  private var charges: [Double]

  /// The systems of these numbers at their beginning.
  init(_ options: ChargedParticlesOptions, systems: Range<Int>, seed: UInt64) {
    self.options = options
    self.systems = systems
    let count = options.particles * Self.lanes
    positions = [Double](repeating: 0, count: 3 * count)
    velocities = positions
    forces = positions
    charges = [Double](repeating: 0, count: count)
    for (lane, system) in systems.enumerated() {
      var stream = RandomStream(seed: seed, "charged particles", "beginning")
      stream.position = UInt64(system) << 32
      for particle in 0..<options.particles {
        charges[particle * Self.lanes + lane] = stream.below(2) == 0 ? -1 : 1
        for axis in 0..<3 {
          positions[(3 * particle + axis) * Self.lanes + lane] = options.spread * stream.normal()
        }
        let way = SIMD3(stream.normal(), stream.normal(), stream.normal())
        let length = (way * way).sum().squareRoot()
        let velocity = length > 0 ? way * (options.speed / length) : SIMD3(options.speed, 0, 0)
        for axis in 0..<3 {
          velocities[(3 * particle + axis) * Self.lanes + lane] = velocity[axis]
        }
      }
    }
  }

  /// Kicks and drifts.
  mutating func advance(steps: Int) {
    let (size, lanes) = (options.particles, Self.lanes)
    let (dt, limit) = (options.timeStep, options.forceLimit)
    positions.withUnsafeMutableBufferPointer { positions in
      velocities.withUnsafeMutableBufferPointer { velocities in
        forces.withUnsafeMutableBufferPointer { forces in
          charges.withUnsafeBufferPointer { charges in
            for _ in 0..<steps {
              forces.update(repeating: 0)
              for i in 1..<max(size, 1) {
                for j in 0..<i {
                  Self.addForces(i, j, positions, charges, forces)
                }
              }
              for index in 0..<3 * size * lanes {
                let force = min(max(forces[index], -limit), limit)
                velocities[index] += dt * force
                positions[index] += dt * velocities[index]
              }
            }
          }
        }
      }
    }
  }

  /// Adds what two particles do to one another.
  @inline(__always)
  private static func addForces(
    _ i: Int, _ j: Int, _ positions: UnsafeMutableBufferPointer<Double>,
    _ charges: UnsafeBufferPointer<Double>, _ forces: UnsafeMutableBufferPointer<Double>
  ) {
    let (a, b) = (3 * i * lanes, 3 * j * lanes)
    for lane in 0..<lanes {
      let x = positions[a + lane] - positions[b + lane]
      let y = positions[a + lanes + lane] - positions[b + lanes + lane]
      let z = positions[a + 2 * lanes + lane] - positions[b + 2 * lanes + lane]
      let square = x * x + y * y + z * z
      let product = charges[i * lanes + lane] * charges[j * lanes + lane]
      // Two particles in one place, as in lanes without a system, do nothing to one another.
      let strength = square > 0 ? product / (square * square.squareRoot()) : 0
      forces[a + lane] += strength * x
      forces[a + lanes + lane] += strength * y
      forces[a + 2 * lanes + lane] += strength * z
      forces[b + lane] -= strength * x
      forces[b + lanes + lane] -= strength * y
      forces[b + 2 * lanes + lane] -= strength * z
    }
  }

  /// Writes the charges, systems × particles.
  func storeCharges(to output: UnsafeMutableBufferPointer<Double>) {
    for (lane, system) in systems.enumerated() {
      for particle in 0..<options.particles {
        output[system * options.particles + particle] = charges[particle * Self.lanes + lane]
      }
    }
  }

  /// Writes where particles are and how they move, systems × particles × 3.
  func store(
    positions places: UnsafeMutableBufferPointer<Double>,
    velocities speeds: UnsafeMutableBufferPointer<Double>
  ) {
    let width = 3 * options.particles
    for (lane, system) in systems.enumerated() {
      for entry in 0..<width {
        places[system * width + entry] = positions[entry * Self.lanes + lane]
        speeds[system * width + entry] = velocities[entry * Self.lanes + lane]
      }
    }
  }
}
