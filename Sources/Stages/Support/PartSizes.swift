internal import Models
internal import Pipeline

/// How many items of made data train, validate and test; they stand one part after the other.
struct PartSizes {
  let train: Int
  let validation: Int
  let test: Int

  var total: Int { train + validation + test }

  /// The parameters `train`, `validation` and `test` of a kind.
  ///
  /// - Parameters:
  ///   - train: the default; nil makes it all that remain.
  ///   - test: the default; nil makes it all that remain.
  ///   - unit: what is counted.
  static func declarations(
    train: Int?, validation: Int, test: Int?, unit: String
  ) -> [ParameterDeclaration] {
    func part(_ name: String, _ least: Int, _ count: Int?, _ doc: String) -> ParameterDeclaration {
      ParameterDeclaration(
        name, .integer(least...most), default: count.map { .integer($0) } ?? .null, unit: unit,
        doc: doc + (count == nil ? "; all that remain when not given." : "."))
    }
    return [
      part("train", 1, train, "Size of the training part"),
      part("validation", 0, validation, "Size of the validation part"),
      part("test", 0, test, "Size of the test part"),
    ]
  }

  private static let most = 10_000_000

  /// The sizes that the parameters give; `train` and `test` have values.
  init(_ parameters: Parameters) {
    self.init(
      train: parameters.integer("train"), validation: parameters.integer("validation"),
      test: parameters.integer("test"))
  }

  init(train: Int, validation: Int, test: Int) {
    self.train = train
    self.validation = validation
    self.test = test
  }

  /// The first items train, the next ones validate, the last ones test.
  func split() throws -> Split {
    func items(_ start: Int, _ count: Int) -> [Int32] {
      (start..<start + count).map { Int32($0) }
    }
    return try Split(
      train: items(0, train), validation: items(train, validation),
      test: items(train + validation, test))
  }
}
