public import Numerics

/// An n-dimensional array of `Float` or `Double`: a value, contiguous in row-major order, copied when
/// written while shared.
///
/// A tensor of shape `[]` holds one element; an axis may have size 0. Its memory is recycled through
/// ``TensorPool``, so a training loop allocates in its first step only.
public struct Tensor<Scalar: TensorScalar>: Sendable {
  /// The size of each axis, outermost first.
  public let shape: [Int]
  var storage: TensorStorage<Scalar>

  /// The number of axes.
  public var rank: Int { shape.count }
  /// The number of elements: the product of the shape.
  public var count: Int { storage.count }

  init(shape: [Int], storage: TensorStorage<Scalar>) {
    self.shape = shape
    self.storage = storage
  }

  /// A tensor whose every element the closure writes: the memory it is given holds anything.
  public init(shape: [Int], initializing body: (UnsafeMutableBufferPointer<Scalar>) -> Void) {
    precondition(shape.allSatisfy { $0 >= 0 }, "Tensor: shape \(shape) has a negative size")
    self.init(shape: shape, storage: TensorStorage(count: shape.reduce(1, *)))
    withExtendedLifetime(storage) {
      body(UnsafeMutableBufferPointer(start: $0.pointer, count: $0.count))
    }
  }

  /// A tensor whose every element the closure writes, given their address.
  init(shape: [Int], writing body: (UnsafeMutablePointer<Scalar>) -> Void) {
    self.init(
      shape: shape,
      initializing: { buffer in
        if let base = buffer.baseAddress { body(base) }
      })
  }

  /// A tensor of the given elements in row-major order; their number must be the shape's product.
  public init(shape: [Int], _ scalars: [Scalar]) {
    precondition(
      shape.reduce(1, *) == scalars.count,
      "Tensor: \(scalars.count) elements cannot fill shape \(shape)")
    self.init(
      shape: shape,
      writing: { pointer in
        scalars.withUnsafeBufferPointer { source in
          if let base = source.baseAddress {
            pointer.initialize(from: base, count: source.count)
          }
        }
      })
  }

  /// A tensor with every element `value`.
  public init(repeating value: Scalar, shape: [Int]) {
    let count = shape.reduce(1, *)
    self.init(shape: shape, writing: { Kernels.fill(count: count, with: Double(value), $0) })
  }

  /// A tensor of zeros.
  public init(zeros shape: [Int]) { self.init(repeating: 0, shape: shape) }

  /// A tensor of shape `[]`.
  public init(_ scalar: Scalar) { self.init(shape: [], writing: { $0.initialize(to: scalar) }) }

  /// A tensor of shape `[rows, columns]`.
  public init(_ matrix: DenseMatrix<Scalar>) {
    self.init(shape: [matrix.rows, matrix.columns], matrix.values)
  }
}

extension Tensor: Equatable {
  /// Whether shapes and elements are equal; as for floating-point numbers, NaN equals nothing.
  public static func == (a: Tensor, b: Tensor) -> Bool {
    guard a.shape == b.shape else { return false }
    return a.withUnsafeBufferPointer { x in
      b.withUnsafeBufferPointer { y in x.elementsEqual(y) }
    }
  }
}

extension Tensor: CustomStringConvertible {
  /// The shape and the first elements.
  public var description: String {
    let head = withUnsafeBufferPointer { $0.prefix(8).map { "\($0)" }.joined(separator: ", ") }
    return "Tensor\(shape)(\(head)\(count > 8 ? ", …" : ""))"
  }
}
