public import Autodiff

/// The trained filters of a group convolution and the planar filters that they stand for.
///
/// A convolution from a scalar field (the *lifting*) or a regular field of a finite group H to a regular one is a planar
/// convolution with a bank of |H| times as many filters, each moved by every element (Cohen & Welling 2016, equations
/// 10 and 11, section 7):
///
///     bank[y, (i, h), (o, g)] = weights[g⁻¹ y, i, g⁻¹ h, o]
///
/// where y runs over the window, seen from its centre: the middle cell of an odd window, the corner between the four
/// middle cells of an even one. Channels lie side by side, the numbers of each channel's group elements innermost.
public struct GroupFilterBank: Sendable {
  /// The group.
  public let group: FiniteGroup
  /// Height and width of the window in pixels.
  public let size: Int
  /// Channels of the input: of scalars for a lifting, else of regular fields.
  public let inputChannels: Int
  /// Channels of regular fields of the output.
  public let outputChannels: Int
  /// Whether the input is a scalar field.
  public let isLifting: Bool
  private let sources: Tensor<Int32>

  /// Works out where each planar weight comes from.
  ///
  /// - Parameters:
  ///   - group: a group whose elements keep squares; another stops the program (``FiniteGroup/keepsSquares``).
  ///   - size: height and width of the window, from 1.
  public init(
    _ group: FiniteGroup, size: Int, inputChannels: Int, outputChannels: Int, isLifting: Bool
  ) {
    precondition(group.keepsSquares, "GroupFilterBank: \(group) does not keep square windows")
    precondition(size > 0, "GroupFilterBank: a window of size \(size)")
    (self.group, self.size, self.isLifting) = (group, size, isLifting)
    (self.inputChannels, self.outputChannels) = (inputChannels, outputChannels)
    sources = Tensor(
      Self.sources(
        group, size: size, inputs: inputChannels, outputs: outputChannels,
        copies: isLifting ? 1 : group.order))
  }

  /// Numbers of a channel of the input: 1 for scalars, else the group's order.
  public var inputCopies: Int { isLifting ? 1 : group.order }

  /// The shape of the trained weights: `[size, size, inputs, copies, outputs]`.
  public var weightShape: [Int] { [size, size, inputChannels, inputCopies, outputChannels] }

  /// The shape of the planar filters: `[size, size, inputs × copies, outputs × order]`.
  public var bankShape: [Int] {
    [size, size, inputChannels * inputCopies, outputChannels * group.order]
  }

  /// The planar filters of trained weights, as `convolution2d` takes them.
  public func filters<Scalar: TensorScalar>(_ weights: Variable<Scalar>) -> Variable<Scalar> {
    precondition(
      weights.shape == weightShape,
      "GroupFilterBank: weights \(weights.shape) where \(weightShape) are wanted")
    return weights.reshaped(to: [weights.value.count]).gatherRows(sources).reshaped(to: bankShape)
  }

  /// A number of each channel, `[channels]`, for every element of the group: `[channels × order]`.
  public func repeated<Scalar: TensorScalar>(_ numbers: Variable<Scalar>) -> Variable<Scalar> {
    numbers.repeated(group.order)
  }

  /// Positions in the weights, in the order of the bank.
  private static func sources(
    _ group: FiniteGroup, size: Int, inputs: Int, outputs: Int, copies: Int
  ) -> [Int32] {
    let order = group.order
    var result: [Int32] = []
    result.reserveCapacity(size * size * inputs * copies * outputs * order)
    for cell in 0..<size * size {
      // Where g⁻¹ takes this cell of the window.
      let cells = (0..<order).map { moved(cell, by: group.action[group.inverses[$0]], size) }
      for input in 0..<inputs {
        for h in 0..<copies {
          let rows = (0..<order).map { g in
            let element = copies == 1 ? 0 : group.table[group.inverses[g]][h]
            return ((cells[g] * inputs + input) * copies + element) * outputs
          }
          for output in 0..<outputs {
            for g in 0..<order { result.append(Int32(rows[g] + output)) }
          }
        }
      }
    }
    return result
  }

  /// Where a matrix takes a cell of a square window about its centre.
  private static func moved(_ cell: Int, by matrix: LatticeMatrix, _ size: Int) -> Int {
    // Twice the offsets, for the centre of an even window lies between cells.
    let (row, column) = matrix(
      row: 2 * (cell / size) - (size - 1), column: 2 * (cell % size) - (size - 1))
    return (row + size - 1) / 2 * size + (column + size - 1) / 2
  }
}

extension Variable {
  /// Each element of a vector several times, one after the other: `[n]` → `[n × copies]`.
  package func repeated(_ copies: Int) -> Variable {
    let count = value.count
    return reshaped(to: [count, 1]).expanded(to: [count, copies])
      .reshaped(to: [count * copies])
  }
}
