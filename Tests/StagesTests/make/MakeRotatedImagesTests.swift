import Artifacts
import Geometry
import Models
import Pipeline
import Store
import TestSupport
import Testing

@Suite struct MakeRotatedImagesTests {
  private let trial: Trial
  private let source = DigitPictures(23)
  init() throws { trial = try Trial() }

  private let sizes: ParameterValue = ["train": 9, "validation": 4, "test": 7]

  @Test func `unturned images are those of the source, each once, with their labels`() throws {
    let outputs = try trial.run(
      "make.rotated_images", sizes.with(["angles": [0, 0]]), source.inputs(trial), seed: 5)
    let images = try trial.read(NumberArray.self, outputs["images"])
    let labels = try trial.read(Labels.self, outputs["labels"])
    #expect(images.shape == [20, 6, 6, 1])
    #expect(images.elementType == .float32)
    let pictures = source.pictures
    let items = try rows(images.floats, of: 36).map { try #require(pictures.firstIndex(of: $0)) }
    #expect(Set(items).count == 20)
    #expect(items != items.sorted())
    #expect(labels.classes == items.map { source.classes[$0] })
    let split = try trial.read(Split.self, outputs["split"])
    #expect(split.train == Array(0..<9))
    #expect(split.validation == Array(9..<13))
    #expect(split.test == Array(13..<20))
  }

  @Test(arguments: ImageInterpolation.allCases)
  func `images are turned by the angles that are told`(
    interpolation: ImageInterpolation
  ) throws {
    let parameters = sizes.with([
      "angles": [-30, 75], "interpolation": .string(interpolation.rawValue),
    ])
    let outputs = try trial.run("make.rotated_images", parameters, source.inputs(trial), seed: 5)
    let upright = try trial.run(
      "make.rotated_images", sizes.with(["angles": [0, 0]]), source.inputs(trial), seed: 5)
    let angles = try trial.read(NumberArray.self, outputs["angles"]).doubles
    #expect(angles.allSatisfy { $0 >= -30 && $0 < 75 })
    #expect(Set(angles).count == 20)
    let stack = try ImageStack(
      values: trial.read(NumberArray.self, upright["images"]).floats, height: 6, width: 6)
    let wanted = try stack.rotated(Array(0..<20), by: angles, interpolation: interpolation)
    #expect(try trial.read(NumberArray.self, outputs["images"]).floats == wanted.values)
    #expect(outputs["labels"]?.digest == upright["labels"]?.digest)
  }

  @Test func `the test part is made of images set aside for it`() throws {
    let others = DigitPictures(8, from: 23)
    var inputs = try source.inputs(trial)
    inputs["test_images"] = try artifact(trial.store(others.array))
    inputs["test_labels"] = try artifact(trial.store(others.labels()))
    let outputs = try trial.run(
      "make.rotated_images",
      ["train": 18, "validation": 5, "test": 8, "angles": [0, 0]], inputs, seed: 2)
    let images = try trial.read(NumberArray.self, outputs["images"])
    let labels = try trial.read(Labels.self, outputs["labels"])
    let pictures = source.pictures + others.pictures
    let classes = source.classes + others.classes
    let items = try rows(images.floats, of: 36).map { try #require(pictures.firstIndex(of: $0)) }
    #expect(Set(items.prefix(23)) == Set(0..<23))
    #expect(Set(items.suffix(8)) == Set(23..<31))
    #expect(labels.classes == items.map { classes[$0] })
  }

  @Test func `several arrays are one after the other, and labels may be missing`() throws {
    let others = DigitPictures(8, from: 23)
    let images = [
      StageTrial.Input.artifact(try trial.store(source.array), name: "a.images"),
      .artifact(try trial.store(others.array), name: "b.images"),
    ]
    let whole = DigitPictures(31)
    let parameters: ParameterValue = ["train": 20, "validation": 1, "test": 10]
    let joined = try trial.run("make.rotated_images", parameters, ["images": images], seed: 3)
    let one = try trial.run(
      "make.rotated_images", parameters, ["images": artifact(trial.store(whole.array))], seed: 3)
    #expect(joined["images"] != nil && joined["images"]?.digest == one["images"]?.digest)
    #expect(joined["labels"] == nil)
    let labels = [
      StageTrial.Input.artifact(try trial.store(source.labels()), name: "a.labels"),
      .artifact(try trial.store(others.labels()), name: "b.labels"),
    ]
    let labelled = try trial.run(
      "make.rotated_images", parameters, ["images": images, "labels": labels], seed: 3)
    let known = try trial.run("make.rotated_images", parameters, whole.inputs(trial), seed: 3)
    #expect(labelled["labels"] != nil && labelled["labels"]?.digest == known["labels"]?.digest)
  }

  @Test func `the seed decides, and threads do not`() throws {
    let inputs = try source.inputs(trial)
    func digests(_ seed: UInt64, _ threads: Int) throws -> [String] {
      try trial.run("make.rotated_images", sizes, inputs, seed: seed, threads: threads)
        .sorted { $0.key < $1.key }.map { "\($0.value.digest)" }
    }
    let first = try digests(4, 1)
    #expect(try first == digests(4, 2) && first == digests(4, 3))
    let other = try digests(5, 1)
    #expect(zip(first, other).count { $0 == $1 } == 1, "only the split is the same")
  }

  @Test func `what cannot be made is refused, with a remedy`() throws {
    let inputs = try source.inputs(trial)
    func failure(
      _ parameters: ParameterValue, _ inputs: [String: [StageTrial.Input]]
    ) throws -> String { try trial.failure("make.rotated_images", parameters, inputs) }
    #expect(
      try failure(["train": 20, "validation": 2, "test": 2], inputs).contains(
        "there are 23 images for parts of 20 + 2 + 2; connect more images"))
    #expect(try failure(["train": 0], inputs).contains("0 is no whole number from 1"))
    #expect(
      try failure(sizes.with(["angles": [10]]), inputs).contains("a lower and an upper bound"))
    #expect(try failure(sizes.with(["angles": [10, 0]]), inputs).contains("write [0, 360]"))
    #expect(try failure(sizes, [:]).contains("images"))
    var wrong = inputs
    wrong["images"] = try artifact(trial.store(NumberArray([Float](repeating: 0, count: 36))))
    #expect(try failure(sizes, wrong).contains("[items, height, width, channels]"))
    wrong["images"] = try artifact(trial.store(DigitPictures(5).array))
    #expect(try failure(sizes, wrong).contains("23 labels for the 5 images"))
    wrong = inputs
    wrong["labels"] =
      try inputs["labels", default: []] + artifact(trial.store(source.labels()), name: "more")
    #expect(try failure(sizes, wrong).contains("2 labels are connected for 1 arrays"))
    wrong = inputs
    wrong["test_images"] = try artifact(trial.store(DigitPictures(3).array))
    #expect(try failure(sizes, wrong).contains("connect `test_images` and `test_labels` together"))
    wrong["test_labels"] = try artifact(trial.store(DigitPictures(3).labels()))
    #expect(try failure(sizes, wrong).contains("`test_images` has 3 images for a test part of 7"))
    wrong["test_labels"] = try artifact(trial.store(DigitPictures(3).labels(["3", "2", "1", "0"])))
    #expect(try failure(sizes, wrong).contains("labels of the same classes"))
    wrong["test_images"] = try artifact(trial.store(DigitPictures(3, side: 5).array))
    #expect(try failure(sizes, wrong).contains("images of one size"))
    let images = [
      StageTrial.Input.artifact(try trial.store(source.array), name: "a.images"),
      .artifact(try trial.store(source.array), name: "b.images"),
    ]
    let labels = [
      StageTrial.Input.artifact(try trial.store(source.labels()), name: "a.labels"),
      .artifact(try trial.store(source.labels()), name: "c.labels"),
    ]
    #expect(
      try failure(sizes, ["images": images, "labels": labels]).contains(
        "'b.images' would go with the labels 'c.labels'"))
  }
}
