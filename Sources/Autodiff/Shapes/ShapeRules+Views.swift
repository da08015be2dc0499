extension ShapeRules {
  /// An axis counted from the front.
  static func axis(
    _ operation: String, _ shape: [Int], _ axis: Int
  ) throws(TensorError) -> Int {
    let index = axis < 0 ? axis + shape.count : axis
    guard shape.indices.contains(index) else {
      throw TensorError(operation, [shape], "there is no axis \(axis)")
    }
    return index
  }

  /// Every `step`th of the places `range` along an axis.
  public static func slice(
    _ shape: [Int], axis: Int, _ range: Range<Int>, step: Int = 1
  ) throws(TensorError) -> [Int] {
    let index = try self.axis("slice", shape, axis)
    guard range.lowerBound >= 0, range.upperBound <= shape[index] else {
      throw TensorError("slice", [shape], "\(range) is not within axis \(axis)")
    }
    guard step > 0 else {
      throw TensorError("slice", [shape], "the step \(step) is not positive")
    }
    var result = shape
    result[index] = (range.count + step - 1) / step
    return result
  }

  /// The places along an axis of parts that fill it.
  public static func split(
    _ shape: [Int], axis: Int, sizes: [Int]
  ) throws(TensorError) -> [Range<Int>] {
    let index = try self.axis("split", shape, axis)
    guard sizes.allSatisfy({ $0 >= 0 }), sizes.reduce(0, +) == shape[index] else {
      throw TensorError(
        "split", [shape, sizes],
        "the sizes do not add up to axis \(axis), which has \(shape[index])")
    }
    var ranges: [Range<Int>] = []
    var start = 0
    for size in sizes {
      ranges.append(start..<(start + size))
      start += size
    }
    return ranges
  }

  /// A shape that another can be stretched to.
  public static func expand(_ shape: [Int], to target: [Int]) throws(TensorError) {
    let missing = target.count - shape.count
    guard missing >= 0, target.allSatisfy({ $0 >= 0 }),
      zip(shape, target.dropFirst(missing)).allSatisfy({ $0 == $1 || $0 == 1 })
    else {
      throw TensorError(
        "expand", [shape, target], "only axes of size 1 and new leading axes can be stretched")
    }
  }

  /// Without axes of size 1; `nil` means all of them.
  public static func squeeze(_ shape: [Int], axes: [Int]?) throws(TensorError) -> [Int] {
    guard let axes else { return shape.filter { $0 != 1 } }
    let gone = try normalized("squeeze", shape, axes: axes)
    guard gone.allSatisfy({ shape[$0] == 1 }) else {
      throw TensorError("squeeze", [shape], "axes \(axes) do not all have size 1")
    }
    return shape.indices.filter { !gone.contains($0) }.map { shape[$0] }
  }

  /// With an axis of size 1 before the named one; −1 appends it.
  public static func unsqueeze(_ shape: [Int], axis: Int) throws(TensorError) -> [Int] {
    let index = axis < 0 ? axis + shape.count + 1 : axis
    guard (0...shape.count).contains(index) else {
      throw TensorError("unsqueeze", [shape], "there is no place \(axis) for an axis")
    }
    return Array(shape[..<index]) + [1] + shape[index...]
  }
}

extension ShapeRules {
  /// The place, counted from the front, of the new axis along which tensors of one shape are laid.
  public static func stack(_ shapes: [[Int]], axis: Int) throws(TensorError) -> Int {
    guard let first = shapes.first else {
      throw TensorError("stack", [], "there is nothing to stack")
    }
    guard shapes.allSatisfy({ $0 == first }) else {
      throw TensorError("stack", shapes, "the shapes differ")
    }
    let place = axis < 0 ? axis + first.count + 1 : axis
    guard (0...first.count).contains(place) else {
      throw TensorError("stack", shapes, "there is no place \(axis) for an axis")
    }
    return place
  }
}
