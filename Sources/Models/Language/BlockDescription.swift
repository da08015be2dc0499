/// One entry of a model's `blocks`: a block's name and the options written for it.
public struct BlockDescription: Hashable, Sendable {
  /// Name of a block in the catalogue, generic (`linear`) or particular (`gcn`).
  public let name: String
  /// The options as written: a map, a single value for the block's main option, or null.
  public let options: ModelValue

  /// Makes an entry.
  public init(_ name: String, _ options: ModelValue = .null) {
    self.name = name
    self.options = options
  }

  /// The entry in the model language: a bare name, or `{name: options}`.
  public var value: ModelValue {
    options == .null ? .string(name) : .map([.init(name, options)])
  }

  /// Reads an entry: `relu`, `{dropout: 0.5}` or `{linear: {channels: 16}}`; nil with a problem when it is none of these.
  package init?(_ value: ModelValue, at path: String, problems: inout [ModelProblem]) {
    switch value {
    case .string(let name) where !name.isEmpty: self.init(name)
    case .map(let entries) where entries.count == 1 && !entries[0].name.isEmpty:
      self.init(entries[0].name, entries[0].value)
    case .map(let entries) where entries.count != 1:
      let names = entries.map(\.name).joined(separator: ", ")
      problems.append(
        ModelProblem(
          path,
          "one block an entry, found \(entries.count) names (\(names)); write - name: {option: value}"
        ))
      return nil
    default:
      problems.append(
        ModelProblem(
          path, "expected a block's name or - name: {option: value}, found \(value.phrase)"))
      return nil
    }
  }

  /// Reads a list of entries, reporting every one that is wrong; in its place stands one without a name, so that those behind it
  /// keep their numbers.
  package static func list(
    _ value: ModelValue, at path: String, problems: inout [ModelProblem]
  ) -> [BlockDescription] {
    guard case .list(let items) = value, !items.isEmpty else {
      problems.append(ModelProblem(path, "expected a list of blocks, found \(value.phrase)"))
      return []
    }
    return items.enumerated().map { index, item in
      BlockDescription(item, at: "\(path)[\(index)]", problems: &problems) ?? BlockDescription("")
    }
  }
}
