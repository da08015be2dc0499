internal import Artifacts
internal import Geometry
internal import Pipeline

/// `make.charged_particles`: where charged particles will be.
enum MakeChargedParticles: StageKind {
  static let name = "make.charged_particles"
  static let version = 1
  static let summary = """
    Systems of charged particles in space at one time, and where they are at a later one: the five-body systems \
    of Satorras et al. 2021.
    """
  static let inputs: [InputPort] = []
  static let outputs = [
    OutputPort(
      "positions", "array",
      doc: """
        Float32 [items, particles, 3] at the input frame, in length units. The training part, then validation and test.
        """),
    OutputPort(
      "velocities", "array",
      doc: "Float32 [items, particles, 3] at the input frame, in length a time unit."),
    OutputPort("charges", "array", doc: "Float32 [items, particles, 1]: +1 or -1."),
    OutputPort(
      "targets", "array", doc: "Float32 [items, particles, 3]: positions at the target frame."),
    OutputPort("split", "split", doc: "The items of each part."),
  ]
  static let parameters =
    [
      ParameterDeclaration(
        "particles", .integer(1...256), default: 5, unit: "particles", doc: "Particles a system."),
      ParameterDeclaration(
        "spread", .number(.atLeast(0)), default: 1.0, unit: "length",
        doc: "Standard deviation of each coordinate at the beginning."),
      ParameterDeclaration(
        "speed", .number(.atLeast(0)), default: 0.5, unit: "length a time unit",
        doc: "Speed of every particle at the beginning, in a direction of its own."),
      ParameterDeclaration(
        "time_step", .number(.above(0)), default: 0.001, unit: "time",
        doc: "Length of a step, which kicks and then drifts."),
      ParameterDeclaration(
        "force_limit", .number(.above(0)), default: 100.0, unit: "force",
        doc: "What each component of the force on a particle is clipped to, on either side of 0."),
      ParameterDeclaration(
        "sampling", .integer(1...1_000_000), default: 100, unit: "steps",
        doc: "Steps from one frame to the next: frame k is after `sampling` × (k + 1) steps."),
      ParameterDeclaration(
        "input_frame", .integer(0...1_000_000), default: 30, unit: "frame",
        doc: "The frame of positions and velocities."),
      ParameterDeclaration(
        "target_frame", .integer(0...1_000_000), default: 40, unit: "frame",
        doc: "The frame of the targets, after the input frame."),
    ] + PartSizes.declarations(train: 3_000, validation: 2_000, test: 2_000, unit: "systems")
  static let isSeeded = true

  static func check(_ invocation: StageInvocation) -> [StageProblem] {
    let parameters = invocation.parameters
    guard parameters.integer("target_frame") <= parameters.integer("input_frame") else { return [] }
    return [
      .parameter(
        "target_frame", message: "is not after the input frame",
        remedy: "make it more than \(parameters.integer("input_frame"))")
    ]
  }

  static func run(_ context: StageContext) throws {
    let parameters = context.parameters
    let sizes = PartSizes(parameters)
    let particles = parameters.integer("particles")
    let steps = ["input_frame", "target_frame"].map {
      parameters.integer("sampling") * (parameters.integer($0) + 1)
    }
    let made = try ChargedParticles(
      systems: sizes.total, steps: steps,
      options: ChargedParticlesOptions(
        particles: particles, spread: parameters.number("spread"),
        speed: parameters.number("speed"), timeStep: parameters.number("time_step"),
        forceLimit: parameters.number("force_limit")),
      seed: context.seed)
    func write(_ values: [Double], width: Int, to port: String) throws {
      try context.write(
        NumberArray(values.map { Float($0) }, shape: [sizes.total, particles, width]), to: port)
    }
    try write(made.frames[0].positions, width: 3, to: "positions")
    try write(made.frames[0].velocities, width: 3, to: "velocities")
    try write(made.charges, width: 1, to: "charges")
    try write(made.frames[1].positions, width: 3, to: "targets")
    try context.write(sizes.split(), to: "split")
  }
}
