import Autodiff
import Testing

@Suite struct EinsumTests {
  /// The sum over all letters that the result lacks, element by element.
  private func reference(
    _ operands: [String], _ result: String, _ tensors: [Tensor<Double>]
  ) -> Reference {
    var sizes: [Character: Int] = [:]
    for (operand, tensor) in zip(operands, tensors) {
      for (letter, size) in zip(operand, tensor.shape) { sizes[letter] = size }
    }
    let inner = sizes.keys.filter { !result.contains($0) }.sorted()
    let arrays = tensors.map { Reference($0) }
    return Reference(result.map { sizes[$0] ?? 0 }) { index in
      indices(of: inner.map { sizes[$0] ?? 0 }).map { rest in
        let places = Dictionary(uniqueKeysWithValues: zip(Array(result) + inner, index + rest))
        return zip(operands, arrays).map { operand, array in
          array[operand.map { places[$0] ?? 0 }]
        }.reduce(1, *)
      }.reduce(0, +)
    }
  }

  static let cases: [String] = [
    "ij->ji", "ij->", "ij->i", "ii->i", "ii->", "iij->ji", "ijk->kij", "->", "i->i",
    "ij,jk->ik", "bij,bjk->bik", "bhid,bhjd->bhij", "bihd,bjhd->bhij", "bhij,bjhd->bihd",
    "i,j->ij", "i,i->", "i,i->i", "ij,ij->ij", "ij,j->i", "ijk,jl->kil", "ii,ij->j", "ij,kl->",
    "ab,bc,cd->ad", "ni,ij,nj->n", "aij,ajk,akl->il", "i,ij,j->", "ij,ik,il->jkl", ",i->i",
    "abc,cb->a", "bij,jk->bik", "ij,bjk->bik",
  ]

  @Test(arguments: cases) func `sums of products over named axes`(_ specification: String) {
    let sides = specification.split(separator: "-", omittingEmptySubsequences: false)
    let operands = sides[0].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    let result = String(sides[1].dropFirst())
    forSeeds(1...6) { seed, numbers in
      var sizes: [Character: Int] = [:]
      for letter in "abcdhijkln" {
        sizes[letter] = seed == 1 ? 1 : numbers.below(9) == 0 ? 0 : 1 + numbers.below(4)
      }
      let shapes = operands.map { $0.map { sizes[$0] ?? 1 } }
      let tensors: [Tensor<Double>] = shapes.map { numbers.tensor($0) }
      let expected = reference(operands, result, tensors)
      func sum(_ terms: [Variable<Double>]) -> Variable<Double> {
        switch terms.count {
        case 1: einsum(specification, terms[0])
        case 2: einsum(specification, terms[0], terms[1])
        default: einsum(specification, terms[0], terms[1], terms[2])
        }
      }
      let tape = Tape<Double>(recording: false)
      expectClose(
        sum(tensors.map(tape.constant)).value, expected.values, shape: expected.shape,
        tolerance: 1e-13, "\(specification), seed \(seed)")
      if shapes.map({ $0.reduce(1, *) }).reduce(0, +) < 120 {
        checkGradient(seed: seed, shapes) { sum($0) }
      }
    }
  }

  @Test func `tensors are multiplied as variables are`() {
    let (a, b) = (
      Tensor<Float>(shape: [2, 2], [1, 2, 3, 4]), Tensor<Float>(shape: [2, 2], [5, 6, 7, 8])
    )
    #expect(einsum("ij,jk->ki", a, b).scalars == [19, 43, 22, 50])
    #expect(einsum("ii", a).scalar == 5)
  }

  @Test func `without an arrow the letters that occur once are the result, in order`() throws {
    #expect(try ShapeRules.einsum("ij,jk", [[2, 3], [3, 5]]) == [2, 5])
    #expect(try ShapeRules.einsum("ba", [[2, 3]]) == [3, 2])
    #expect(try ShapeRules.einsum("ii", [[3, 3]]) == [])
    #expect(try ShapeRules.einsum(" i j , j k -> k i ", [[2, 3], [3, 5]]) == [5, 2])
  }

  @Test(
    arguments: [
      ("ij,jk->ik", [[2, 3]]), ("ij->ik", [[2, 3]]), ("ij->ii", [[2, 3]]), ("ii->i", [[2, 3]]),
      ("ij,jk->ik", [[2, 3], [4, 5]]), ("ij->i->j", [[2, 3]]), ("i1->i", [[2, 3]]),
      ("ijk->i", [[2, 3]]), ("i,->i", [[2], [3]]),
    ] as [(String, [[Int]])])
  func `a specification that cannot be read, or does not fit, is refused`(
    _ specification: String, _ shapes: [[Int]]
  ) {
    let error = #expect(throws: TensorError.self) { try ShapeRules.einsum(specification, shapes) }
    #expect(error?.operation == "einsum")
    #expect(error?.shapes == shapes)
    #expect(error?.message.contains(specification) == true)
  }
}
