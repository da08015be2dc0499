package import Store

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
    let relevant = kind.parameters.filter(\.affectsResult).compactMap { declaration in
      parameters.values[declaration.name].map { (declaration.name, cbor($0)) }
    }
    let ports = inputs.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    var fields: [(String, CanonicalCBOR)] = [
      ("format", .integer(format)), ("kind", .text(kind.name)),
      ("version", .integer(kind.version)), ("parameters", .map(relevant)),
      ("inputs", .array(ports.map { .array([.text($0.key), cbor($0.value)]) })),
    ]
    if let seed { fields.append(("seed", .unsigned(seed))) }
    return Digest.of(CanonicalCBOR.map(fields))
  }

  private static func cbor(_ content: Content) -> CanonicalCBOR {
    switch content {
    case .one(let digest): .digest(digest)
    case .many(let items):
      .array(
        items.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
          .map { .array([.text($0.name), .digest($0.digest)]) })
    }
  }

  private static func cbor(_ value: ParameterValue) -> CanonicalCBOR {
    switch value {
    case .null: .null
    case .bool(let value): .bool(value)
    case .integer(let value): .integer(value)
    case .number(let value): .double(value)
    case .string(let value): .text(value)
    case .list(let values): .array(values.map(cbor))
    case .map(let map): .map(map.pairs.map { ($0.name, cbor($0.value)) })
    }
  }
}
