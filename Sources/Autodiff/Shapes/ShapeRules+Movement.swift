extension ShapeRules {
  /// An axis to choose an extreme along, which must not be empty unless the result is.
  static func extreme(
    _ operation: String, _ shape: [Int], axis: Int
  ) throws(TensorError) -> Int {
    let index = try self.axis(operation, shape, axis)
    guard shape[index] > 0 else {
      throw TensorError(operation, [shape], "axis \(axis) is empty")
    }
    return index
  }

  /// A shape with places before and after each axis.
  public static func pad(
    _ shape: [Int], _ sides: [(before: Int, after: Int)]
  ) throws(TensorError) -> [Int] {
    guard sides.count == shape.count else {
      throw TensorError("padded", [shape], "\(sides.count) pairs of sides for \(shape.count) axes")
    }
    guard sides.allSatisfy({ $0.before >= 0 && $0.after >= 0 }) else {
      throw TensorError("padded", [shape], "the padding must not be negative; use slice to cut")
    }
    return zip(shape, sides).map { $0 + $1.before + $1.after }
  }

  /// The size of an axis that is to be continued.
  static func pad(
    _ shape: [Int], axis: Int, before: Int, after: Int, _ continuation: Continuation
  ) throws(TensorError) -> Int {
    let size = shape[try self.axis("padded", shape, axis)]
    let most =
      switch continuation {
      case .reflected: size - 1
      case .circular: size
      case .edge: size > 0 ? Int.max : 0
      }
    guard before >= 0, after >= 0, before <= most, after <= most else {
      throw TensorError(
        "padded", [shape],
        "\(before) and \(after) places beyond axis \(axis) are not in 0 … \(most)")
    }
    return size
  }

  /// The axis, counted from the front, along which a list of indices chooses.
  static func select(
    _ shape: [Int], indices: [Int], axis: Int
  ) throws(TensorError) -> Int {
    guard indices.count == 1 else {
      throw TensorError("selected", [shape, indices], "the indices need one axis")
    }
    return try self.axis("selected", shape, axis)
  }

  /// The axis, counted from the front, along which indices of a like shape choose.
  static func gather(
    _ shape: [Int], indices: [Int], axis: Int
  ) throws(TensorError) -> Int {
    let index = try self.axis("gathered", shape, axis)
    var expected = shape
    if indices.count == shape.count { expected[index] = indices[index] }
    guard indices == expected else {
      throw TensorError(
        "gathered", [shape, indices], "the indices must have this shape but for axis \(axis)")
    }
    return index
  }

  /// The axis, counted from the front, along which elements are scattered over a size.
  static func scatter(
    _ shape: [Int], indices: [Int], axis: Int, size: Int
  ) throws(TensorError) -> Int {
    let index = try self.axis("scattered", shape, axis)
    guard indices == shape else {
      throw TensorError("scattered", [shape, indices], "the indices must have this shape")
    }
    guard size >= 0 else {
      throw TensorError("scattered", [shape], "the size \(size) is negative")
    }
    return index
  }

  /// Rows that are scattered over `count` rows.
  static func scatterRows(
    _ shape: [Int], indices: [Int], count: Int
  ) throws(TensorError) {
    guard let rows = shape.first, indices == [rows], count >= 0 else {
      throw TensorError(
        "scatterRows", [shape, indices],
        "one index is needed for each row, and a count that is not negative")
    }
  }
}
