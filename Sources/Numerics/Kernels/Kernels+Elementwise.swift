internal import CKernels

extension Kernels {
  /// Functions of one element and a constant `p`.
  package enum Unary: Int32, Sendable {
    case negate, exp, log, squareRoot, tanh, sigmoid, relu
    /// `p x` below zero.
    case leakyRelu
    /// `p (eˣ − 1)` below zero.
    case elu
    /// The exact form, with the normal distribution function.
    case gelu
    case silu, softplus
    /// `xᵖ`.
    case power
    case square, absolute
    /// `x + p`.
    case shift
    /// `p x`.
    case scale
    /// `p / x`.
    case reciprocal
    case sine, cosine
    /// `ln(1 + x)`.
    case log1p
    /// `eˣ − 1`.
    case expm1
    /// `1 / √x`.
    case reciprocalSquareRoot
    /// x, or `p` where x is below it.
    case atLeast
    /// x, or `p` where x is above it.
    case atMost
  }

  /// Functions of two elements.
  package enum Binary: Int32, Sendable {
    case add, subtract, multiply, divide
    /// The smaller or the larger; NaN wins.
    case minimum, maximum
    /// `aᵇ`.
    case raise
    /// `(a − b)²`.
    case squaredDifference
    /// `e^(a − b)`.
    case expDifference
    /// 1 where a is above b, ½ where they are equal, else 0.
    case shareAbove
    /// `a ln b`, or 0 where b is 0.
    case logProduct
  }

  /// `y = f(x)`; x and y are the same memory or apart.
  package static func unary<S: NumericScalar>(
    _ function: Unary, count: Int, _ x: UnsafePointer<S>, parameter: Double = 0,
    into y: UnsafeMutablePointer<S>
  ) {
    shards(count, size: elementShard) { range in
      meridian_unary(
        S.element, function.rawValue, range.count, x + range.lowerBound, parameter,
        y + range.lowerBound)
    }
  }

  /// `gx = gy f′(x)` where `y = f(x)`; a function whose slope needs only one of x and y may get it twice.
  ///
  /// - Parameter gradientStep: 1, or 0 where gy is one element for all.
  package static func unaryPullback<S: NumericScalar>(
    _ function: Unary, count: Int, x: UnsafePointer<S>, y: UnsafePointer<S>, parameter: Double,
    gradient: UnsafePointer<S>, gradientStep: Int = 1, into result: UnsafeMutablePointer<S>
  ) {
    shards(count, size: elementShard) { range in
      let start = range.lowerBound
      meridian_unary_pullback(
        S.element, function.rawValue, range.count, x + start, y + start, parameter,
        gradient + start * gradientStep, Int32(gradientStep), result + start)
    }
  }

  /// `y[r, c] = a ∘ b` over a grid where each operand has its own steps; column steps are 0 or 1.
  package static func binary<S: NumericScalar>(
    _ function: Binary, rows: Int, columns: Int, _ a: UnsafePointer<S>, rowStep aRow: Int,
    columnStep aColumn: Int, _ b: UnsafePointer<S>, rowStep bRow: Int, columnStep bColumn: Int,
    into y: UnsafeMutablePointer<S>
  ) {
    if rows == 1 {
      shards(columns, size: elementShard) { range in
        let start = range.lowerBound
        meridian_binary(
          S.element, function.rawValue, 1, range.count, a + start * aColumn, 0, aColumn,
          b + start * bColumn, 0, bColumn, y + start)
      }
    } else {
      shards(rows, size: rowShard(elementsPerRow: columns)) { range in
        let start = range.lowerBound
        meridian_binary(
          S.element, function.rawValue, range.count, columns, a + start * aRow, aRow, aColumn,
          b + start * bRow, bRow, bColumn, y + start * columns)
      }
    }
  }

  /// `y += a x`.
  package static func add<S: NumericScalar>(
    count: Int, _ x: UnsafePointer<S>, scaledBy a: Double, to y: UnsafeMutablePointer<S>
  ) {
    shards(count, size: elementShard) { range in
      meridian_axpy(S.element, range.count, a, x + range.lowerBound, y + range.lowerBound)
    }
  }

  /// Sets every element to `value`.
  package static func fill<S: NumericScalar>(
    count: Int, with value: Double, _ y: UnsafeMutablePointer<S>
  ) {
    shards(count, size: 4 * elementShard) { range in
      meridian_fill(S.element, range.count, value, y + range.lowerBound)
    }
  }

  /// Whether no element is NaN or infinite.
  package static func isFinite<S: NumericScalar>(count: Int, _ x: UnsafePointer<S>) -> Bool {
    meridian_is_finite(S.element, count, x) != 0
  }

  /// Zeroes each element with probability `threshold / 65536` and scales the others by `scale`.
  ///
  /// The random bits are a function of `key` and the element's position (Philox4x32-7), so the same
  /// call on a gradient repeats the same choice.
  package static func dropout<S: NumericScalar>(
    count: Int, key: UInt64, threshold: UInt32, scale: Double, _ x: UnsafePointer<S>,
    into y: UnsafeMutablePointer<S>
  ) {
    shards(count, size: elementShard) { range in
      meridian_dropout(
        S.element, key, UInt64(range.lowerBound), range.count, threshold, scale,
        x + range.lowerBound, y + range.lowerBound)
    }
  }

  /// One step of gradient descent with momentum in place: `v ← μ v + g + decay x`, `x ← x − rate v`
  /// (with Nesterov's form `x ← x − rate (g + μ v)`).
  package static func momentumStep<S: NumericScalar>(
    count: Int, _ x: UnsafeMutablePointer<S>, gradient: UnsafePointer<S>,
    velocity: UnsafeMutablePointer<S>, rate: Double, momentum: Double, nesterov: Bool,
    decay: Double
  ) {
    shards(count, size: elementShard) { range in
      let start = range.lowerBound
      meridian_momentum_step(
        S.element, range.count, x + start, gradient + start, velocity + start, rate, momentum,
        nesterov ? 1 : 0, decay)
    }
  }

  /// One step of Adam in place (Kingma and Ba, 2015, at the end of section 2: the bias corrections are
  /// folded into `rate` and `epsilon`); `shrink` is AdamW's decoupled decay times the rate.
  package static func adamStep<S: NumericScalar>(
    count: Int, _ x: UnsafeMutablePointer<S>, gradient: UnsafePointer<S>,
    first: UnsafeMutablePointer<S>, second: UnsafeMutablePointer<S>, rate: Double, beta1: Double,
    beta2: Double, epsilon: Double, decay: Double, shrink: Double
  ) {
    shards(count, size: elementShard) { range in
      let start = range.lowerBound
      meridian_adam_step(
        S.element, range.count, x + start, gradient + start, first + start, second + start, rate,
        beta1, beta2, epsilon, decay, shrink)
    }
  }
}
