import Autodiff

extension ModelInput {
  /// The same input with fields `[items, points, channels]` as rows of points, where the domain has points.
  ///
  /// - Throws: `ModelError` with code `data` if fields differ in their items or points, or offsets are given beside them.
  package func flattened(for description: ModelDescription) throws(ModelError) -> ModelInput {
    let deep = description.inputs.filter { fields[$0.name]?.shape.count == 3 }
    guard !description.domain.isSampledOnGrid, let first = deep.first,
      let shape = fields[first.name]?.shape, !shape.contains(0)
    else { return self }
    var problems: [ModelProblem] = []
    for field in description.inputs {
      guard let found = fields[field.name]?.shape, Array(found.dropLast()) != [shape[0], shape[1]]
      else { continue }
      problems.append(
        ModelProblem(
          "inputs.\(field.name)",
          "has shape \(found), but '\(first.name)' has \(shape); give every field [items, points, channels]"
        ))
    }
    if offsets != nil {
      problems.append(
        ModelProblem(
          "inputs.\(first.name)",
          "has shape \(shape) of equal items, but offsets of items are given")
      )
    }
    guard problems.isEmpty else { throw ModelError(.data, problems) }
    let offsets = try ItemOffsets(levels: [(0...shape[0]).map { $0 * shape[1] }])
    let flat = fields.mapValues { data -> FieldData in
      guard case .dense(let tensor) = data, tensor.shape.count == 3 else { return data }
      return .dense(
        tensor.reshaped(to: [tensor.shape[0] * tensor.shape[1], tensor.shape[2]]))
    }
    return ModelInput(fields: flat, operators: operators, offsets: offsets)
  }
}
