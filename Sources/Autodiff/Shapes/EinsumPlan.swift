/// A product of tensors written as NumPy's `einsum` does: a letter for each axis of each operand and of the
/// result.
struct EinsumPlan: Equatable {
  /// The letters of each operand.
  let operands: [[Character]]
  /// The letters of the result.
  let result: [Character]
  /// The size that each letter stands for.
  let sizes: [Character: Int]

  /// The result's shape.
  var shape: [Int] { result.compactMap { sizes[$0] } }

  /// - Parameters:
  ///   - specification: such as `bij,bjk->bik`; without an arrow the result has the letters that occur once, in
  ///     alphabetical order. Spaces do not count.
  ///   - shapes: one an operand.
  init(_ specification: String, _ shapes: [[Int]]) throws(TensorError) {
    func wrong(_ message: String) -> TensorError {
      TensorError("einsum", shapes, "“\(specification)”: \(message)")
    }
    let text = specification.filter { $0 != " " }
    let sides = text.components(separatedBy: "->")
    guard sides.count <= 2 else { throw wrong("there is more than one arrow") }
    operands = sides[0].split(separator: ",", omittingEmptySubsequences: false).map(Array.init)
    guard operands.count == shapes.count else {
      throw wrong("it names \(operands.count) operands and there are \(shapes.count)")
    }
    let letters = operands.joined() + (sides.count == 2 ? Array(sides[1]) : [])
    if let stranger = letters.first(where: { !$0.isASCII || !$0.isLetter }) {
      throw wrong("“\(stranger)” is not a letter")
    }
    var sizes: [Character: Int] = [:]
    for (operand, shape) in zip(operands, shapes) {
      guard operand.count == shape.count else {
        throw wrong("“\(String(operand))” names \(operand.count) axes of shape \(shape)")
      }
      for (letter, size) in zip(operand, shape) {
        if let known = sizes[letter], known != size {
          throw wrong("“\(letter)” stands for sizes \(known) and \(size)")
        }
        sizes[letter] = size
      }
    }
    self.sizes = sizes
    if sides.count == 2 {
      result = Array(sides[1])
    } else {
      let all = Array(operands.joined())
      result = sizes.keys.filter { letter in all.count(where: { $0 == letter }) == 1 }.sorted()
    }
    if let unknown = result.first(where: { sizes[$0] == nil }) {
      throw wrong("“\(unknown)” of the result is in no operand")
    }
    guard Set(result).count == result.count else {
      throw wrong("the result names an axis twice")
    }
  }
}

extension String {
  /// The parts between occurrences of a separator.
  fileprivate func components(separatedBy separator: String) -> [String] {
    split(separator: separator, omittingEmptySubsequences: false).map(String.init)
  }
}

extension ShapeRules {
  /// The shape of an ``einsum(_:_:)-([Variable<Scalar>])``.
  ///
  /// - Throws: ``TensorError`` where the specification cannot be read or does not fit the shapes.
  public static func einsum(
    _ specification: String, _ shapes: [[Int]]
  ) throws(TensorError) -> [Int] {
    try EinsumPlan(specification, shapes).shape
  }
}
