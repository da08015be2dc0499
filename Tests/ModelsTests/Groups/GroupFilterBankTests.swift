import Autodiff
import Models
import Testing

@Suite("Planar filters of group convolutions") struct GroupFilterBankTests {
  /// (f ∗ w)(x, g) = Σ f(x + y, h) w(g⁻¹ y, g⁻¹ h), over windows that lie within the image.
  static func convolved(
    _ field: Tensor<Double>, _ weights: Tensor<Double>, _ bank: GroupFilterBank, stride: Int = 1
  ) -> Tensor<Double> {
    let (size, order) = (bank.size, bank.group.order)
    let rows = (field.shape[1] - size) / stride + 1
    let columns = (field.shape[2] - size) / stride + 1
    var result = Tensor<Double>(
      zeros: [field.shape[0], rows, columns, bank.outputChannels * order])
    for item in 0..<field.shape[0] {
      for place in 0..<rows * columns {
        let (row, column) = (place / columns, place % columns)
        for g in 0..<order {
          let inverse = bank.group.inverses[g]
          for output in 0..<bank.outputChannels {
            var sum = 0.0
            for cell in 0..<size * size {
              let (i, j) = (cell / size, cell % size)
              let moved = bank.group.action[inverse](
                row: 2 * i - size + 1, column: 2 * j - size + 1)
              let (y, x) = ((moved.row + size - 1) / 2, (moved.column + size - 1) / 2)
              for input in 0..<bank.inputChannels {
                for h in 0..<bank.inputCopies {
                  let element = bank.isLifting ? 0 : bank.group.table[inverse][h]
                  sum +=
                    field[
                      item, row * stride + i, column * stride + j, input * bank.inputCopies + h
                    ]
                    * weights[y, x, input, element, output]
                }
              }
            }
            result[item, row, column, output * order + g] = sum
          }
        }
      }
    }
    return result
  }

  private func planar(
    _ field: Tensor<Double>, _ weights: Tensor<Double>, _ bank: GroupFilterBank
  ) -> Tensor<Double> {
    let tape = Tape<Double>(recording: false)
    return tape.constant(field).convolution2d(
      weights: bank.filters(tape.constant(weights)), .init(padding: .valid)
    ).value
  }

  @Test(
    "the convolution is the sum over the group, and moving the image moves its result",
    arguments: FiniteGroup.standard, [1, 2, 3, 4])
  func sums(group: FiniteGroup, size: Int) {
    for isLifting in [true, false] {
      let bank = GroupFilterBank(
        group, size: size, inputChannels: 2, outputChannels: 3, isLifting: isLifting)
      let seed = UInt64(10 * size + group.order)
      let field = randomTensor([2, 6, 5, 2 * bank.inputCopies], seed: seed, "field")
      let weights = randomTensor(bank.weightShape, seed: seed, "weights")
      let found = planar(field, weights, bank)
      let wanted = Self.convolved(field, weights, bank)
      #expect(found.shape == wanted.shape)
      #expect(relativeError(found.scalars, wanted.scalars) < 1e-12)
      for element in 0..<group.order {
        let motion = GroupMotion(group: group, element: element)
        let moved = planar(motion(field, isRegular: !isLifting), weights, bank)
        let expected = motion(found, isRegular: true)
        #expect(moved.shape == expected.shape)
        #expect(
          relativeError(moved.scalars, expected.scalars) < 1e-12, "\(group), element \(element)")
      }
    }
  }

  @Test("every weight stands in the bank once for each element of the group")
  func counts() {
    let bank = GroupFilterBank(
      .d4, size: 3, inputChannels: 2, outputChannels: 3, isLifting: false)
    let tape = Tape<Double>()
    let weights = tape.parameter(Tensor<Double>(zeros: bank.weightShape))
    let filters = bank.filters(weights)
    #expect(filters.shape == bank.bankShape)
    let gradient = tape.gradients(of: filters.sum(), withRespectTo: [weights])[0]
    #expect(gradient.scalars.allSatisfy { $0 == 8 })
  }

  /// Planar filters respect an element a of the group where bank[a y, a h, a g] = bank[y, h, g] for all of them: they are
  /// constant on orbits, and as free as there are orbits.
  @Test(
    "filters are all that respect the group: a weight for each orbit of places and elements",
    arguments: FiniteGroup.standard, [1, 2, 3])
  func dimensions(group: FiniteGroup, size: Int) {
    for isLifting in [true, false] {
      let copies = isLifting ? 1 : group.order
      func moved(_ place: [Int], by a: Int) -> [Int] {
        let to = group.action[a](row: 2 * place[0] - size + 1, column: 2 * place[1] - size + 1)
        return [
          (to.row + size - 1) / 2, (to.column + size - 1) / 2,
          isLifting ? 0 : group.product(a, place[2]), group.product(a, place[3]),
        ]
      }
      var places: [[Int]] = []
      for index in 0..<size * size * copies * group.order {
        let cell = index / (copies * group.order)
        places.append(
          [cell / size, cell % size, index / group.order % copies, index % group.order])
      }
      let orbits = Set(
        places.map { place in Set((0..<group.order).map { moved(place, by: $0) }) })
      let bank = GroupFilterBank(
        group, size: size, inputChannels: 1, outputChannels: 1, isLifting: isLifting)
      #expect(orbits.count == bank.weightShape.reduce(1, *))
      // Weights that are all different: one value an orbit, another for each.
      let weights = Tensor<Double>(
        shape: bank.weightShape, (0..<orbits.count).map { Double($0 + 1) })
      let filters = bank.filters(Tape<Double>(recording: false).constant(weights)).value
      let values = orbits.map { orbit in
        Set(orbit.map { filters[$0[0], $0[1], $0[2], $0[3]] })
      }
      #expect(values.allSatisfy { $0.count == 1 })
      #expect(Set(values.flatMap { $0 }).count == orbits.count)
    }
  }
}
