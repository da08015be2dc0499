internal import Numerics

extension Tensor {
  /// Calls the closure with the elements in row-major order, which it must not keep; those of a view are
  /// copied first.
  public func withUnsafeBufferPointer<R>(
    _ body: (UnsafeBufferPointer<Scalar>) throws -> R
  ) rethrows -> R {
    let whole = contiguous()
    return try withExtendedLifetime(whole.storage) {
      try body(UnsafeBufferPointer(start: $0.pointer + whole.offset, count: count))
    }
  }

  /// Calls the closure with the elements in row-major order to change, after a copy if they are shared.
  public mutating func withUnsafeMutableBufferPointer<R>(
    _ body: (UnsafeMutableBufferPointer<Scalar>) throws -> R
  ) rethrows -> R {
    makeUnique()
    return try withExtendedLifetime(storage) {
      try body(UnsafeMutableBufferPointer(start: $0.pointer + offset, count: count))
    }
  }

  /// Calls the closure with the address of the first element, the others after it in row-major order; those
  /// of a view are copied first.
  func read<R>(_ body: (UnsafePointer<Scalar>) -> R) -> R {
    if strides == nil { return readInPlace(body) }
    return contiguous().readInPlace(body)
  }

  /// Calls the closure with the address of the first element; the others stand as ``steps`` say.
  func readInPlace<R>(_ body: (UnsafePointer<Scalar>) -> R) -> R {
    withExtendedLifetime(storage) { body(UnsafePointer($0.pointer + offset)) }
  }

  /// How far apart neighbours along each axis stand.
  var steps: [Int] { strides ?? Strides.rowMajor(shape) }

  /// The elements in row-major order, copied.
  public var scalars: [Scalar] { withUnsafeBufferPointer { Array($0) } }

  /// The only element of a tensor that has one.
  public var scalar: Scalar {
    precondition(count == 1, "scalar: a tensor of shape \(shape) has not one element")
    return readInPlace { $0[0] }
  }

  /// The element at an index for each axis; every access checks the bounds, so bulk work should use
  /// ``scalars`` or an operation.
  public subscript(index: Int...) -> Scalar {
    get {
      let place = place(of: index, steps)
      return readInPlace { $0[place] }
    }
    set {
      let place = place(of: index, Strides.rowMajor(shape))
      withUnsafeMutableBufferPointer { $0[place] = newValue }
    }
  }

  private func place(of index: [Int], _ steps: [Int]) -> Int {
    precondition(index.count == rank, "subscript: index \(index) into shape \(shape)")
    return shape.indices.reduce(0) { sum, axis in
      precondition(
        (0..<shape[axis]).contains(index[axis]), "subscript: index \(index) outside \(shape)")
      return sum + index[axis] * steps[axis]
    }
  }

  /// The elements in another type; to whole numbers towards zero, clamped to the range, NaN to 0.
  public func converted<T: TensorElement>(to type: T.Type) -> Tensor<T> {
    Tensor<T>(
      shape: shape,
      writing: { target in
        read { Kernels.convert(count: count, $0, into: target) }
      })
  }

  /// The rows along axis 0 that the indices name, in their order.
  public func rows(at indices: [Int32]) -> Tensor { rows(at: Tensor<Int32>(indices)) }

  /// The rows along axis 0 that the indices name: shape `indices.shape` and the rows' own.
  public func rows(at indices: Tensor<Int32>) -> Tensor {
    precondition(
      rank > 0 && indices.areIndices(below: shape[0]),
      "rows(at:): an index outside axis 0 of shape \(shape)")
    return Tensor(
      shape: indices.shape + shape.dropFirst(),
      writing: { target in
        read { source in
          indices.read {
            Kernels.gatherRows(
              count: indices.count, columns: shape.dropFirst().product, source, indices: $0,
              into: target)
          }
        }
      })
  }
}

extension Tensor where Scalar == Int32 {
  /// Whether every element is in `0 ..< bound`.
  func areIndices(below bound: Int) -> Bool {
    read { Kernels.areIndices(count: count, $0, below: bound) }
  }
}

extension Tensor where Scalar: TensorScalar {
  /// For each row of the last axis, where its largest element is; the first of equals.
  public func argmaxRows() -> [Int32] {
    precondition((shape.last ?? 0) > 0, "argmaxRows: shape \(shape) has no last axis to choose in")
    return argmax(axis: -1).scalars
  }

  /// Whether no element is NaN or infinite.
  public var isFinite: Bool { read { Kernels.isFinite(count: count, $0) } }

  /// The sum of squares, in double precision.
  public var squaredNorm: Double { read { Kernels.sumOfSquares(count: count, $0) } }
}

/// Calls the closure with the addresses of the elements of those tensors that are there, each in row-major
/// order.
func withPointers<Scalar>(
  _ a: Tensor<Scalar>?, _ b: Tensor<Scalar>?, _ c: Tensor<Scalar>?,
  _ body: (UnsafePointer<Scalar>?, UnsafePointer<Scalar>?, UnsafePointer<Scalar>?) -> Void
) {
  func read(_ tensor: Tensor<Scalar>?, _ body: (UnsafePointer<Scalar>?) -> Void) {
    if let tensor { tensor.read { body($0) } } else { body(nil) }
  }
  read(a) { a in read(b) { b in read(c) { c in body(a, b, c) } } }
}
