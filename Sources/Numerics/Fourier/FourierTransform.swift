/// The discrete Fourier transform of complex arrays of `rows × columns` elements, by FFTW.
///
/// An array holds real and imaginary parts in turn, row after row: element (r, c) begins at
/// `2 (r columns + c)`. With one row, or one column, it is the transform of a sequence.
/// A transform is planned once, by estimate and not by clock, so that its bits do not depend on when it is made;
/// it runs on the calling thread, and several threads may use it at the same time.
///
/// - Complexity: O(n log n) for n elements, whatever the factors of the sizes.
public struct FourierTransform: Sendable {
  /// The number of rows.
  public let rows: Int

  /// The number of columns.
  public let columns: Int

  private let forwardPlan: FourierPlan
  private let inversePlan: FourierPlan

  /// Plans the transforms of arrays of one size.
  ///
  /// - Parameters:
  ///   - rows: at least 1.
  ///   - columns: at least 1; all elements together below 2³⁰.
  /// - Throws: ``NumericsError`` for a size out of range.
  public init(rows: Int, columns: Int) throws(NumericsError) {
    guard rows >= 1, columns >= 1, rows.multipliedReportingOverflow(by: columns).overflow == false,
      rows * columns < 1 << 30
    else {
      throw NumericsError(
        .sizeOutOfRange,
        "A Fourier transform of \(rows) × \(columns) elements. Choose at least one row and one"
          + " column, and fewer than 2³⁰ elements.")
    }
    self.rows = rows
    self.columns = columns
    forwardPlan = try FourierPlan(rows: rows, columns: columns, .forward)
    inversePlan = try FourierPlan(rows: rows, columns: columns, .inverse)
  }

  /// The number of complex elements.
  public var count: Int { rows * columns }

  /// Replaces x by X(k, l) = Σ x(r, c) exp(−2πi (kr / rows + lc / columns)).
  public func forward(_ values: inout [Double]) {
    run(forwardPlan, &values)
  }

  /// Replaces X by x(r, c) = 1 / n Σ X(k, l) exp(2πi (kr / rows + lc / columns)), the inverse of ``forward(_:)``.
  public func inverse(_ values: inout [Double]) {
    run(inversePlan, &values)
    let scale = 1 / Double(count)
    values.withUnsafeMutableBufferPointer { values in
      for index in values.indices { values[index] *= scale }
    }
  }

  private func run(_ plan: FourierPlan, _ values: inout [Double]) {
    precondition(
      values.count == 2 * count,
      "FourierTransform: \(values.count) parts for \(rows) × \(columns) complex elements")
    values.withUnsafeMutableBufferPointer { values in
      guard let pointer = values.baseAddress else { return }
      if FourierPlan.isAligned(pointer) {
        plan.execute(pointer)
      } else {
        withScratch(of: Double.self, values.count) { scratch in
          scratch.update(from: pointer, count: values.count)
          plan.execute(scratch)
          pointer.update(from: scratch, count: values.count)
        }
      }
    }
  }
}
