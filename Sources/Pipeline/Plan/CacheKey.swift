package import Store
import Synchronization

/// The name under which a stage's result is looked up.
///
/// SHA-256 over the canonical CBOR of a map with the kind, its version, the key format, the
/// parameters after defaults and coercion, the inputs' digests by port, and the seed if the kind has
/// one. No stage name, no path, nothing that cannot change the result.
package enum CacheKey {
  /// Raised only when the meaning of keys or digests changes.
  package static let format = 1

  /// What is connected to a port: one digest, or names with digests in a list sorted by name.
  package enum Content: Hashable {
    case one(Digest)
    case many([Item])
  }

  /// A named digest.
  package struct Item: Hashable {
    package let name: String
    package let digest: Digest

    package init(name: String, digest: Digest) {
      self.name = name
      self.digest = digest
    }
  }

  /// The key of a use of `kind`; `inputs` in any order.
  package static func make(
    kind: any StageKind.Type, parameters: Parameters, inputs: [String: Content], seed: UInt64?
  ) -> Digest {
    var encoder = CBOREncoder()
    encoder.map(count: seed == nil ? 5 : 6)
    // The fields stand in the order of their names, which is what makes the encoding canonical.
    encoder.text("format")
    encoder.integer(Int64(format))
    encoder.text("inputs")
    encoder.array(count: inputs.count)
    for (port, content) in inputs.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) })
    {
      encoder.array(count: 2)
      encoder.text(port)
      append(content, to: &encoder)
    }
    encoder.text("kind")
    encoder.text(kind.name)
    encoder.text("parameters")
    append(parameters.values, names: relevantNames(of: kind), to: &encoder)
    if let seed {
      encoder.text("seed")
      encoder.unsigned(seed)
    }
    encoder.text("version")
    encoder.integer(Int64(kind.version))
    return Digest.of(encoder.bytes)
  }

  /// The names, sorted, of a kind's parameters that can change its result; remembered, because a batch asks for each
  /// of its items.
  private static func relevantNames(of kind: any StageKind.Type) -> [String] {
    remembered.withLock { remembered in
      let identity = ObjectIdentifier(kind)
      if let names = remembered[identity] { return names }
      let names = kind.parameters.filter(\.affectsResult).map(\.name).sorted {
        $0.utf8.lexicographicallyPrecedes($1.utf8)
      }
      remembered[identity] = names
      return names
    }
  }

  private static let remembered = Mutex<[ObjectIdentifier: [String]]>([:])

  private static func append(_ content: Content, to encoder: inout CBOREncoder) {
    switch content {
    case .one(let digest): encoder.digest(digest)
    case .many(let items):
      encoder.array(count: items.count)
      for item in items.sorted(by: { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }) {
        encoder.array(count: 2)
        encoder.text(item.name)
        encoder.digest(item.digest)
      }
    }
  }

  private static func append(
    _ map: ParameterMap, names: [String], to encoder: inout CBOREncoder
  ) {
    let present = names.filter { map[$0] != nil }
    encoder.map(count: present.count)
    for name in present {
      encoder.text(name)
      append(map[name] ?? .null, to: &encoder)
    }
  }

  private static func append(_ value: ParameterValue, to encoder: inout CBOREncoder) {
    switch value {
    case .null: encoder.null()
    case .bool(let value): encoder.boolean(value)
    case .integer(let value): encoder.integer(Int64(value))
    case .number(let value): encoder.double(value)
    case .string(let value): encoder.text(value)
    case .list(let values):
      encoder.array(count: values.count)
      for value in values { append(value, to: &encoder) }
    case .map(let map):
      let names = map.names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      append(map, names: names, to: &encoder)
    }
  }
}
