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

  /// The declared fields joined along their channels, checked: one sparse field stays sparse, several become dense.
  ///
  /// - Throws: `ModelError` with code `data` naming the field that is missing, not finite or of the wrong shape.
  package func joined(for description: ModelDescription) throws(ModelError) -> FieldData {
    var problems: [ModelProblem] = []
    let found = description.inputs.compactMap { field -> FieldData? in
      guard let data = fields[field.name] else {
        problems.append(
          .unknown("field", field.name, at: "inputs.\(field.name)", valid: fields.keys.sorted()))
        return nil
      }
      if let problem = Self.problem(of: data, field: field, on: description.domain) {
        problems.append(problem)
      }
      return data
    }
    for (field, data) in zip(description.inputs, found).dropFirst()
    where problems.isEmpty && data.shape.dropLast() != found[0].shape.dropLast() {
      problems.append(
        ModelProblem(
          "inputs.\(field.name)",
          "has shape \(data.shape), but '\(description.inputs[0].name)' has \(found[0].shape); all but the channels must agree"
        ))
    }
    guard problems.isEmpty, let first = found.first else { throw ModelError(.data, problems) }
    if found.count == 1 { return first }
    let tape = Tape<Float>(recording: false)
    return .dense(
      concatenate(found.map { tape.constant($0.tensor) }, axis: first.shape.count - 1).value)
  }

  private static func problem(
    of data: FieldData, field: InputField, on domain: Domain
  ) -> ModelProblem? {
    let path = "inputs.\(field.name)"
    let expected = domain == .grid ? "[items, height, width, channels]" : "[nodes, channels]"
    guard data.shape.count == (domain == .grid ? 4 : 2), !data.shape.contains(0) else {
      return ModelProblem(
        path, "has shape \(data.shape); a \(domain) takes \(expected), none of them 0")
    }
    if let row = data.firstRowNotFinite {
      let item = domain == .grid ? "image" : "node"
      return ModelProblem(path, "holds a NaN or infinity at \(item) \(row); clean the data first")
    }
    return nil
  }
}
