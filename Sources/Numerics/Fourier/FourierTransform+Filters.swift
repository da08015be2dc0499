extension FourierTransform {
  /// The spectrum of what a filter makes of an array, taken at every `stride`-th row and column alone.
  ///
  /// The result is of an array of `rows / stride × columns / stride` elements, whose own transform takes it back.
  ///
  /// - Parameters:
  ///   - spectrum: of an array of this transform's size, from ``forward(_:)``.
  ///   - filter: the real spectrum of the filter, `rows × columns`.
  ///   - stride: at least 1, a divisor of rows and columns.
  /// - Returns: real and imaginary parts in turn.
  public func filtered(_ spectrum: [Double], by filter: [Double], stride: Int) -> [Double] {
    precondition(
      spectrum.count == 2 * count && filter.count == count && stride >= 1
        && rows % stride == 0 && columns % stride == 0,
      "FourierTransform: \(spectrum.count) parts and \(filter.count) values with stride \(stride)"
        + " for \(rows) × \(columns) elements")
    let (height, width) = (rows / stride, columns / stride)
    // Frequencies that a coarser array cannot tell apart add up.
    let scale = 1 / Double(stride * stride)
    var result = [Double](repeating: 0, count: 2 * height * width)
    result.withUnsafeMutableBufferPointer { result in
      spectrum.withUnsafeBufferPointer { spectrum in
        filter.withUnsafeBufferPointer { filter in
          for row in 0..<rows {
            let target = row % height * width
            for fold in 0..<stride {
              let source = row * columns + fold * width
              for column in 0..<width {
                let factor = filter[source + column] * scale
                result[2 * (target + column)] += factor * spectrum[2 * (source + column)]
                result[2 * (target + column) + 1] += factor * spectrum[2 * (source + column) + 1]
              }
            }
          }
        }
      }
    }
    return result
  }

  /// Replaces complex elements by their absolute values.
  public static func takeMagnitudes(_ values: inout [Double]) {
    values.withUnsafeMutableBufferPointer { values in
      for index in 0..<values.count / 2 {
        let (real, imaginary) = (values[2 * index], values[2 * index + 1])
        values[2 * index] = (real * real + imaginary * imaginary).squareRoot()
        values[2 * index + 1] = 0
      }
    }
  }
}
