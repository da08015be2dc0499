import Artifacts
import Autodiff
import Models
import Pipeline
import Stages
import Store
import TestSupport
import Testing

/// A layer that the library does not have: neighbours' mean and the node itself, each with weights of its own,
/// behind a squared rectifier (docs/layers.md shows it).
private struct MeanNeighbours: Block {
  static let declaration = BlockDeclaration(
    name: "meanneighbours",
    summary: "relu(x W + D⁻¹ A x V + b)², from a node and the mean of its neighbours.",
    supports: [.nodes], symmetries: [.init(.permutation)],
    options: [BlockOption("channels", .channels, doc: "output channels")], mainOption: "channels",
    operators: [
      OperatorRequirement(
        role: "mean", kinds: [OperatorKind(rawValue: "random_walk_adjacency")], doc: "D⁻¹ A")
    ], hasParameters: true,
    paper: "Hamilton, Ying & Leskovec, Inductive representation learning on large graphs, 2017",
    version: 2)

  private let channels: ChannelCount

  init(_ options: BlockOptions) { channels = options.channels("channels") }

  func prepare(_ site: inout BlockSite) -> FieldSignature {
    let count = site.count(channels)
    for name in ["self", "neighbours"] {
      site.parameter(name, shape: [site.input.channels, count], .glorotUniform)
    }
    site.parameter("bias", shape: [count], .zeros, decays: false)
    site.needOperator("mean")
    return site.input.with(channels: count)
  }

  func apply<Scalar: TensorScalar>(
    _ input: FieldValue<Scalar>, _ pass: BlockPass<Scalar>
  ) throws -> FieldValue<Scalar> {
    let x = input.dense(on: pass.tape)
    let neighbours = pass.operator("mean").multiply(x)
    let sum =
      x.matmul(pass.parameter("self")) + neighbours.matmul(pass.parameter("neighbours"))
      + pass.parameter("bias")
    return .dense(sum.squaredRelu())
  }
}

extension Variable {
  /// max(0, x)², an operation with a pullback of its own.
  fileprivate func squaredRelu() -> Variable {
    let rectified = value.scalars.map { $0 > 0 ? $0 : 0 }
    let squares = Tensor(shape: shape, rectified.map { $0 * $0 })
    return tape.operation("squaredRelu", inputs: [self], value: squares) { gradient in
      let slopes = zip(gradient.scalars, rectified).map { $0 * 2 * $1 }
      return [Tensor(shape: gradient.shape, slopes)]
    }
  }
}

@Suite struct OwnLayerTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    BlockCatalogue.add(MeanNeighbours.self)
  }

  private func run(channels: Int = 8) throws -> (outcome: RunOutcome, store: Store) {
    _ = try folder.write(
      "own.yml",
      """
      name: own
      stages:
        club: {kind: make.graph, parameters: {model: karate_club}}
        members: {kind: graph.features, inputs: {graph: club.graph}, parameters: {features: identity}}
        ties: {kind: graph.operator, inputs: {graph: club.graph}, parameters: {operator: random_walk_adjacency}}
        parts: {kind: split, inputs: {labels: club.labels}, parameters: {train_per_class: 4, validation: 0.3}}
        model:
          kind: train
          inputs: {features: members, labels: parts.training, split: parts.split, operators: [ties]}
          parameters:
            model:
              domain: graph
              symmetry: permutation
              inputs: {features: scalar}
              blocks:
                - meanneighbours: \(channels)
                - dropout: 0.2
                - meanneighbours: classes
            epochs: 60
        test:
          kind: evaluate
          inputs: {model: model.model, features: members, labels: parts.test, split: parts.split, operators: [ties]}
      """)
    let store = try Store(at: folder.path("cache"))
    let pipeline = try CheckedPipeline.load(path: folder.path("own.yml"), catalogue: .standard)
    let runner = Runner(
      store: store, catalogue: .standard, options: RunOptions(jobs: 2, workers: .inProcess))
    return (try runner.run(Planner(store: store).plan(pipeline)), store)
  }

  @Test func `a layer of a program's own trains in a pipeline's model, and the cache knows it`()
    throws
  {
    let (first, store) = try run()
    #expect(first.exitCode == 0, "\(first.reports)")
    let report = try #require(first.reports.first { $0.stage == "test" })
    let metrics = try Metrics(
      from: store.files.open(try #require(report.outputs["metrics"])))
    // Both factions have 17 members: chance is a half.
    #expect(try #require(metrics["accuracy"]) > 0.7)
    #expect(try run().outcome.hits == first.reports.count)
    #expect(try run(channels: 9).outcome.ran == 2)
  }

  @Test func `a trained model keeps the version of the layer, and another version is refused`()
    throws
  {
    let (outcome, store) = try run()
    let report = try #require(outcome.reports.first { $0.stage == "model" })
    let model = try Model(from: store.files.open(try #require(report.outputs["model"])))
    #expect(model.description.versions == [.init("meanneighbours", 2)])
    let older = ModelDescription(
      domain: .graph, symmetry: .permutation, inputs: model.description.inputs,
      blocks: model.description.blocks, versions: [.init("meanneighbours", 1)])
    let problems = older.problems().map(\.description)
    #expect(problems.count == 1, "\(problems)")
    #expect(problems.first?.contains("version 1 of this block, the program has version 2") == true)
  }
}
