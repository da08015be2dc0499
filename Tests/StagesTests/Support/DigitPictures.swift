import Artifacts
import Models
import Pipeline
import Store

/// Pictures without a pattern and their labels, from which data is made; all pictures differ.
struct DigitPictures {
  let pixels: [Float]
  let classes: [Int32]
  let side: Int
  let count: Int
  let first: Int

  /// Pictures `first ..< first + count` of a series.
  init(_ count: Int, side: Int = 6, from first: Int = 0) {
    self.count = count
    self.side = side
    self.first = first
    let size = side * side
    pixels = (first * size..<(first + count) * size).map { (index: Int) in
      Float(index * index % 251 + index / size % 5) / 255
    }
    classes = (first..<first + count).map { Int32($0 * 7 % 4) }
  }

  /// The pixels of each picture.
  var pictures: [[Float]] { rows(pixels, of: side * side) }

  var array: NumberArray { NumberArray(pixels, shape: [count, side, side, 1]) }

  func labels(_ names: [String] = ["0", "1", "2", "3"]) throws -> Labels {
    try Labels(classes: classes, classNames: names)
  }

  /// Both as inputs of a stage.
  func inputs(_ trial: Trial) throws -> [String: [StageTrial.Input]] {
    ["images": try artifact(trial.store(array)), "labels": try artifact(trial.store(labels()))]
  }
}

/// Numbers in rows of one width.
func rows(_ values: [Float], of width: Int) -> [[Float]] {
  stride(from: 0, to: values.count, by: width).map { Array(values[$0..<$0 + width]) }
}

extension ParameterValue {
  /// The same parameters with some others or of other values.
  func with(_ more: ParameterValue) -> ParameterValue {
    var all = mapValue ?? ParameterMap()
    for (name, value) in more.mapValue?.pairs ?? [] { all[name] = value }
    return .map(all)
  }
}
