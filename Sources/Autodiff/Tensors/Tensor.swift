public import Numerics

/// An n-dimensional array of numbers: a value, copied when written while shared.
///
/// Elements are `Float` or `Double`, or `Int32` or `Int64` for indices. In memory they stand in row-major
/// order, or, behind what ``transposed(_:)``, ``slice(axis:_:step:)``, ``expanded(to:)`` and their like give,
/// in whatever order the tensor had that they show a part of: such a *view* copies nothing, and is a value
/// all the same. Whoever asks for the elements gets them in row-major order.
///
/// A tensor of shape `[]` holds one element; an axis may have size 0. Its memory is recycled through
/// ``TensorPool``, so a training loop allocates in its first step only.
public struct Tensor<Scalar: TensorElement>: Sendable {
  /// The size of each axis, outermost first.
  public let shape: [Int]
  /// The number of elements: the product of the shape.
  public let count: Int
  var storage: TensorStorage<Scalar>
  /// Where in the storage the first element stands.
  private(set) var offset: Int
  /// How far apart neighbours along each axis stand; `nil` for row-major order without gaps.
  private(set) var strides: [Int]?

  /// The number of axes.
  public var rank: Int { shape.count }

  /// All of a storage in row-major order.
  init(shape: [Int], storage: TensorStorage<Scalar>, offset: Int = 0) {
    self.shape = shape
    self.storage = storage
    self.offset = offset
    count = shape.product
    strides = nil
  }

  /// A view into a storage.
  init(shape: [Int], strides: [Int], offset: Int, storage: TensorStorage<Scalar>) {
    self.init(shape: shape, storage: storage, offset: offset)
    self.strides = Strides.areRowMajor(strides, for: shape) ? nil : strides
  }

  /// A tensor whose every element the closure writes: the memory it is given holds anything.
  public init(shape: [Int], initializing body: (UnsafeMutableBufferPointer<Scalar>) -> Void) {
    precondition(shape.allSatisfy { $0 >= 0 }, "Tensor: shape \(shape) has a negative size")
    self.init(shape: shape, storage: TensorStorage(count: shape.product))
    withExtendedLifetime(storage) {
      body(UnsafeMutableBufferPointer(start: $0.pointer, count: $0.count))
    }
  }

  /// A tensor whose every element the closure writes, given their address.
  init(shape: [Int], writing body: (UnsafeMutablePointer<Scalar>) -> Void) {
    precondition(shape.allSatisfy { $0 >= 0 }, "Tensor: shape \(shape) has a negative size")
    self.init(shape: shape, storage: TensorStorage(count: shape.product))
    withExtendedLifetime(storage) { body($0.pointer) }
  }

  /// A tensor of the given elements in row-major order; their number must be the shape's product.
  public init(shape: [Int], _ scalars: [Scalar]) {
    precondition(
      shape.product == scalars.count,
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

  /// A tensor of shape `[the number of scalars]`.
  public init(_ scalars: [Scalar]) { self.init(shape: [scalars.count], scalars) }

  /// A tensor with every element `value`.
  public init(repeating value: Scalar, shape: [Int]) {
    self.init(shape: shape, storage: TensorStorage(count: shape.product))
    Kernels.fill(count: count, repeating: value, storage.pointer)
  }

  /// A tensor of zeros.
  public init(zeros shape: [Int]) { self.init(repeating: 0, shape: shape) }

  /// A tensor of shape `[]`.
  public init(_ scalar: Scalar) { self.init(shape: [], writing: { $0.initialize(to: scalar) }) }

  /// Moves the elements into a storage that no other tensor uses, in row-major order.
  mutating func makeUnique() {
    if strides == nil && isKnownUniquelyReferenced(&storage) { return }
    let copy = TensorStorage<Scalar>(count: count)
    write(into: copy.pointer)
    (storage, offset, strides) = (copy, 0, nil)
  }

  /// Whether it can be written without a copy.
  mutating func isUnique() -> Bool { strides == nil && isKnownUniquelyReferenced(&storage) }
}

extension Tensor where Scalar: NumericScalar {
  /// A tensor of shape `[rows, columns]`.
  public init(_ matrix: DenseMatrix<Scalar>) {
    self.init(shape: [matrix.rows, matrix.columns], matrix.values)
  }
}

extension Tensor: Equatable {
  /// Whether shapes and elements are equal; as for floating-point numbers, NaN equals nothing.
  public static func == (a: Tensor, b: Tensor) -> Bool {
    guard a.shape == b.shape else { return false }
    return a.read { x in b.read { y in Kernels.areEqual(count: a.count, x, y) } }
  }
}

extension Tensor: CustomStringConvertible {
  /// The shape and the first elements.
  public var description: String {
    let head = withUnsafeBufferPointer { $0.prefix(8).map { "\($0)" }.joined(separator: ", ") }
    return "Tensor\(shape)(\(head)\(count > 8 ? ", …" : ""))"
  }
}

extension Array where Element == Int {
  /// What the sizes multiply to.
  var product: Int {
    var result = 1
    for size in self { result *= size }
    return result
  }
}

extension ArraySlice where Element == Int {
  /// What the sizes multiply to.
  var product: Int {
    var result = 1
    for size in self { result *= size }
    return result
  }
}
