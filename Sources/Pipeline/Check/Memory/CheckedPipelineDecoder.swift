import Store

/// Reads what `CheckedPipelineEncoder` writes; anything else is malformed.
struct CheckedPipelineDecoder {
  private typealias Malformed = CBORDecoder.Malformed

  /// How deep values may lie within values.
  private static let deepest = 64

  private var decoder: CBORDecoder
  private let catalogue: Catalogue
  private var texts: [String] = []

  init(_ bytes: UnsafeRawBufferPointer, catalogue: Catalogue) {
    decoder = CBORDecoder(bytes)
    self.catalogue = catalogue
  }

  mutating func witnesses() throws(CBORDecoder.Malformed) -> [(
    question: CheckWitness.Question, answer: Digest
  )] {
    var witnesses: [(question: CheckWitness.Question, answer: Digest)] = []
    for _ in 0..<(try decoder.arrayCount()) {
      let text = try decoder.text()
      let question: CheckWitness.Question =
        decoder.isNull() ? .bytes(path: text) : .files(text: text, folder: try decoder.text())
      witnesses.append((question, try decoder.digest()))
    }
    return witnesses
  }

  mutating func pipeline() throws(CBORDecoder.Malformed) -> CheckedPipeline {
    let name = try decoder.text()
    let path = try decoder.text()
    let folder = try decoder.text()
    let parameters = try map()
    let count = try decoder.arrayCount()
    var stages: [CheckedStage] = []
    stages.reserveCapacity(count)
    for _ in 0..<count { stages.append(try stage(among: count)) }
    let order = try decoder.boolean() ? Array(0..<count) : try positions(below: count)
    guard decoder.isAtEnd, order.count == count else { throw Malformed() }
    return CheckedPipeline(
      name: name, path: path, folder: folder, parameters: parameters, stages: stages, order: order,
      answers: nil)
  }

  private mutating func stage(among count: Int) throws(CBORDecoder.Malformed) -> CheckedStage {
    let name = try decoder.text()
    let template = try shared()
    let item = try optionalText()
    var variant: [(name: String, value: ParameterValue)] = []
    for _ in 0..<(try decoder.arrayCount()) { variant.append((try shared(), try value())) }
    let settings = try stageSettings()
    let line = try decoder.int()
    guard let kind = catalogue[try shared()] else { throw Malformed() }
    let parameters = Parameters(try map())
    let seed = decoder.isNull() ? nil : try decoder.unsigned()
    let outputs = try ownOutputs() ?? kind.outputs
    var inputs: [CheckedStage.Input] = []
    for _ in 0..<(try decoder.arrayCount()) { inputs.append(try input(among: count)) }
    var saves: [CheckedStage.Save] = []
    for _ in 0..<(try decoder.arrayCount()) {
      saves.append(
        CheckedStage.Save(port: try shared(), path: try decoder.text(), written: try decoder.text())
      )
    }
    return CheckedStage(
      name: name, template: template, item: item, variant: variant, settings: settings, line: line,
      kind: kind, parameters: parameters, seed: seed, outputs: outputs, inputs: inputs,
      saves: saves, remote: try remote())
  }

  private mutating func stageSettings() throws(CBORDecoder.Malformed) -> StageSettings {
    var settings = StageSettings()
    guard !decoder.isNull() else { return settings }
    guard try decoder.arrayCount() == 5 else { throw Malformed() }
    settings.retries = try decoder.int()
    settings.timeout = decoder.isNull() ? nil : try decoder.double()
    settings.memory = decoder.isNull() ? nil : try decoder.int()
    settings.threads = decoder.isNull() ? nil : try decoder.int()
    settings.dropsMissing = try decoder.boolean()
    return settings
  }

  private mutating func ownOutputs() throws(CBORDecoder.Malformed) -> [OutputPort]? {
    guard !decoder.isNull() else { return nil }
    var outputs: [OutputPort] = []
    for _ in 0..<(try decoder.arrayCount()) {
      let (name, type, ending) = (try shared(), try shared(), try optionalText())
      outputs.append(OutputPort(name, type, fileExtension: ending, doc: try shared()))
    }
    return outputs
  }

  private mutating func input(
    among count: Int
  ) throws(CBORDecoder.Malformed) -> CheckedStage.Input {
    let port = try shared()
    let isMany = try decoder.boolean()
    var items: [(name: String, source: CheckedStage.Source)] = []
    for _ in 0..<(try decoder.arrayCount()) {
      let name = try decoder.text()
      if decoder.isNull() {
        let file = FileInput(
          path: try decoder.text(), written: try decoder.text(), name: try decoder.text(),
          isAlone: try decoder.boolean())
        items.append((name, .file(file)))
      } else {
        items.append((name, .output(stage: try position(below: count), port: try shared())))
      }
    }
    return CheckedStage.Input(port: port, isMany: isMany, items: items)
  }

  private mutating func remote() throws(CBORDecoder.Malformed) -> RemoteFile? {
    guard let url = try optionalText() else { return nil }
    guard let remote = try? RemoteFile(url: url, sha256: try decoder.text()) else {
      throw Malformed()
    }
    return remote
  }

  private mutating func map(_ depth: Int = 0) throws(CBORDecoder.Malformed) -> ParameterMap {
    var map = ParameterMap()
    for _ in 0..<(try decoder.mapCount()) {
      let name = try shared()
      map[name] = try value(depth)
    }
    return map
  }

  private mutating func value(
    _ depth: Int = 0
  ) throws(CBORDecoder.Malformed) -> ParameterValue {
    guard depth < Self.deepest else { throw Malformed() }
    switch decoder.next {
    case .null where decoder.isNull(): return .null
    case .boolean: return .bool(try decoder.boolean())
    case .integer: return .integer(try decoder.int())
    case .double: return .number(try decoder.double())
    case .text: return .string(try decoder.text())
    case .array:
      var values: [ParameterValue] = []
      for _ in 0..<(try decoder.arrayCount()) { values.append(try value(depth + 1)) }
      return .list(values)
    case .map: return .map(try map(depth + 1))
    default: throw Malformed()
    }
  }

  private mutating func position(below count: Int) throws(CBORDecoder.Malformed) -> Int {
    let position = try decoder.int()
    guard (0..<count).contains(position) else { throw Malformed() }
    return position
  }

  private mutating func positions(below count: Int) throws(CBORDecoder.Malformed) -> [Int] {
    var positions: [Int] = []
    for _ in 0..<(try decoder.arrayCount()) { positions.append(try position(below: count)) }
    return positions
  }

  private mutating func optionalText() throws(CBORDecoder.Malformed) -> String? {
    decoder.isNull() ? nil : try decoder.text()
  }

  private mutating func shared() throws(CBORDecoder.Malformed) -> String {
    if case .text = decoder.next {
      let text = try decoder.text()
      texts.append(text)
      return text
    }
    let number = try decoder.int()
    guard texts.indices.contains(number) else { throw Malformed() }
    return texts[number]
  }
}
