import Autodiff

extension ModelInput {
  /// The first items of many; an input of one item is taken whole.
  ///
  /// - Throws: `ModelError` with code `data` if fields do not fit the description.
  package func prefix(_ count: Int, for description: ModelDescription) throws -> ModelInput {
    guard !description.domain.isSampledOnGrid else {
      return ModelInput(
        fields: fields.mapValues { data in
          data.shape.isEmpty ? data : data.rows(0..<min(count, data.shape[0]))
        }, operators: operators)
    }
    let input = try flattened(for: description)
    guard let offsets = input.offsets, offsets.count > count else { return input }
    return try ModelInput.batched(Array(input.unbatched().prefix(count)))
  }
}
