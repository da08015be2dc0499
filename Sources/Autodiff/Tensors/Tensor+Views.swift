internal import Numerics

extension Tensor {
  /// The same elements, in memory in row-major order without gaps; copied if they are not yet.
  public func contiguous() -> Tensor {
    guard strides != nil else { return self }
    return Tensor(shape: shape, writing: { write(into: $0) })
  }

  /// Copies the elements to an address, in row-major order or with given steps.
  func write(into y: UnsafeMutablePointer<Scalar>, steps target: [Int]? = nil) {
    let axes = axes(to: target ?? Strides.rowMajor(shape))
    readInPlace { Kernels.copy(along: axes, $0, into: y) }
  }

  /// The axes with this tensor's steps and a target's.
  func axes(to target: [Int]) -> [Kernels.Axis] {
    let steps = steps
    return shape.indices.map { Kernels.Axis(size: shape[$0], from: steps[$0], to: target[$0]) }
  }

  /// The same elements under another shape of the same count, in row-major order; nothing is copied unless
  /// a view's order demands it.
  public func reshaped(to shape: [Int]) -> Tensor {
    if shape == self.shape { return self }
    let shape = trapping { () throws(TensorError) in
      try ShapeRules.reshape(self.shape, to: shape)
    }
    guard let strides else { return Tensor(shape: shape, storage: storage, offset: offset) }
    if let strides = Strides.reshaping(self.shape, strides, to: shape) {
      return Tensor(shape: shape, strides: strides, offset: offset, storage: storage)
    }
    return Tensor(shape: shape, storage: contiguous().storage)
  }

  /// The axes in another order: axis i of the result is axis `axes[i]` of this; `nil` reverses them. Nothing
  /// is copied.
  public func transposed(_ axes: [Int]? = nil) -> Tensor {
    let order = axes ?? Array(shape.indices.reversed())
    let target = trapping { () throws(TensorError) in
      try ShapeRules.transpose(shape, axes: order)
    }
    let steps = steps
    return Tensor(
      shape: target, strides: order.map { steps[$0] }, offset: offset, storage: storage)
  }

  /// The last two axes exchanged.
  func matrixTransposed() -> Tensor {
    transposed(Array(0..<(rank - 2)) + [rank - 1, rank - 2])
  }

  /// Every `step`th of the places `range` along an axis; nothing is copied.
  ///
  /// - Parameters:
  ///   - axis: counted from the back where negative.
  ///   - step: positive.
  public func slice(axis: Int, _ range: Range<Int>, step: Int = 1) -> Tensor {
    let target = trapping { () throws(TensorError) in
      try ShapeRules.slice(shape, axis: axis, range, step: step)
    }
    let axis = axis < 0 ? axis + rank : axis
    var strides = steps
    let start = range.isEmpty ? offset : offset + range.lowerBound * strides[axis]
    strides[axis] *= step
    return Tensor(shape: target, strides: strides, offset: start, storage: storage)
  }

  /// Rows `range` along axis 0; nothing is copied.
  public func rows(_ range: Range<Int>) -> Tensor { slice(axis: 0, range) }

  /// Parts of the given sizes along an axis, which they fill; nothing is copied.
  public func split(axis: Int, sizes: [Int]) -> [Tensor] {
    trapping { () throws(TensorError) in
      try ShapeRules.split(shape, axis: axis, sizes: sizes)
    }.map { slice(axis: axis, $0) }
  }

  /// The elements repeated along axes of size 1 and new leading axes, as in broadcasting; nothing is copied.
  public func expanded(to shape: [Int]) -> Tensor {
    if shape == self.shape { return self }
    trapping { () throws(TensorError) in try ShapeRules.expand(self.shape, to: shape) }
    let steps = steps
    let missing = shape.count - rank
    let strides = shape.indices.map {
      $0 < missing || (self.shape[$0 - missing] == 1 && shape[$0] != 1) ? 0 : steps[$0 - missing]
    }
    return Tensor(shape: shape, strides: strides, offset: offset, storage: storage)
  }

  /// Without the named axes, each of size 1; `nil` means all of size 1. Nothing is copied.
  public func squeezed(axes: [Int]? = nil) -> Tensor {
    reshaped(
      to: trapping { () throws(TensorError) in try ShapeRules.squeeze(shape, axes: axes) })
  }

  /// With an axis of size 1 before the named one; −1 appends it. Nothing is copied.
  public func unsqueezed(axis: Int) -> Tensor {
    reshaped(
      to: trapping { () throws(TensorError) in try ShapeRules.unsqueeze(shape, axis: axis) })
  }

  /// The elements whose indices along two axes of one size are equal: the first of the axes stays, the
  /// second vanishes. Nothing is copied.
  func diagonal(_ first: Int, _ second: Int) -> Tensor {
    var (shape, strides) = (shape, steps)
    precondition(shape[first] == shape[second], "diagonal: axes differ in shape \(shape)")
    strides[first] += strides[second]
    shape.remove(at: second)
    strides.remove(at: second)
    return Tensor(shape: shape, strides: strides, offset: offset, storage: storage)
  }

  /// The part that repeated axes repeat: they have size 1.
  func withoutRepetition() -> Tensor {
    guard let strides, strides.contains(0) else { return self }
    let target = shape.indices.map { strides[$0] == 0 ? Swift.min(1, shape[$0]) : shape[$0] }
    return Tensor(shape: target, strides: strides, offset: offset, storage: storage)
  }

  /// Whether all elements are one in memory.
  var isOneElement: Bool {
    guard let strides, count > 0 else { return count == 1 }
    return shape.indices.allSatisfy { shape[$0] == 1 || strides[$0] == 0 }
  }
}

extension Tensor where Scalar: TensorScalar {
  /// Adds a tensor to the part of this one that a view shows, in place.
  ///
  /// - Parameter view: makes the view; its places must be apart in memory.
  mutating func add(_ other: Tensor, at view: (Tensor) -> Tensor) {
    makeUnique()
    let part = view(self)
    precondition(part.shape == other.shape, "add: shapes \(part.shape) and \(other.shape) differ")
    let axes = other.axes(to: part.steps)
    let start = part.offset
    withExtendedLifetime(storage) { storage in
      other.readInPlace { Kernels.add(along: axes, $0, to: storage.pointer + start) }
    }
  }

  /// Copies a tensor into the part of this one that a view shows, in place.
  mutating func set(_ other: Tensor, at view: (Tensor) -> Tensor) {
    makeUnique()
    let part = view(self)
    precondition(part.shape == other.shape, "set: shapes \(part.shape) and \(other.shape) differ")
    other.write(into: storage.pointer + part.offset, steps: part.steps)
  }
}
