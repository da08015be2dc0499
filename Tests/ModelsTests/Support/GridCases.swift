import Autodiff

/// Helpers for images in tests: `[items, height, width, channels]`.
enum GridCases {
  /// The image moved down and right with wrap-around.
  static func shifted(_ x: Tensor<Double>, _ down: Int, _ right: Int) -> Tensor<Double> {
    let (n, h, w, c) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
    var result = Tensor<Double>(zeros: x.shape)
    for i in 0..<n {
      for r in 0..<h {
        for q in 0..<w {
          for k in 0..<c { result[i, (r + down) % h, (q + right) % w, k] = x[i, r, q, k] }
        }
      }
    }
    return result
  }

  /// The values at least `margin` pixels away from the border.
  static func interior(_ x: Tensor<Double>, margin: Int) -> [Double] {
    var result: [Double] = []
    for i in 0..<x.shape[0] {
      for r in margin..<x.shape[1] - margin {
        for q in margin..<x.shape[2] - margin {
          for k in 0..<x.shape[3] { result.append(x[i, r, q, k]) }
        }
      }
    }
    return result
  }
}
