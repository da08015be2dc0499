import Artifacts
import Geometry
import Models
import Pipeline
import Store
import TestSupport
import Testing

@Suite struct MakeSphericalImagesTests {
  private let trial: Trial
  private let source = DigitPictures(17)
  init() throws { trial = try Trial() }

  private func make(
    _ rotate: String, _ more: ParameterValue = [:], seed: UInt64 = 3, threads: Int = 1
  ) throws -> [String: ArtifactReference] {
    let parameters: ParameterValue = [
      "bandwidth": 5, "validation": 3, "test": 4, "rotate": .string(rotate),
    ]
    return try trial.run(
      "make.spherical_images", parameters.with(more), source.inputs(trial), seed: seed,
      threads: threads)
  }

  private func matrices(_ outputs: [String: ArtifactReference]) throws -> [[Double]] {
    let array = try trial.read(NumberArray.self, outputs["rotations"])
    #expect(array.shape == [17, 3, 3])
    let values = array.doubles
    return (0..<17).map { Array(values[9 * $0..<9 * $0 + 9]) }
  }

  @Test func `parts are rotated as asked for, each item by a rotation of its own`() throws {
    let still: [Double] = [1, 0, 0, 0, 1, 0, 0, 0, 1]
    let none = try make("none")
    #expect(try matrices(none).allSatisfy { $0 == still })
    let test = try make("test")
    #expect(try matrices(test).prefix(13).allSatisfy { $0 == still })
    #expect(try Set(matrices(test).suffix(4)).count == 4)
    let all = try make("all")
    #expect(try Set(matrices(all)).count == 17)
    #expect(try matrices(all).suffix(4) == matrices(test).suffix(4))
    for outputs in [none, test, all] {
      let split = try trial.read(Split.self, outputs["split"])
      #expect(split.train == Array(0..<10))
      #expect(split.validation == [10, 11, 12])
      #expect(split.test == [13, 14, 15, 16])
      #expect(outputs["labels"]?.digest == none["labels"]?.digest)
    }
    // What is not rotated is the same in all.
    let images = try [none, test].map { try trial.read(NumberArray.self, $0["images"]).floats }
    #expect(images[0].prefix(13 * 100) == images[1].prefix(13 * 100))
    #expect(images[0].suffix(400) != images[1].suffix(400))
  }

  @Test func `signals are the projections of the images`() throws {
    let outputs = try make("none", ["reach": 1.25, "interpolation": "bicubic"])
    let images = try trial.read(NumberArray.self, outputs["images"])
    let labels = try trial.read(Labels.self, outputs["labels"])
    #expect(images.shape == [17, 10, 10, 1])
    let stack = try ImageStack(values: source.pixels, height: 6, width: 6)
    let wanted = try stack.projected(
      Array(0..<17), onto: SphericalSamples(bandwidth: 5), reach: 1.25, interpolation: .bicubic)
    let signals = rows(wanted.values, of: 100)
    let items = try rows(images.floats, of: 100).map { try #require(signals.firstIndex(of: $0)) }
    #expect(Set(items).count == 17)
    #expect(labels.classes == items.map { source.classes[$0] })
  }

  @Test func `the whole source trains, and the images set aside test`() throws {
    let others = DigitPictures(6, from: 17)
    var inputs = try source.inputs(trial)
    inputs["test_images"] = try artifact(trial.store(others.array))
    inputs["test_labels"] = try artifact(trial.store(others.labels()))
    let outputs = try trial.run("make.spherical_images", ["bandwidth": 2], inputs)
    let split = try trial.read(Split.self, outputs["split"])
    #expect((split.train.count, split.validation.count, split.test.count) == (17, 0, 6))
    #expect(try trial.read(NumberArray.self, outputs["images"]).shape == [23, 4, 4, 1])
    let labels = try trial.read(Labels.self, outputs["labels"])
    #expect(labels.classes.suffix(6).sorted() == others.classes.sorted())
  }

  @Test func `the seed decides, and threads do not`() throws {
    func digests(_ seed: UInt64, _ threads: Int) throws -> [String] {
      try make("all", seed: seed, threads: threads)
        .sorted { $0.key < $1.key }.map { "\($0.value.digest)" }
    }
    let first = try digests(4, 1)
    #expect(try first == digests(4, 2) && first == digests(4, 3))
    #expect(try zip(first, digests(5, 1)).count { $0 == $1 } == 1, "only the split is the same")
  }

  @Test func `what cannot be made is refused, with a remedy`() throws {
    let inputs = try source.inputs(trial)
    #expect(
      try trial.failure("make.spherical_images", ["test": 10, "validation": 7], inputs)
        .contains("there are 17 images for parts of 0 + 7 + 10"))
    #expect(
      try trial.failure("make.spherical_images", ["bandwidth": 0], inputs)
        .contains("0 is no whole number from 1"))
    #expect(
      try trial.failure("make.spherical_images", ["rotate": "some"], inputs)
        .contains("'some' is none of the choices"))
    #expect(
      try trial.failure("make.spherical_images", ["reach": 0], inputs)
        .contains("0 is no number greater than 0"))
  }
}
