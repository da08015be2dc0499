internal import Numerics

extension Variable {
  /// f of every element.
  public func applying(_ activation: Activation) -> Variable {
    let (function, parameter, keepsResult) = activation.kernel
    guard let function else { return self }
    return elementwise(
      function, "activation", parameter: parameter, keeping: keepsResult ? .output : .both)
  }
}
