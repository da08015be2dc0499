import Foundation
import TestSupport
import Testing

/// Models that do not hold what they declare: refused by `plan`, with the block's place and what would fit.
@Suite struct WrongModelTests {
  /// A model that must be refused.
  struct WrongModel: Sendable, CustomTestStringConvertible {
    let what: String
    /// The section `model`, as YAML on one line.
    let model: String
    /// What the error must say: where, and what would fit.
    let says: [String]

    var testDescription: String { what }
  }

  static let models = [
    WrongModel(
      what: "a layer that does not respect the symmetry",
      model: """
        {domain: grid, symmetry: p4, inputs: {x: scalar}, blocks: [{conv: 8}, relu, readout, {linear: classes}]}
        """,
      says: ["blocks[0].conv", "does not respect the model's symmetry p4", "these do", "dense"]),
    WrongModel(
      what: "a scalar layer fed vectors",
      model: """
        {domain: mesh, symmetry: gauge, inputs: {flow: vector}, blocks: [relu, {dense: classes}]}
        """,
      says: ["blocks[0].relu", "takes fields of type scalar, regular, but is fed vector"]),
    WrongModel(
      what: "a pooling without a hierarchy",
      model: """
        {domain: graph, symmetry: permutation, inputs: {x: scalar}, blocks: [{linear: 8}, pool, unpool, {linear: classes}]}
        """,
      says: [
        "blocks[1].pool", "needs an operator of kind hierarchy", "there are: adjacency",
      ]),
    WrongModel(
      what: "an invariant head that is missing",
      model: """
        {domain: grid, symmetry: translation, inputs: {x: scalar}, blocks: [{linear: 8}, relu, {linear: classes}]}
        """,
      says: ["blocks[2]", "a class of an image is invariant", "add - readout"]),
    WrongModel(
      what: "a symmetry that the domain has not, and a block with a typing mistake",
      model: """
        {domain: graph, symmetry: translation, inputs: {x: scalars}, blocks: [{linear: {chanels: 8}}]}
        """,
      says: [
        "a graph has no translation symmetry; it has: permutation", "did you mean 'scalar'?",
        "did you mean 'channels'?",
      ]),
  ]

  /// A pipeline that trains a model on a graph.
  private static func pipeline(
    _ name: String, model: String, operator kind: String = "adjacency"
  ) -> String {
    """
    name: \(name)
    stages:
      made: {kind: make.graph}
      adjacency: {kind: graph.operator, inputs: {graph: made.graph}, parameters: {operator: \(kind)}}
      features: {kind: graph.encoding, inputs: {graph: made.graph}}
      parts: {kind: split, inputs: {labels: made.labels}}
      model:
        kind: train
        inputs: {features: features, labels: parts.training, split: parts.split, operators: [adjacency]}
        parameters:
          model: \(model)
    """
  }

  @Test(arguments: models)
  func `a wrong model is refused by plan, naming the block and what would fit`(
    wrong: WrongModel
  ) throws {
    let folder = try TemporaryFolder()
    try folder.write("wrong.yml", Self.pipeline("wrong", model: wrong.model))
    let outcome = try MeridianProgram(folder: folder.path).run("plan", "wrong.yml")
    #expect(outcome.code == 2, "\(outcome)")
    #expect(outcome.output.isEmpty, "\(outcome)")
    for words in wrong.says {
      #expect(outcome.errors.contains(words), "\(words): \(outcome.errors)")
    }
    #expect(outcome.errors.contains("wrong.yml:11"), "\(outcome.errors)")
  }

  @Test func `what does not fit the data is refused by plan once they are in the cache`() throws {
    let folder = try TemporaryFolder()
    let model = "{domain: graph, symmetry: permutation, inputs: {x: scalar}, blocks: [{linear: 7}]}"
    try folder.write("sized.yml", Self.pipeline("sized", model: model))
    let program = MeridianProgram(folder: folder.path)
    let before = try program.run("plan", "sized.yml", "--model")
    #expect(before.code == 0, "\(before)")
    #expect(before.output.contains("run features, parts, adjacency first"), "\(before)")
    #expect(try program.run("run", "sized.yml", "features", "parts").code == 0)
    for arguments in [["plan", "sized.yml"], ["plan", "sized.yml", "--model"]] {
      let outcome = try program.run(arguments)
      #expect(outcome.code == 2, "\(outcome)")
      #expect(
        outcome.errors.contains(
          "sized.yml: stage 'model': model.blocks[0]: the model ends with 7 channels, but there are"
        ),
        "\(outcome)")
    }
  }

  @Test func `an operator of another kind is refused by plan once it is in the cache`() throws {
    let folder = try TemporaryFolder()
    let model =
      "{domain: graph, symmetry: permutation, inputs: {x: scalar}, blocks: [{gcn: classes}]}"
    try folder.write("kinds.yml", Self.pipeline("kinds", model: model, operator: "laplacian"))
    let program = MeridianProgram(folder: folder.path)
    #expect(try program.run("plan", "kinds.yml").code == 0)
    #expect(try program.run("run", "kinds.yml", "features", "parts", "adjacency").code == 0)
    let outcome = try program.run("plan", "kinds.yml")
    #expect(outcome.code == 2, "\(outcome)")
    #expect(outcome.errors.contains("there are: adjacency (laplacian)"), "\(outcome)")
  }
}
