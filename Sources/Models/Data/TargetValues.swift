public import Autodiff

/// Real numbers an item to be predicted, or NaN in all of them where they are hidden.
public struct TargetValues: Sendable {
  /// `[items, outputs]`, or `[items · points, outputs]` where every point of an item has numbers.
  public let tensor: Tensor<Float>
  /// Points of each item whose rows of `tensor` belong together; 1 where an item has a row.
  public let pointsPerItem: Int

  /// Makes targets of a field, `[items]`, `[items, outputs]` or `[items, points, outputs]`.
  ///
  /// - Throws: `ModelError` with code `labels` if the shape is another or empty, or an item has some of its numbers hidden, or one infinite.
  public init(_ data: FieldData) throws(ModelError) {
    let shape = data.shape
    guard (1...3).contains(shape.count), !shape.contains(0) else {
      throw ModelError(
        .labels,
        "targets have shape \(shape); give [items], [items, outputs] or [items, points, outputs], none of them 0"
      )
    }
    pointsPerItem = shape.count == 3 ? shape[1] : 1
    let width = shape.count == 1 ? 1 : shape[shape.count - 1]
    let tensor = data.tensor.reshaped(to: [shape[0] * pointsPerItem, width])
    let scalars = tensor.scalars
    for item in 0..<tensor.shape[0] {
      let row = scalars[item * width..<(item + 1) * width]
      let hidden = row.count { $0.isNaN }
      guard hidden == 0 || hidden == width, !row.contains(where: \.isInfinite) else {
        throw ModelError(
          .labels,
          "the targets of item \(item) are \(Array(row)); give finite numbers, or NaN in all of them to hide it"
        )
      }
    }
    self.tensor = tensor
  }

  private init(unchecked tensor: Tensor<Float>, pointsPerItem: Int) {
    self.tensor = tensor
    self.pointsPerItem = pointsPerItem
  }

  /// The shape that the targets were given in: `[items, outputs]` or `[items, points, outputs]`.
  public var shape: [Int] {
    pointsPerItem == 1
      ? tensor.shape : [tensor.shape[0] / pointsPerItem, pointsPerItem, tensor.shape[1]]
  }

  /// Number of rows: items, or points of all items.
  public var count: Int { tensor.shape[0] }

  /// Numbers an item.
  public var outputCount: Int { tensor.shape[1] }

  /// Whether an item's numbers are hidden.
  public func isHidden(_ item: Int32) -> Bool { tensor[Int(item), 0].isNaN }

  /// The same targets with those of the given items hidden; indices out of range are ignored.
  public func hiding(_ items: [Int32]) -> TargetValues {
    let hidden = Set(items)
    return masked { hidden.contains($0) }
  }

  /// The same targets with all hidden but those of the given items.
  public func keeping(_ items: [Int32]) -> TargetValues {
    let kept = Set(items)
    return masked { !kept.contains($0) }
  }

  private func masked(_ isHidden: (Int32) -> Bool) -> TargetValues {
    var scalars = tensor.scalars
    for item in 0..<count where isHidden(Int32(item)) {
      for column in 0..<outputCount { scalars[item * outputCount + column] = .nan }
    }
    return TargetValues(
      unchecked: Tensor(shape: tensor.shape, scalars), pointsPerItem: pointsPerItem)
  }
}
