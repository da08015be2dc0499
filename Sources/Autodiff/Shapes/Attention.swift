/// What an attention does besides scores, softmax and sum.
public struct Attention: Sendable {
  /// What scores are multiplied by; `nil` is 1 / √depth.
  public var scale: Double?
  /// Whether query i sees the keys up to i alone.
  public var isCausal: Bool
  /// How many keys count in each element of the batch, the others being padding; `nil` means all.
  public var keyLengths: [Int32]?
  /// Which keys a query may see.
  public var mask: AttentionMask?
  /// The probability with which a coefficient is zeroed, in 0 ..< 1; the others are scaled up.
  public var dropoutRate: Double
  /// A fresh number for each application with dropout, from a random stream.
  public var dropoutKey: UInt64

  /// By default every query sees every key, and nothing is dropped.
  public init(
    scale: Double? = nil, isCausal: Bool = false, keyLengths: [Int32]? = nil,
    mask: AttentionMask? = nil, dropoutRate: Double = 0, dropoutKey: UInt64 = 0
  ) {
    (self.scale, self.isCausal, self.keyLengths, self.mask) = (scale, isCausal, keyLengths, mask)
    (self.dropoutRate, self.dropoutKey) = (dropoutRate, dropoutKey)
  }
}

/// Which keys each query may see: of shape `[queries, keys]`, or `[batch, heads, queries, keys]`
/// where batch and heads may be 1.
public struct AttentionMask: Sendable {
  /// The sizes of its axes, two or four.
  public let shape: [Int]
  let bytes: [UInt8]

  /// A mask in row-major order, true where a query may see a key.
  public init(shape: [Int], _ isVisible: [Bool]) {
    precondition(
      (shape.count == 2 || shape.count == 4) && shape.reduce(1, *) == isVisible.count,
      "AttentionMask: \(isVisible.count) elements cannot fill shape \(shape) of two or four axes")
    self.shape = shape
    bytes = isVisible.map { $0 ? 1 : 0 }
  }
}
