internal import Artifacts
internal import Foundation
internal import Models
internal import Pipeline

/// `audit`: how well a trained model respects the symmetry it declares.
enum Audit: StageKind {
  static let name = "audit"
  static let version = 3
  static let summary = """
    How far a trained model is from the symmetry that it declares, block by block and as a whole, and how much its output \
    changes under small deformations and bends.
    """
  static let inputs =
    [
      InputPort("model", .artifacts(["model"]), doc: "A trained model."),
      ModelPorts.features,
      ModelPorts.graphs,
      ModelPorts.operators,
    ] + BentPorts.all
  static let outputs = [
    OutputPort(
      "errors", "table",
      doc: """
        For each sampled element of the group a row a block, and one for the model: the largest difference between moving \
        before and after it, over the largest value, in Float and in Double; beside it the floor, the error that sampling \
        alone explains, nan where there is none, and what the block claims. A last row for each block that could not be \
        measured, with nan for its errors and the reason.
        """),
    OutputPort(
      "stability", "table",
      doc: """
        Size of a smooth random deformation, and the change of the output over the output; empty where the domain has \
        none.
        """),
    OutputPort(
      "bend", "table",
      doc: """
        What changes between the surfaces and their bent copies, over what there was: a row for the signals, for each block \
        fed the same over the bent surfaces, and for the model; beside it how far the bend is from an isometry. Empty without \
        `bent_features`.
        """),
    OutputPort(
      "metrics", "metrics",
      doc: """
        model_error and model_error_double: the largest of the whole model; block_error and block_error_double: of any \
        block; model_floor and block_floor: how much of model_error and block_error sampling alone explains, nan where it \
        explains none; elements: how many were sampled; deformation_change: that under the deformation of size 0.05, nan where \
        there is none; bend_change and bend_size: of the model's output and of the edges' lengths, nan without a bend.
        """),
  ]
  static let parameters = [
    ParameterDeclaration(
      "samples", .integer(1...10_000), default: 4, unit: "elements",
      doc: "How many elements of the symmetry group are drawn."),
    ParameterDeclaration(
      "elements", .choice(ModelAudit.Elements.allCases.map(\.rawValue)),
      default: .string(ModelAudit.Elements.all.rawValue),
      doc: """
        Of p4 and p4m the turns or the shifts alone, of gauge the frames or the renumberings: a model whose last window \
        covers the whole image respects turns but no shift.
        """),
    ParameterDeclaration(
      "items", .integer(1...1_000_000), default: 16, unit: "items",
      doc: "Audit on the first so many images or graphs; one graph, mesh or set is taken whole."),
    ParameterDeclaration(
      "max", .number(.closed(0...1e6)), default: .null, unit: "relative error",
      doc: "Fail when the whole model's error in Float is larger."),
  ]
  static let isSeeded = true

  static func check(_ invocation: StageInvocation) -> [StageProblem] {
    ModelPorts.problems(invocation) + BentPorts.problems(invocation)
  }

  static func run(_ context: StageContext) throws {
    let parameters = context.parameters
    let model = try context.read(Model.self, "model")
    let items = parameters.integer("items")
    let input = try ModelPorts.input(context, for: model.description, first: items)
      .prefix(items, for: model.description)
    let audit = try ModelAudit(
      model, on: input, samples: parameters.integer("samples"),
      elements: .init(rawValue: parameters.string("elements")) ?? .all, seed: context.seed,
      bent: BentPorts.surfaces(context, beside: input, for: model.description, first: items),
      checkCancellation: context.checkCancellation)
    try refuse(audit, above: parameters.optionalNumber("max"))
    try context.write(errors(audit), to: "errors")
    try context.write(
      Table([
        .init("size", .numbers(audit.deformations.map(\.size))),
        .init("change", .numbers(audit.deformations.map(\.change))),
      ]), to: "stability")
    let changes = audit.bend?.changes ?? []
    try context.write(
      Table([
        .init("block", .texts(changes.map(\.place))),
        .init("change", .numbers(changes.map(\.change))),
        .init("size", .numbers(changes.map { _ in audit.bend?.size ?? .nan })),
      ]), to: "bend")
    try context.write(metrics(audit, samples: parameters.integer("samples")), to: "metrics")
  }

  private static func errors(_ audit: ModelAudit) throws -> Table {
    let (findings, others) = (audit.findings, audit.unmeasured)
    let none = others.map { _ in Double.nan }
    return try Table([
      .init("block", .texts(findings.map(\.place) + others.map(\.place))),
      .init("element", .texts(findings.map(\.element) + others.map { _ in "" })),
      .init("error", .numbers(findings.map(\.floatError) + none)),
      .init("error_double", .numbers(findings.map(\.doubleError) + none)),
      .init("floor", .numbers(findings.map { $0.floor ?? .nan } + none)),
      .init("claim", .texts(findings.map(\.claim) + others.map { "not measured: \($0.reason)" })),
    ])
  }

  private static func refuse(_ audit: ModelAudit, above bound: Double?) throws {
    guard let bound, let worst = audit.worst, !(worst.floatError <= bound) else { return }
    let blocks = audit.findings.filter { $0.place != "model" }
    let block = blocks.max { $0.floatError < $1.floatError }
    let limit =
      worst.claim.isEmpty
      ? "; no block alone is off by more than that"
      : "; no block alone is, and the whole is \(worst.claim): draw `elements` that have no border, or set padding: circular"
    let blamed = block.map {
      $0.floatError <= bound
        ? limit
        : "; the block with the largest error is \($0.place), \(text($0.floatError)) (\($0.claim))"
    }
    let explained = worst.floor.map { ", of which sampling explains up to \(text($0))" }
    throw StageInputError(
      "the model's output is off by \(text(worst.floatError)) under \(worst.element), more than "
        + "\(text(bound))\(explained ?? "")\(blamed ?? "")")
  }

  private static func metrics(_ audit: ModelAudit, samples: Int) throws -> Metrics {
    let ofModel = audit.findings.filter { $0.place == "model" }
    let ofBlocks = audit.findings.filter { $0.place != "model" }
    func largest(_ findings: [ModelAudit.Finding]) -> ModelAudit.Finding? {
      findings.max { $0.floatError < $1.floatError }
    }
    func largestDouble(_ findings: [ModelAudit.Finding]) -> Double {
      findings.map(\.doubleError).max() ?? .nan
    }
    return try Metrics(
      scalars: [
        ("model_error", largest(ofModel)?.floatError ?? .nan),
        ("model_error_double", largestDouble(ofModel)),
        ("block_error", largest(ofBlocks)?.floatError ?? .nan),
        ("block_error_double", largestDouble(ofBlocks)),
        ("model_floor", largest(ofModel)?.floor ?? .nan),
        ("block_floor", largest(ofBlocks)?.floor ?? .nan),
        ("elements", Double(samples)),
        ("deformation_change", audit.deformations.first { $0.size == 0.05 }?.change ?? .nan),
        ("bend_change", audit.bend?.whole ?? .nan),
        ("bend_size", audit.bend?.size ?? .nan),
      ])
  }

  private static func text(_ error: Double) -> String { String(format: "%.2g", error) }
}
