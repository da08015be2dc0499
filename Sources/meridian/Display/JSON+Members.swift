package import Artifacts
package import Pipeline

extension JSON {
  /// An object of these members, in this order; members without a value are left out.
  package static func members(_ members: KeyValuePairs<String, JSON?>) -> JSON {
    .object(members.compactMap { name, value in value.map { (name, $0) } })
  }

  /// A parameter's value.
  package init(_ value: ParameterValue) {
    switch value {
    case .null: self = .null
    case .bool(let value): self = .boolean(value)
    case .integer(let value): self = .integer(value)
    case .number(let value): self = .number(value)
    case .string(let value): self = .string(value)
    case .list(let values): self = .array(values.map(JSON.init))
    case .map(let map): self = .object(map.pairs.map { ($0.name, JSON($0.value)) })
    }
  }
}
