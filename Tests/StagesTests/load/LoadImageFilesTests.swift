import Artifacts
import Foundation
import Models
import Pipeline
import Store
import TestSupport
import Testing

/// `load.images` from PNG files and from .npy.
@Suite struct LoadImageFilesTests {
  private let trial: Trial
  init() throws { trial = try Trial() }

  private func png(_ name: String, _ pixels: [UInt8], bits: UInt8 = 8) throws -> StageTrial.Input {
    let bytes = PNGWriter.file(width: 2, bits: bits, .grey, rows: [pixels])
    return .file(try trial.folder.write(name, Data(bytes)), name: name)
  }

  private func folder() throws -> [StageTrial.Input] {
    [
      try png("dog/1.png", [51, 102]), try png("cat/2.png", [0, 255]),
      try png("cat/10.PNG", [255, 0]),
      .file(try trial.folder.write("cat/notes.txt", "x"), name: "cat/notes.txt"),
    ]
  }

  @Test func `images come in the order of their names, with their folders as classes`() throws {
    let outputs = try trial.run("load.images", [:], ["images": folder()])
    let images = try trial.read(NumberArray.self, outputs["images"])
    #expect(images.shape == [3, 1, 2, 1] && images.floats == [1, 0, 0, 1, 0.2, 0.4])
    let labels = try trial.read(Labels.self, outputs["labels"])
    #expect(labels.classNames == ["cat", "dog"] && labels.classes == [0, 0, 1])
  }

  @Test func `a table gives classes, and images that it leaves out are hidden`() throws {
    let table = try trial.file("labels.csv", "file,label\ndog/1.png,b\ncat/2.png,a\n")
    let outputs = try trial.run("load.images", [:], ["images": folder(), "labels": table])
    let labels = try trial.read(Labels.self, outputs["labels"])
    #expect(labels.classNames == ["a", "b"] && labels.classes == [-1, 0, 1])
    for (text, wanted) in [
      ("file,label\n1.png,b\n", "row 1: names the image 1.png, which is not connected"),
      ("file,label\ndog/1.png,b\ndog/1.png,b\n", "row 2: names the image dog/1.png again"),
      ("name,label\ndog/1.png,b\n", "column \"file\""),
    ] {
      let message = try trial.failure(
        "load.images", [:], ["images": folder(), "labels": trial.file("l.csv", text)])
      #expect(message.contains(wanted), "\(message)")
    }
  }

  @Test func `white is 1 whatever the bits, unless a scale is given`() throws {
    let deep = [try png("a.png", [255, 255, 0, 0], bits: 16)]
    let none: ParameterValue = ["labels_from": "none"]
    let outputs = try trial.run("load.images", none, ["images": deep])
    #expect(outputs.keys.sorted() == ["images"])
    #expect(try trial.read(NumberArray.self, outputs["images"]).floats == [1, 0])
    let scaled = try trial.run(
      "load.images", ["labels_from": "none", "scale": 257], ["images": deep])
    #expect(try trial.read(NumberArray.self, scaled["images"]).floats == [255, 0])
  }

  @Test func `what does not fit is named with its file`() throws {
    let wide = PNGWriter.file(width: 3, .grey, rows: [[1, 2, 3]])
    let odd = StageTrial.Input.file(
      try trial.folder.write("dog/odd.png", Data(wide)), name: "dog/odd.png")
    let mixed = try trial.failure("load.images", [:], ["images": folder() + [odd]])
    #expect(mixed.contains("dog/odd.png: is 3 × 1 grey, but "), "\(mixed)")
    #expect(mixed.contains("cat/10.PNG is 2 × 1 grey"), "\(mixed)")
    let broken = StageTrial.Input.file(
      try trial.folder.write("dog/broken.png", Data(wide.dropLast(20))), name: "dog/broken.png")
    #expect(
      try trial.failure("load.images", [:], ["images": folder() + [broken]])
        .contains("dog/broken.png: cannot be read as PNG"))
    #expect(
      try trial.failure("load.images", [:], ["images": [png("flat.png", [1, 2])]])
        .contains("flat.png: lies in no folder that names its class"))
  }

  @Test func `what ports and parameters ask for is told`() throws {
    let array = NPY.write(NumberArray([0, 51, 102, 255] as [UInt8], shape: [2, 1, 2]))
    let images = [StageTrial.Input.file(try trial.folder.write("i.npy", Data(array)))]
    #expect(
      try trial.failure("load.images", [:], ["images": images])
        .contains("connect `labels`, or set `labels_from` to none"))
    #expect(
      try trial.failure("load.images", ["labels_from": "folder"], ["images": images])
        .contains("npy files have no labels of this kind"))
    #expect(
      try trial.failure(
        "load.images", ["format": "idx", "labels_from": "none"], ["images": images + images]
      )
      .contains("takes one file of the format idx"))
  }

  @Test func `images and labels of .npy are arrays of the same items`() throws {
    let array = NumberArray([0, 51, 102, 255] as [UInt8], shape: [2, 1, 2])
    let images = [StageTrial.Input.file(try trial.folder.write("i.npy", Data(NPY.write(array))))]
    let labels = [
      StageTrial.Input.file(
        try trial.folder.write("l.npy", Data(NPY.write(NumberArray([1, 0] as [Int64])))))
    ]
    let outputs = try trial.run("load.images", [:], ["images": images, "labels": labels])
    let read = try trial.read(NumberArray.self, outputs["images"])
    #expect(read.shape == [2, 1, 2, 1] && read.floats == [0, 0.2, 0.4, 1])
    #expect(try trial.read(Labels.self, outputs["labels"]).classes == [1, 0])
  }
}
