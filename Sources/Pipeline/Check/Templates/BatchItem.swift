/// One of the things for which a stage with `foreach` runs once.
struct BatchItem: Hashable, Sendable {
  /// Its name, by which it is known in results and messages; unique in its batch.
  let name: String
  /// What `${item}` stands for.
  let value: ParameterValue
  /// What `${item.field}` stands for, by field; `name` is always there.
  var fields: ParameterMap

  init(name: String, value: ParameterValue, fields: ParameterMap = ParameterMap()) {
    self.name = name
    self.value = value
    self.fields = fields
    self.fields["name"] = .string(name)
  }
}

/// The items of a stage with `foreach`.
struct Batch: Sendable {
  /// The position of the draft whose `foreach` listed the items; stages with the same origin go on item by item.
  let origin: Int
  let items: [BatchItem]
}
