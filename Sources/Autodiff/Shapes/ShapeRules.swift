/// What shape each operation gives, and which shapes it refuses.
///
/// Operations themselves stop the program on a misfit, as any programmer's mistake; a model that a user
/// declared is checked with these rules before it runs.
public enum ShapeRules {
  /// NumPy's broadcasting: shapes align at their last axes, and an axis of size 1 stretches.
  public static func broadcast(
    _ operation: String, _ a: [Int], _ b: [Int]
  ) throws(TensorError) -> [Int] {
    if a == b { return a }
    var result = a.count >= b.count ? a : b
    let other = a.count >= b.count ? b : a
    for offset in 1..<(other.count + 1) {
      let (x, y) = (result[result.count - offset], other[other.count - offset])
      guard x == y || x == 1 || y == 1 else {
        throw TensorError(
          operation, [a, b], "sizes \(x) and \(y) of axis −\(offset) differ and neither is 1")
      }
      result[result.count - offset] = x == 1 ? y : x
    }
    return result
  }

  /// The axes counted from the front, sorted; `nil` means all, and a negative axis counts from the back.
  static func normalized(
    _ operation: String, _ shape: [Int], axes: [Int]?
  ) throws(TensorError) -> [Int] {
    guard let axes else { return Array(shape.indices) }
    var result: [Int] = []
    for axis in axes {
      let index = axis < 0 ? axis + shape.count : axis
      guard shape.indices.contains(index), !result.contains(index) else {
        throw TensorError(
          operation, [shape], "axes \(axes) name an axis twice or one that is not there")
      }
      result.append(index)
    }
    return result.sorted()
  }

  /// A sum, mean or maximum over axes (`nil`: all), which vanish or stay with size 1.
  public static func reduction(
    _ operation: String, _ shape: [Int], axes: [Int]?, keepingAxes: Bool
  ) throws(TensorError) -> [Int] {
    let axes = try normalized(operation, shape, axes: axes)
    return keepingAxes
      ? shape.indices.map { axes.contains($0) ? 1 : shape[$0] }
      : shape.indices.filter { !axes.contains($0) }.map { shape[$0] }
  }

  /// `[batch…, m, k] × [batch…, k, n]`, whose leading axes broadcast; either operand's last two axes may be
  /// stored transposed. A vector `[k]` is a row on the left and a column on the right, and its axis vanishes.
  public static func matmul(
    _ a: [Int], _ b: [Int], transposingLeft: Bool = false, transposingRight: Bool = false
  ) throws(TensorError) -> [Int] {
    guard a.count >= 1, b.count >= 1 else {
      throw TensorError("matmul", [a, b], "both need at least one axis")
    }
    var (m, k) = a.count == 1 ? (1, a[0]) : (a[a.count - 2], a[a.count - 1])
    if transposingLeft && a.count > 1 { (m, k) = (k, m) }
    var (inner, n) = b.count == 1 ? (b[0], 1) : (b[b.count - 2], b[b.count - 1])
    if transposingRight && b.count > 1 { (inner, n) = (n, inner) }
    guard k == inner else {
      throw TensorError("matmul", [a, b], "the inner sizes \(k) and \(inner) differ")
    }
    let (left, right) = (Array(a.dropLast(2)), Array(b.dropLast(2)))
    var result: [Int]
    do {
      result = try broadcast("matmul", left, right)
    } catch {
      throw TensorError("matmul", [a, b], "the leading axes do not broadcast")
    }
    if a.count > 1 { result.append(m) }
    if b.count > 1 { result.append(n) }
    return result
  }

  /// Another shape with as many elements.
  public static func reshape(_ shape: [Int], to target: [Int]) throws(TensorError) -> [Int] {
    guard target.allSatisfy({ $0 >= 0 }), shape.reduce(1, *) == target.reduce(1, *) else {
      throw TensorError(
        "reshape", [shape, target],
        "\(shape.reduce(1, *)) and \(target.reduce(1, *)) elements are not the same number")
    }
    return target
  }

  /// The axes in another order; `nil` reverses them.
  public static func transpose(_ shape: [Int], axes: [Int]?) throws(TensorError) -> [Int] {
    let axes = axes ?? shape.indices.reversed()
    guard axes.sorted() == Array(shape.indices) else {
      throw TensorError("transpose", [shape], "\(axes) is not an order of its axes")
    }
    return axes.map { shape[$0] }
  }

  /// Shapes that agree but for one axis, end to end along it.
  public static func concatenate(_ shapes: [[Int]], axis: Int) throws(TensorError) -> [Int] {
    guard let first = shapes.first else {
      throw TensorError("concatenate", [], "there is nothing to concatenate")
    }
    let axis = try normalized("concatenate", first, axes: [axis])[0]
    var result = first
    result[axis] = 0
    for shape in shapes {
      var expected = first
      if shape.count == first.count { expected[axis] = shape[axis] }
      guard shape == expected else {
        throw TensorError("concatenate", shapes, "sizes differ outside axis \(axis)")
      }
      result[axis] += shape[axis]
    }
    return result
  }

  /// Logits `[n, classes]` against n labels: a mean of shape `[]`.
  public static func crossEntropy(_ logits: [Int], labels: Int) throws(TensorError) -> [Int] {
    guard logits.count == 2, logits[0] == labels, logits[1] > 0 else {
      throw TensorError(
        "crossEntropy", [logits, [labels]], "logits [n, classes] need as many labels as rows")
    }
    return []
  }
}
