import Artifacts
import Geometry
import Models
import Pipeline
import Store
import TestSupport
import Testing

@Suite struct MakeDigitSumsTests {
  private let trial: Trial
  private let source = DigitPictures(40)
  init() throws { trial = try Trial() }

  private let parameters: ParameterValue = [
    "train": 60, "validation": 20, "test": 25, "sizes": [2, 4], "test_sizes": [7, 1, 9],
    "reduce": 1,
  ]

  /// Which picture of the source every node shows.
  private func pictures(_ sets: GraphCollection, _ known: [[Float]]) throws -> [Int] {
    let features = try #require(sets.attributes.nodeFeatures)
    return try (0..<sets.nodeCount).map { node in
      let row = features.values[node * features.width..<(node + 1) * features.width]
      return try #require(known.firstIndex(of: row.map { Float($0) }))
    }
  }

  @Test func `a set's target is the sum of what its pictures show`() throws {
    let outputs = try trial.run("make.digit_sums", parameters, source.inputs(trial), seed: 3)
    let sets = try trial.read(GraphCollection.self, outputs["sets"])
    let targets = try trial.read(NumberArray.self, outputs["targets"])
    let sizes = try trial.read(NumberArray.self, outputs["sizes"]).integers
    #expect((sets.count, sets.edgeCount) == (105, 0))
    #expect(targets.shape == [105, 1])
    #expect(sizes == (0..<105).map { sets.nodes(of: $0).count })
    let shown = try pictures(sets, source.pictures)
    for item in 0..<105 {
      let sum = shown[sets.nodes(of: item)].reduce(0) { $0 + source.classes[$1] }
      #expect(targets.floats[item] == Float(sum))
    }
    // Sizes: all between the bounds, and those of the test in turn.
    #expect(try Set(#require(sizes).prefix(80)) == [2, 3, 4])
    #expect(try #require(sizes).suffix(25).elementsEqual((0..<25).map { [7, 1, 9][$0 % 3] }))
    // Pictures of one part are in no other.
    let parts = [0..<60, 60..<80, 80..<105].map { items in
      Set(items.flatMap { shown[sets.nodes(of: $0)] })
    }
    #expect(parts[0].isDisjoint(with: parts[1]))
    #expect(parts[0].isDisjoint(with: parts[2]))
    #expect(parts[1].isDisjoint(with: parts[2]))
    #expect(parts[0].count == 28, "all that are not set aside")
    let split = try trial.read(Split.self, outputs["split"])
    #expect(
      (split.train, split.validation, split.test) == (
        Array(0..<60), Array(60..<80), Array(80..<105)
      ))
  }

  @Test func `the test shows images set aside for it, and pictures may be reduced`() throws {
    let others = DigitPictures(9, from: 40)
    var inputs = try source.inputs(trial)
    inputs["test_images"] = try artifact(trial.store(others.array))
    inputs["test_labels"] = try artifact(trial.store(others.labels()))
    let outputs = try trial.run(
      "make.digit_sums", parameters.with(["reduce": 3]), inputs, seed: 3)
    let sets = try trial.read(GraphCollection.self, outputs["sets"])
    #expect(sets.attributes.nodeFeatures?.width == 4)
    let stack = try ImageStack(
      values: source.pixels + others.pixels, height: 6, width: 6
    ).reduced(by: 3)
    let shown = try pictures(sets, rows(stack.values, of: 4))
    let targets = try trial.read(NumberArray.self, outputs["targets"]).floats
    let classes = source.classes + others.classes
    for item in 0..<105 {
      let nodes = shown[sets.nodes(of: item)]
      #expect(nodes.allSatisfy { ($0 >= 40) == (item >= 80) })
      #expect(targets[item] == Float(nodes.reduce(0) { $0 + classes[$1] }))
    }
  }

  @Test func `the seed decides, and threads do not`() throws {
    let inputs = try source.inputs(trial)
    func digest(_ seed: UInt64, _ threads: Int) throws -> Digest? {
      try trial.run("make.digit_sums", parameters, inputs, seed: seed, threads: threads)["sets"]?
        .digest
    }
    let first = try digest(4, 1)
    #expect(try first != nil && first == digest(4, 2) && first == digest(4, 3))
    #expect(try first != digest(5, 1))
  }

  @Test func `what cannot be made is refused, with a remedy`() throws {
    let inputs = try source.inputs(trial)
    func failure(
      _ parameters: ParameterValue, _ inputs: [String: [StageTrial.Input]]
    ) throws -> String { try trial.failure("make.digit_sums", parameters, inputs) }
    #expect(try failure(["sizes": [4]], inputs).contains("the smallest and the largest size"))
    #expect(try failure(["sizes": [4, 2]], inputs).contains("write [1, 10]"))
    #expect(try failure(["test_sizes": []], inputs).contains("needs at least one size"))
    #expect(try failure(["reduce": 4], inputs).contains("divides height and width, 6 and 6"))
    #expect(try failure([:], ["images": inputs["images", default: []]]).contains("labels"))
    let few = DigitPictures(2)
    #expect(try failure([:], few.inputs(trial)).contains("2 images are too few"))
    var wrong = inputs
    wrong["labels"] = try artifact(trial.store(source.labels(["0", "1", "two", "3"])))
    #expect(try failure([:], wrong).contains("the class 'two' is no number"))
    wrong["labels"] = try artifact(trial.store(source.labels().hiding([5])))
    #expect(try failure([:], wrong).contains("image 5 has a hidden label"))
  }
}
