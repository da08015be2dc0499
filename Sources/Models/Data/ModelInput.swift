import Autodiff

/// What a model is run on: values of its input fields, and the operators of the domain that its blocks may need.
public struct ModelInput: Sendable {
  /// Values by field name.
  public let fields: [String: FieldData]
  /// Operators and hierarchies of the domain.
  public let operators: [DomainOperator]
  /// Where the nodes of each graph lie, when the input is many graphs one after the other; nil when it is one.
  public let offsets: ItemOffsets?

  /// Makes an input of several fields.
  public init(
    fields: [String: FieldData], operators: [DomainOperator] = [], offsets: ItemOffsets? = nil
  ) {
    self.fields = fields
    self.operators = operators
    self.offsets = offsets
  }

  /// Makes the input of the one field that `description` declares, whatever its name.
  ///
  /// - Throws: `ModelError` with code `data` if the description declares several.
  public init(
    _ data: FieldData, for description: ModelDescription, operators: [DomainOperator] = [],
    offsets: ItemOffsets? = nil
  ) throws(ModelError) {
    guard description.inputs.count == 1, let field = description.inputs.first else {
      let names = description.inputs.map(\.name).joined(separator: ", ")
      throw ModelError(
        .data, "the model has several inputs (\(names)); give each its values by name")
    }
    self.init(fields: [field.name: data], operators: operators, offsets: offsets)
  }

  /// The declared fields of the main type joined along their channels, checked: one sparse field stays sparse, several
  /// become dense.
  ///
  /// - Throws: `ModelError` with code `data` naming the field that is missing, not finite or of the wrong shape.
  package func joined(for description: ModelDescription) throws(ModelError) -> FieldData {
    var problems: [ModelProblem] = []
    let found = description.inputs.compactMap { field -> (field: InputField, data: FieldData)? in
      guard let data = fields[field.name] else {
        problems.append(
          .unknown("field", field.name, at: "inputs.\(field.name)", valid: fields.keys.sorted()))
        return nil
      }
      if let problem = Self.problem(of: data, field: field, on: description.domain) {
        problems.append(problem)
      }
      return (field, data)
    }
    for (field, data) in found.dropFirst()
    where problems.isEmpty && data.shape.dropLast() != found[0].data.shape.dropLast() {
      problems.append(
        ModelProblem(
          "inputs.\(field.name)",
          "has shape \(data.shape), but '\(found[0].field.name)' has \(found[0].data.shape); all but the channels must agree"
        ))
    }
    let main = found.filter { $0.field.type == description.mainType }.map(\.data)
    guard problems.isEmpty, let first = main.first else { throw ModelError(.data, problems) }
    if main.count == 1 { return first }
    let tape = Tape<Float>(recording: false)
    return .dense(
      concatenate(main.map { tape.constant($0.tensor) }, axis: first.shape.count - 1).value)
  }

  private static func problem(
    of data: FieldData, field: InputField, on domain: Domain
  ) -> ModelProblem? {
    let path = "inputs.\(field.name)"
    let points =
      domain == .graph
      ? "[nodes, channels]" : "[\(domain.pointNoun)s, channels] or [items, points, channels]"
    let expected = domain.isSampledOnGrid ? "[items, height, width, channels]" : points
    guard data.shape.count == (domain.isSampledOnGrid ? 4 : 2), !data.shape.contains(0) else {
      return ModelProblem(
        path, "has shape \(data.shape); a \(domain) takes \(expected), none of them 0")
    }
    if domain == .sphere, data.shape[1] != data.shape[2] || data.shape[1] % 2 != 0 {
      return ModelProblem(
        path, "has shape \(data.shape); the sphere is sampled at 2b × 2b points for a bandwidth b")
    }
    if let row = data.firstRowNotFinite {
      return ModelProblem(
        path, "holds a NaN or infinity at \(domain.pointNoun) \(row); clean the data first")
    }
    return nil
  }
}
