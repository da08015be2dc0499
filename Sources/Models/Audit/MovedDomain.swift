/// A domain that an element of the symmetry has moved: what measurements in every precision share.
struct MovedDomain {
  let action: any SymmetryAction
  let operators: [DomainOperator]
  let offsets: ItemOffsets?

  /// Moves the operators and offsets of an input.
  init(_ input: ModelInput, by action: any SymmetryAction) throws {
    self.action = action
    operators = try action.moved(input.operators)
    offsets = try action.moved(input.offsets)
  }
}
