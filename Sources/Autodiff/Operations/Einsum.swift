/// A sum of products over named axes, as NumPy's `einsum`: `einsum("bij,bjk->bik", a, b)`.
///
/// A letter that the result lacks is summed over; one that an operand has twice takes that operand's diagonal.
/// Two operands at a time, from the left, become a matrix product, so that the order of many decides the cost.
///
/// - Parameters:
///   - specification: a letter for each axis of each operand, commas between operands, and after `->` the
///     axes of the result; without an arrow those letters that occur once, in alphabetical order. Sizes of 1
///     are not stretched.
///   - operands: variables of one tape, at least one.
public func einsum<Scalar>(
  _ specification: String, _ operands: Variable<Scalar>...
) -> Variable<Scalar> {
  let plan = trapping { () throws(TensorError) in
    try EinsumPlan(specification, operands.map(\.shape))
  }
  var terms = zip(operands, plan.operands).map { EinsumTerm($0, axes: $1).withoutRepeats() }
  while terms.count > 1 {
    let needed = Set(plan.result + terms.dropFirst(2).flatMap(\.axes))
    let product = terms[0].times(terms[1], needed: needed)
    terms.replaceSubrange(0..<2, with: [product])
  }
  let last = terms[0].summed(keeping: Set(plan.result))
  return last.ordered(plan.result).variable
}

/// A variable whose axes have names.
private struct EinsumTerm<Scalar: TensorScalar> {
  let variable: Variable<Scalar>
  let axes: [Character]

  init(_ variable: Variable<Scalar>, axes: [Character]) {
    (self.variable, self.axes) = (variable, axes)
  }

  /// With each name once: the diagonal of axes that share one.
  func withoutRepeats() -> EinsumTerm {
    for (second, axis) in axes.enumerated() {
      guard let first = axes[..<second].firstIndex(of: axis) else { continue }
      var rest = axes
      rest.remove(at: second)
      return EinsumTerm(
        variable.part("einsum") { $0.diagonal(first, second) }, axes: rest
      ).withoutRepeats()
    }
    return self
  }

  /// The sum over all axes but some.
  func summed(keeping kept: Set<Character>) -> EinsumTerm {
    let gone = axes.indices.filter { !kept.contains(axes[$0]) }
    if gone.isEmpty { return self }
    return EinsumTerm(variable.sum(axes: gone), axes: axes.filter(kept.contains))
  }

  /// The axes in the order of their names in a list.
  func ordered(_ order: [Character]) -> EinsumTerm {
    if order == axes { return self }
    return EinsumTerm(
      variable.transposed(order.compactMap { axes.firstIndex(of: $0) }), axes: order)
  }

  private func size(_ axis: Character) -> Int {
    axes.firstIndex(of: axis).map { variable.shape[$0] } ?? 1
  }

  /// The product with another term, summed over what is not needed any more.
  func times(_ other: EinsumTerm, needed: Set<Character>) -> EinsumTerm {
    let left = summed(keeping: needed.union(other.axes))
    let right = other.summed(keeping: needed.union(axes))
    let both = left.axes.filter(right.axes.contains)
    let batch = both.filter(needed.contains)
    let inner = both.filter { !needed.contains($0) }
    let rows = left.axes.filter { !both.contains($0) }
    let columns = right.axes.filter { !both.contains($0) }
    let result = batch + rows + columns
    if inner.isEmpty {
      // Nothing to sum: broadcasting does it.
      let a = left.ordered(batch + rows).variable
      let b = right.ordered(batch + columns).variable
      let stretched = a.reshaped(to: a.shape + columns.map { _ in 1 })
      let spread = b.reshaped(
        to: b.shape.prefix(batch.count) + rows.map { _ in 1 } + b.shape.dropFirst(batch.count))
      return EinsumTerm(stretched * spread, axes: result)
    }
    let sizes = batch.map(left.size)
    let count = inner.reduce(1) { $0 * left.size($1) }
    let a = left.ordered(batch + rows + inner).variable
    let b = right.ordered(batch + inner + columns).variable
    let (rowSizes, columnSizes) = (rows.map(left.size), columns.map(right.size))
    let product = a.reshaped(to: sizes + [rowSizes.product, count])
      .matmul(b.reshaped(to: sizes + [count, columnSizes.product]))
    return EinsumTerm(product.reshaped(to: sizes + rowSizes + columnSizes), axes: result)
  }
}
