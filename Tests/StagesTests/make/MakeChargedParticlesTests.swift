import Artifacts
import Geometry
import Models
import Pipeline
import Store
import TestSupport
import Testing

@Suite struct MakeChargedParticlesTests {
  private let trial: Trial
  init() throws { trial = try Trial() }

  @Test func `frames are those of the systems, a frame k after sampling × (k + 1) steps`() throws {
    let outputs = try trial.run(
      "make.charged_particles",
      [
        "particles": 3, "speed": 0.25, "sampling": 7, "input_frame": 1, "target_frame": 4,
        "train": 5, "validation": 2, "test": 3,
      ], seed: 4)
    let wanted = try ChargedParticles(
      systems: 10, steps: [14, 35], options: ChargedParticlesOptions(particles: 3, speed: 0.25),
      seed: 4)
    for (port, width, values) in [
      ("positions", 3, wanted.frames[0].positions), ("velocities", 3, wanted.frames[0].velocities),
      ("charges", 1, wanted.charges), ("targets", 3, wanted.frames[1].positions),
    ] {
      let found = try trial.read(NumberArray.self, outputs[port])
      #expect(found.shape == [10, 3, width])
      #expect(found.floats == values.map { Float($0) }, "\(port)")
    }
    let split = try trial.read(Split.self, outputs["split"])
    #expect((split.train, split.validation, split.test) == ([0, 1, 2, 3, 4], [5, 6], [7, 8, 9]))
  }

  @Test func `by default they are as hard to guess as published`() throws {
    let outputs = try trial.run(
      "make.charged_particles", ["train": 400, "validation": 0, "test": 0], seed: 2)
    let now = try trial.read(NumberArray.self, outputs["positions"])
    let speed = try trial.read(NumberArray.self, outputs["velocities"]).floats
    let later = try trial.read(NumberArray.self, outputs["targets"]).floats
    #expect(now.shape == [400, 5, 3])
    func error(_ time: Float) -> Float {
      let guesses = zip(now.floats, speed).map { $0 + time * $1 }
      return zip(guesses, later).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / 6_000
    }
    #expect(abs(error(0.7) - 0.084) < 0.02, "\(error(0.7))")
    #expect(abs(error(0) - 0.27) < 0.05, "\(error(0))")
  }

  @Test func `the seed decides, and threads do not`() throws {
    let parameters: ParameterValue = [
      "train": 33, "validation": 2, "test": 1, "sampling": 5, "input_frame": 0, "target_frame": 3,
    ]
    func digest(_ seed: UInt64, _ threads: Int) throws -> Digest? {
      try trial.run("make.charged_particles", parameters, seed: seed, threads: threads)["targets"]?
        .digest
    }
    let first = try digest(4, 1)
    #expect(try first != nil && first == digest(4, 2) && first == digest(4, 3))
    #expect(try first != digest(5, 1))
  }

  @Test(
    arguments: [
      (["particles": 0], "0 is no whole number from 1"),
      (["target_frame": 30], "is not after the input frame; make it more than 30"),
      (["time_step": 0], "0 is no number greater than 0"),
      (["force_limit": -1], "-1 is no number greater than 0"),
      (["speed": -1], "-1 is no number at least 0"),
    ] as [(ParameterValue, String)])
  func `parameters that make no systems are refused`(
    parameters: ParameterValue, wanted: String
  ) throws {
    let message = try trial.failure("make.charged_particles", parameters)
    #expect(message.contains(wanted), "\(message)")
  }
}
