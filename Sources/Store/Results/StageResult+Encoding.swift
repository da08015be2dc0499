extension StageResult {
  /// The version of the record's layout, its first item.
  static let recordVersion: Int64 = 1

  /// The record as stored in a pack: a canonical CBOR list in a fixed order.
  package func encoded() -> [UInt8] {
    var record = CBOREncoder()
    record.array(count: 13)
    record.integer(StageResult.recordVersion)
    record.digest(key)
    record.text(kind)
    record.integer(Int64(kindVersion))
    record.text(stage)
    record.text(parameters)
    record.array(count: inputs.count)
    for input in inputs {
      record.array(count: 4)
      record.text(input.port)
      record.optional(input.item)
      record.digest(input.digest)
      record.optional(input.path)
    }
    record.array(count: outputs.count)
    for output in outputs { record.output(output) }
    if let seed { record.unsigned(seed) } else { record.null() }
    record.array(count: 3)
    record.double(cost.seconds)
    record.double(cost.cpuSeconds)
    record.integer(Int64(cost.peakBytes))
    record.text(fingerprint)
    record.integer(created)
    record.text(run)
    return record.bytes
  }

  /// Reads a record; throws `CBORDecoder.Malformed` for anything else.
  ///
  /// - Parameter other: a result that shares its texts with this one where they are the same: of ten thousand items of a
  ///   batch, run, fingerprint and packs are.
  package convenience init(
    decoding bytes: UnsafeRawBufferPointer, like other: StageResult? = nil
  ) throws(CBORDecoder.Malformed) {
    var record = CBORDecoder(bytes)
    guard try record.arrayCount() == 13, try record.integer() == StageResult.recordVersion else {
      throw CBORDecoder.Malformed()
    }
    let (key, kind, version) = (try record.digest(), try record.text(), try record.int())
    let (stage, parameters) = (try record.text(), try record.text(like: other?.parameters))
    var inputs: [Input] = []
    for _ in 0..<(try record.arrayCount()) { inputs.append(try record.input()) }
    var outputs: [Output] = []
    for _ in 0..<(try record.arrayCount()) {
      outputs.append(try record.output(like: other?.outputs.first))
    }
    let seed = record.isNull() ? nil : try record.unsigned()
    guard try record.arrayCount() == 3 else { throw CBORDecoder.Malformed() }
    let cost = Cost(
      seconds: try record.double(), cpuSeconds: try record.double(), peakBytes: try record.int())
    guard cost.isPossible else { throw CBORDecoder.Malformed() }
    let fingerprint = try record.text(like: other?.fingerprint)
    let (created, run) = (try record.integer(), try record.text(like: other?.run))
    // Further from now than anybody will be; so times can be compared and added to.
    guard created.magnitude <= 1 << 62 else { throw CBORDecoder.Malformed() }
    guard record.isAtEnd else { throw CBORDecoder.Malformed() }
    self.init(
      key: key, kind: kind, kindVersion: version, stage: stage, parameters: parameters,
      inputs: inputs, outputs: outputs, seed: seed, cost: cost, fingerprint: fingerprint,
      created: created, run: run)
  }
}

extension CBOREncoder {
  fileprivate mutating func optional(_ value: String?) {
    if let value { text(value) } else { null() }
  }

  fileprivate mutating func output(_ output: StageResult.Output) {
    let artifact = output.artifact
    array(count: 7)
    text(output.port)
    digest(artifact.digest)
    text(artifact.type.name)
    integer(Int64(artifact.type.version))
    switch artifact.location {
    case .object: null()
    case .pack(let name, let offset, let length):
      array(count: 3)
      text(name)
      integer(Int64(offset))
      integer(Int64(length))
    }
    integer(Int64(artifact.rawBytes))
    integer(Int64(artifact.storedBytes))
  }
}

extension ArtifactReference {
  /// The name of the pack it lies in, if it does.
  fileprivate var pack: String? {
    if case .pack(let name, _, _) = location { name } else { nil }
  }
}

extension CBORDecoder {
  fileprivate mutating func optionalText() throws(Malformed) -> String? {
    isNull() ? nil : try text()
  }

  fileprivate mutating func input() throws(Malformed) -> StageResult.Input {
    guard try arrayCount() == 4 else { throw Malformed() }
    return StageResult.Input(
      port: try text(), item: try optionalText(), digest: try digest(), path: try optionalText())
  }

  fileprivate mutating func output(
    like other: StageResult.Output?
  ) throws(Malformed) -> StageResult.Output {
    guard try arrayCount() == 7 else { throw Malformed() }
    let port = try text()
    let digest = try digest()
    let type = ArtifactType(try text(), version: try int())
    let location: ArtifactLocation
    if isNull() {
      location = .object
    } else {
      guard try arrayCount() == 3 else { throw Malformed() }
      location = .pack(
        name: try text(like: other?.artifact.pack), offset: try int(), length: try int())
    }
    let artifact = ArtifactReference(
      digest: digest, type: type, location: location, rawBytes: try int(), storedBytes: try int())
    guard artifact.isPossible else { throw Malformed() }
    return StageResult.Output(port: port, artifact: artifact)
  }
}
