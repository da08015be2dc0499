internal import Numerics

extension Tensor {
  /// Calls the closure with the elements in row-major order.
  package func withUnsafeBufferPointer<R>(
    _ body: (UnsafeBufferPointer<Scalar>) throws -> R
  ) rethrows -> R {
    try withExtendedLifetime(storage) {
      try body(UnsafeBufferPointer(start: $0.pointer, count: $0.count))
    }
  }

  /// Calls the closure with the elements to change, after a copy if they are shared.
  package mutating func withUnsafeMutableBufferPointer<R>(
    _ body: (UnsafeMutableBufferPointer<Scalar>) throws -> R
  ) rethrows -> R {
    makeUnique()
    return try withExtendedLifetime(storage) {
      try body(UnsafeMutableBufferPointer(start: $0.pointer, count: $0.count))
    }
  }

  private mutating func makeUnique() {
    guard !isKnownUniquelyReferenced(&storage) else { return }
    let copy = TensorStorage<Scalar>(count: storage.count)
    copy.pointer.update(from: storage.pointer, count: storage.count)
    storage = copy
  }

  /// The address of the elements to change, after a copy if they are shared; it holds while this tensor lives unshared.
  mutating func uniqueAddress() -> UnsafeMutablePointer<Scalar> {
    makeUnique()
    return storage.pointer
  }

  /// Calls the closure with the address of the first element.
  func read<R>(_ body: (UnsafePointer<Scalar>) -> R) -> R {
    withExtendedLifetime(storage) { body(UnsafePointer($0.pointer)) }
  }

  /// The elements in row-major order, copied.
  public var scalars: [Scalar] { withUnsafeBufferPointer { Array($0) } }

  /// The only element of a tensor that has one.
  public var scalar: Scalar {
    precondition(count == 1, "scalar: a tensor of shape \(shape) has not one element")
    return read { $0[0] }
  }

  /// The element at an index for each axis; every access checks the bounds, so bulk work should use
  /// ``scalars`` or an operation.
  public subscript(index: Int...) -> Scalar {
    get {
      let offset = offset(of: index)
      return read { $0[offset] }
    }
    set {
      let offset = offset(of: index)
      withUnsafeMutableBufferPointer { $0[offset] = newValue }
    }
  }

  private func offset(of index: [Int]) -> Int {
    precondition(index.count == rank, "subscript: index \(index) into shape \(shape)")
    return zip(index, shape).reduce(0) { sum, axis in
      precondition((0..<axis.1).contains(axis.0), "subscript: index \(index) outside \(shape)")
      return sum * axis.1 + axis.0
    }
  }

  /// The same elements under another shape of the same count; nothing is copied.
  public func reshaped(to shape: [Int]) -> Tensor {
    Tensor(
      shape: trapping { () throws(TensorError) in
        try ShapeRules.reshape(self.shape, to: shape)
      }, storage: storage)
  }

  /// The elements in another precision.
  public func converted<T: TensorScalar>(to type: T.Type) -> Tensor<T> {
    Tensor<T>(
      shape: shape,
      writing: { target in
        read { Kernels.convert(count: count, $0, into: target) }
      })
  }

  /// Rows `range` along axis 0, copied.
  public func rows(_ range: Range<Int>) -> Tensor {
    precondition(
      rank > 0 && range.lowerBound >= 0 && range.upperBound <= shape[0],
      "rows: \(range) outside axis 0 of shape \(shape)")
    let size = shape.dropFirst().reduce(1, *)
    return Tensor(
      shape: [range.count] + shape.dropFirst(),
      writing: { target in
        read { target.update(from: $0 + range.lowerBound * size, count: range.count * size) }
      })
  }

  /// The rows along axis 0 that the indices name, in their order.
  public func rows(at indices: [Int32]) -> Tensor {
    precondition(
      rank > 0 && indices.allSatisfy { $0 >= 0 && Int($0) < shape[0] },
      "rows(at:): an index outside axis 0 of shape \(shape)")
    let size = shape.dropFirst().reduce(1, *)
    return Tensor(
      shape: [indices.count] + shape.dropFirst(),
      writing: { target in
        read { source in
          indices.withUnsafeBufferPointer {
            guard let base = $0.baseAddress else { return }
            Kernels.gatherRows(
              count: $0.count, columns: size, source, indices: base, into: target)
          }
        }
      })
  }

  /// For each row of the last axis, where its largest element is; the first of equals.
  public func argmaxRows() -> [Int32] {
    precondition((shape.last ?? 0) > 0, "argmaxRows: shape \(shape) has no last axis to choose in")
    let columns = shape[rank - 1]
    let rows = count / columns
    return [Int32](unsafeUninitializedCapacity: rows) { positions, initialized in
      if let base = positions.baseAddress {
        withScratch(of: Scalar.self, rows) { values in
          read {
            Kernels.maximum(
              outer: rows, middle: columns, inner: 1, $0, into: values, positions: base)
          }
        }
      }
      initialized = rows
    }
  }

  /// Whether no element is NaN or infinite.
  public var isFinite: Bool { read { Kernels.isFinite(count: count, $0) } }

  /// The sum of squares, in double precision.
  public var squaredNorm: Double { read { Kernels.sumOfSquares(count: count, $0) } }
}
