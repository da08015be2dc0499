import Pipeline
import Store
import TestSupport
import Testing

/// A kind whose key was computed by an independent CBOR encoder (in Python).
private enum GoldenKind: StageKind {
  static let name = "test.golden"
  static let version = 3
  static let summary = "Has a known key."
  static let inputs = [
    InputPort("mesh", .anything, doc: "One."), InputPort("fields", .anything, .many, doc: "Many."),
  ]
  static let outputs: [OutputPort] = []
  static let parameters = [
    ParameterDeclaration("rate", .number(), doc: "A number."),
    ParameterDeclaration("list", .structure, doc: "A list."),
    ParameterDeclaration("map", .structure, doc: "A map."),
    ParameterDeclaration("verbose", .boolean, affectsResult: false, doc: "Changes nothing."),
  ]
  static let isSeeded = true
  static func run(_ context: StageContext) throws {}
}

@Suite struct CacheKeyTests {
  private func key(verbose: Bool = false, seed: UInt64 = 7, rate: ParameterValue = 1.5) -> Digest {
    var values = ParameterMap()
    values["list"] = [1, -300, "x", .null, true]
    values["verbose"] = .bool(verbose)
    values["rate"] = rate
    values["map"] = ["b": 70000, "a": "é"]
    return CacheKey.make(
      kind: GoldenKind.self, parameters: Parameters(values),
      inputs: [
        "mesh": .one(Digest.of(text: "mesh")),
        "fields": .many([
          CacheKey.Item(name: "b", digest: Digest.of(text: "b")),
          CacheKey.Item(name: "a", digest: Digest.of(text: "a")),
        ]),
      ], seed: seed)
  }

  @Test("The key is SHA-256 of the canonical CBOR that the design describes")
  func golden() {
    #expect(key().hex == "dee57de2371731e76a2b3775dfbb0952c26db9113fd8c8ca9ea26caf46c35463")
  }

  @Test("What cannot change the result is not in the key; everything else is")
  func sensitivity() {
    #expect(key(verbose: true) == key())
    #expect(key(seed: 8) != key())
    #expect(key(rate: .number(1.5.nextUp)) != key())
    #expect(key(rate: .number(-0.0)) != key(rate: .number(0.0)))
  }
}
