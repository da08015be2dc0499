import Artifacts
import Foundation
import Models
import Pipeline
import Store
import TestSupport
import Testing

@Suite struct LoadImagesTests {
  private let trial: Trial
  init() throws { trial = try Trial() }

  /// Two images of one row and three pixels.
  private static let images: [UInt8] =
    [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3] + [0, 255, 51, 102, 1, 2]
  private static let labels: [UInt8] = [0, 0, 8, 1, 0, 0, 0, 2] + [3, 0]

  private func file(_ name: String, _ bytes: [UInt8]) throws -> [StageTrial.Input] {
    [.file(try trial.folder.write(name, Data(bytes)))]
  }

  private func idx(
    images: [UInt8] = Self.images, labels: [UInt8] = Self.labels
  ) throws -> [String: [StageTrial.Input]] {
    ["images": try file("images.idx", images), "labels": try file("labels.idx", labels)]
  }

  private func npz(
    _ images: NumberArray, _ labels: NumberArray
  ) throws -> [String: [StageTrial.Input]] {
    let bytes = try NPZ.write([(name: "images", array: images), (name: "labels", array: labels)])
    return ["images": try file("data.npz", bytes)]
  }

  private func failure(
    _ inputs: [String: [StageTrial.Input]], _ parameters: ParameterValue = [:]
  ) throws -> String {
    try trial.failure("load.images", parameters, inputs)
  }

  @Test func `IDX images have one channel, and 255 becomes 1`() throws {
    let outputs = try trial.run("load.images", [:], idx())
    let images = try trial.read(NumberArray.self, outputs["images"])
    #expect(images.shape == [2, 1, 3, 1])
    #expect(images.elementType == .float32)
    let wanted: [Float] = [0, 1, 0.2, 0.4, 1 / 255, 2 / 255]
    for (found, expected) in zip(images.floats, wanted) { #expect(abs(found - expected) < 1e-7) }
    let labels = try trial.read(Labels.self, outputs["labels"])
    #expect(labels.classes == [3, 0])
    #expect(labels.classNames == ["0", "1", "2", "3"])
  }

  @Test func `compressed files give what the plain ones give`() throws {
    let plain = try trial.run("load.images", [:], idx())
    let packed = try trial.run(
      "load.images", [:],
      [
        "images": file("images.idx.gz", Gzip.compress(Self.images)),
        "labels": file("labels.idx.gz", Gzip.compress(Self.labels)),
      ])
    #expect(plain["images"]?.digest == packed["images"]?.digest)
    #expect(plain["labels"]?.digest == packed["labels"]?.digest)
  }

  @Test func `an archive keeps its channels and is divided by the scale`() throws {
    let pixels: [Float] = [0, 4, 8, 12, 16, 20, 24, 28]
    let outputs = try trial.run(
      "load.images", ["scale": 16],
      npz(NumberArray(pixels, shape: [2, 2, 1, 2]), NumberArray([1, 0] as [Int64])))
    let images = try trial.read(NumberArray.self, outputs["images"])
    #expect(images.shape == [2, 2, 1, 2])
    #expect(images.floats == [0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75])
    #expect(try trial.read(Labels.self, outputs["labels"]).classes == [1, 0])
  }

  @Test func `a header that promises more than follows is refused by file`() throws {
    var lying = Self.images
    lying[7] = 3
    #expect(
      try failure(idx(images: lying))
        .contains("images.idx: byte 4: header: declares 3 × 1 × 3 uint8 = 9 bytes, but 6 follow"))
    #expect(try failure(idx(labels: Array(Self.labels.dropLast()))).contains("labels.idx: byte 4"))
  }

  @Test func `a pixel that is no number is refused by item`() throws {
    var pixels = [Float](repeating: 0.5, count: 8)
    pixels[5] = .nan
    let message = try failure(
      npz(NumberArray(pixels, shape: [2, 2, 2, 1]), NumberArray([1, 0] as [Int64])))
    #expect(message.contains("data.npz: images, item 1: holds the value nan"), "\(message)")
  }

  @Test func `labels that do not fit the images are refused`() throws {
    let pixels = NumberArray([Float](repeating: 0, count: 4), shape: [2, 2, 1])
    let cases: [(labels: NumberArray, wanted: String)] = [
      (NumberArray([1, 0, 1] as [Int64]), "labels: have shape [3] and type int64"),
      (NumberArray([1, 0] as [Double]), "labels: have shape [2] and type float64"),
      (NumberArray([0, -1] as [Int32]), "label 1: is -1; classes count from 0"),
    ]
    for (labels, wanted) in cases {
      let message = try failure(npz(pixels, labels))
      #expect(message.contains(wanted), "\(message)")
    }
    let flat = NumberArray([Float](repeating: 0, count: 4), shape: [2, 2])
    #expect(
      try failure(npz(flat, NumberArray([1, 0] as [Int64]))).contains("images: has shape [2, 2]"))
  }

  @Test func `what the ports and parameters ask for is told`() throws {
    let pixels = NumberArray([Float](repeating: 0, count: 2), shape: [2, 1, 1])
    let archive = try npz(pixels, NumberArray([1, 0] as [Int64]))
    #expect(try failure(idx().filter { $0.key == "images" }).contains("connect `labels`"))
    #expect(
      try failure(archive.merging(idx().filter { $0.key == "labels" }) { $1 })
        .contains("a .npz holds its own labels"))
    #expect(
      try failure(archive, ["images_array": "pixels"])
        .contains("set `images_array` to one of: images, labels"))
    #expect(try failure(idx(), ["scale": 0]).contains("0 is no number greater than 0"))
  }
}
