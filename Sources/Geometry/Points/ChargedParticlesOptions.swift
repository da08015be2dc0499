/// How ``ChargedParticles`` begin and move; the defaults are those of Satorras, Hoogeboom & Welling 2021.
public struct ChargedParticlesOptions: Sendable, Hashable {
  /// Particles a system, n, from 1 to 256.
  public var particles: Int
  /// Standard deviation of each coordinate at the beginning, in length units, not negative.
  public var spread: Double
  /// Speed of every particle at the beginning, in length a time, not negative.
  public var speed: Double
  /// Length of a step, in time units, above 0.
  public var timeStep: Double
  /// What a component of the force on a particle is clipped to, above 0.
  public var forceLimit: Double

  /// Options; see the properties for units and ranges.
  public init(
    particles: Int = 5, spread: Double = 1, speed: Double = 0.5, timeStep: Double = 0.001,
    forceLimit: Double = 100
  ) {
    self.particles = particles
    self.spread = spread
    self.speed = speed
    self.timeStep = timeStep
    self.forceLimit = forceLimit
  }

  func check() throws(MeshError) {
    guard (1...256).contains(particles) else {
      throw .parameterOutOfRange(
        name: "particles", value: "\(particles)", range: "a whole number from 1 to 256")
    }
    let numbers = [
      ("spread", spread, spread >= 0, "a finite number of at least 0"),
      ("speed", speed, speed >= 0, "a finite number of at least 0"),
      ("timeStep", timeStep, timeStep > 0, "a finite number greater than 0"),
      ("forceLimit", forceLimit, forceLimit > 0, "a finite number greater than 0"),
    ]
    for (name, value, isInside, range) in numbers where !(isInside && value.isFinite) {
      throw .parameterOutOfRange(name: name, value: "\(value)", range: range)
    }
  }
}
