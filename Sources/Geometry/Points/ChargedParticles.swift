internal import Numerics

/// Systems of charged particles in space that attract and repel one another, followed through time.
///
/// Charges are +1 or −1, equally likely; coordinates are normal, velocities of one speed in directions all equally likely.
/// The force on particle i is F = Σ q(i) q(j) r / |r|³ with r = x(i) − x(j), each component clipped; a step kicks, then
/// drifts: v += F dt, x += v dt (Satorras, Hoogeboom & Welling, "E(n) Equivariant Graph Neural Networks", 2021,
/// arXiv 2102.09844, section 5.1, after Kipf et al. 2018).
public struct ChargedParticles: Sendable, Equatable {
  /// Where all particles are at one time, and how they move: each systems × particles × 3, row-major.
  public struct Frame: Sendable, Equatable {
    /// Coordinates, in length units.
    public let positions: [Double]
    /// Velocities of the drift that led here, in length a time.
    public let velocities: [Double]
  }

  /// Systems × particles: +1 or −1.
  public let charges: [Double]
  /// One frame for each of the steps asked for, in their order.
  public let frames: [Frame]

  /// Draws systems and follows them.
  ///
  /// A system depends on the options, the seed and its number alone: more systems begin with fewer.
  /// - Parameters:
  ///   - systems: how many, at least 0.
  ///   - steps: after how many steps frames are taken, ascending, each at least 0.
  ///   - options: how systems begin and move.
  ///   - seed: of the random numbers.
  /// - Throws: ``MeshError/parameterOutOfRange(name:value:range:)``.
  /// - Complexity: O(systems × last step × particles²), in parallel over systems.
  public init(
    systems: Int, steps: [Int], options: ChargedParticlesOptions = ChargedParticlesOptions(),
    seed: UInt64
  ) throws(MeshError) {
    try options.check()
    guard (0...10_000_000).contains(systems) else {
      throw .parameterOutOfRange(
        name: "systems", value: "\(systems)", range: "a whole number from 0 to 10,000,000")
    }
    guard let last = steps.last, steps.allSatisfy({ $0 >= 0 }),
      zip(steps, steps.dropFirst()).allSatisfy({ $0 < $1 }), last <= 1 << 40
    else {
      throw .parameterOutOfRange(
        name: "steps", value: "\(steps)", range: "at least one number of steps, ascending from 0")
    }
    let size = options.particles
    var charges = [Double](repeating: 0, count: systems * size)
    var states = [Double](repeating: 0, count: steps.count * systems * size * 6)
    charges.withUnsafeMutableBufferPointer { charges in
      states.withUnsafeMutableBufferPointer { states in
        Parallel.forEach(rangesOf: systems, grain: ParticleBlock.lanes) { range in
          var block = ParticleBlock(options, systems: range, seed: seed)
          block.storeCharges(to: charges)
          var done = 0
          for (frame, step) in steps.enumerated() {
            block.advance(steps: step - done)
            done = step
            let part = systems * size * 3
            block.store(
              positions: UnsafeMutableBufferPointer(
                rebasing: states[2 * frame * part..<(2 * frame + 1) * part]),
              velocities: UnsafeMutableBufferPointer(
                rebasing: states[(2 * frame + 1) * part..<(2 * frame + 2) * part]))
          }
        }
      }
    }
    self.charges = charges
    let part = systems * size * 3
    frames = steps.indices.map { frame in
      Frame(
        positions: Array(states[2 * frame * part..<(2 * frame + 1) * part]),
        velocities: Array(states[(2 * frame + 1) * part..<(2 * frame + 2) * part]))
    }
  }
}
