/// A variable of complex elements: pairs of a real and an imaginary part along a last axis of size 2, as FFTW has them.
///
/// Gradients are those of real functions of the two parts: the gradient to z = x + iy is ∂L/∂x + i ∂L/∂y, so that
/// z − rate · gradient is a step of descent.
public struct ComplexVariable<Scalar: TensorScalar> {
  /// The parts, of shape `[shape…, 2]`.
  public let parts: Variable<Scalar>

  /// The shape in complex elements, without the axis of parts.
  public var shape: [Int] { Array(parts.shape.dropLast()) }

  /// The complex elements whose parts stand side by side.
  ///
  /// - Parameter parts: its last axis has size 2: real part, imaginary part.
  public init(parts: Variable<Scalar>) {
    trapping { () throws(TensorError) in try ShapeRules.complexParts(parts.shape) }
    self.parts = parts
  }

  /// The complex elements of two variables of one shape.
  public init(real: Variable<Scalar>, imaginary: Variable<Scalar>) {
    precondition(
      real.shape == imaginary.shape,
      "ComplexVariable: real parts \(real.shape), imaginary parts \(imaginary.shape)")
    let column = real.shape + [1]
    self.init(
      parts: concatenate(
        [real.reshaped(to: column), imaginary.reshaped(to: column)], axis: column.count - 1))
  }

  /// The same elements under another shape of the same count; nothing is copied.
  public func reshaped(to shape: [Int]) -> ComplexVariable {
    ComplexVariable(parts: parts.reshaped(to: shape + [2]))
  }
}
