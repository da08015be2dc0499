public import Autodiff

/// Goes on with a field that was carried beside the main one, which is dropped: such as positions that layers before have moved.
public struct Take: Block {
  /// What the block says of itself.
  public static let declaration = BlockDeclaration(
    name: "take", summary: "Goes on with a field carried beside the main one, which is dropped.",
    supports: Support.Kind.allCases, fieldTypes: FieldType.Kind.allCases,
    symmetries: BlockDeclaration.allExact,
    options: [BlockOption("field", .text, doc: "name of the input, as layers before left it")],
    mainOption: "field")

  private let field: String

  /// Makes the block of checked options.
  public init(_ options: BlockOptions) { field = options.text("field") }

  /// Hands on the field; refuses names that none has.
  public func prepare(_ site: inout BlockSite) -> FieldSignature {
    guard let found = site.companions[field] else {
      let names = site.companions.entries.map(\.name).joined(separator: ", ")
      site.refuse(
        names.isEmpty
          ? "no field is carried beside the main one; declare an input of another type"
          : "no field '\(field)' is carried beside the main one; there are: \(names)",
        option: "field")
      return site.input
    }
    site.setCompanion(field, nil)
    return found
  }

  /// The field as it is.
  public func apply<Scalar: TensorScalar>(
    _ input: FieldValue<Scalar>, _ pass: BlockPass<Scalar>
  ) throws -> FieldValue<Scalar> {
    guard let found = pass.companion(field) else {
      preconditionFailure("take: no field '\(field)' beside the main one")
    }
    return .dense(found)
  }
}
