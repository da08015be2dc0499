import Store

/// Writes a checked pipeline, and what it rests on, as bytes.
///
/// Texts that many stages share are written once, and afterwards by their number.
struct CheckedPipelineEncoder {
  private var encoder = CBOREncoder()
  private var numbers: [String: Int] = [:]

  var bytes: [UInt8] { encoder.bytes }

  mutating func append(_ answers: [CheckWitness.Question: Digest]) {
    encoder.array(count: answers.count)
    for (question, answer) in answers {
      switch question {
      case .bytes(let path):
        encoder.text(path)
        encoder.null()
      case .files(let text, let folder):
        encoder.text(text)
        encoder.text(folder)
      }
      encoder.digest(answer)
    }
  }

  mutating func append(_ pipeline: CheckedPipeline) {
    encoder.text(pipeline.name)
    encoder.text(pipeline.path)
    encoder.text(pipeline.folder)
    append(pipeline.parameters)
    encoder.array(count: pipeline.stages.count)
    for stage in pipeline.stages { append(stage) }
    let isInOrder = pipeline.order.elementsEqual(pipeline.stages.indices)
    encoder.boolean(isInOrder)
    if !isInOrder { append(pipeline.order) }
  }

  private mutating func append(_ stage: CheckedStage) {
    encoder.text(stage.name)
    shared(stage.template)
    optional(stage.item)
    encoder.array(count: stage.variant.count)
    for (name, value) in stage.variant {
      shared(name)
      append(value)
    }
    append(stage.settings)
    encoder.integer(Int64(stage.line))
    shared(stage.kind.name)
    append(stage.parameters.values)
    if let seed = stage.seed { encoder.unsigned(seed) } else { encoder.null() }
    appendOutputs(of: stage)
    encoder.array(count: stage.inputs.count)
    for input in stage.inputs { append(input) }
    encoder.array(count: stage.saves.count)
    for save in stage.saves {
      shared(save.port)
      encoder.text(save.path)
      encoder.text(save.written)
    }
    optional(stage.remote?.url)
    if let remote = stage.remote { encoder.text(remote.sha256.hex) }
  }

  private mutating func append(_ settings: StageSettings) {
    guard settings != StageSettings() else { return encoder.null() }
    encoder.array(count: 5)
    encoder.integer(Int64(settings.retries))
    if let timeout = settings.timeout { encoder.double(timeout) } else { encoder.null() }
    optional(settings.memory)
    optional(settings.threads)
    encoder.boolean(settings.dropsMissing)
  }

  private mutating func appendOutputs(of stage: CheckedStage) {
    // Most stages have the outputs of their kind.
    guard stage.outputs != stage.kind.outputs else { return encoder.null() }
    encoder.array(count: stage.outputs.count)
    for output in stage.outputs {
      shared(output.name)
      shared(output.type)
      optional(output.fileExtension)
      shared(output.doc)
    }
  }

  private mutating func append(_ input: CheckedStage.Input) {
    shared(input.port)
    encoder.boolean(input.isMany)
    encoder.array(count: input.items.count)
    for (name, source) in input.items {
      encoder.text(name)
      switch source {
      case .output(let stage, let port):
        encoder.integer(Int64(stage))
        shared(port)
      case .file(let file):
        encoder.null()
        encoder.text(file.path)
        encoder.text(file.written)
        encoder.text(file.name)
        encoder.boolean(file.isAlone)
      }
    }
  }

  private mutating func append(_ map: ParameterMap) {
    encoder.map(count: map.count)
    for (name, value) in map.pairs {
      shared(name)
      append(value)
    }
  }

  private mutating func append(_ value: ParameterValue) {
    switch value {
    case .null: encoder.null()
    case .bool(let value): encoder.boolean(value)
    case .integer(let value): encoder.integer(Int64(value))
    case .number(let value): encoder.double(value)
    case .string(let value): encoder.text(value)
    case .list(let values):
      encoder.array(count: values.count)
      for value in values { append(value) }
    case .map(let map): append(map)
    }
  }

  private mutating func append(_ numbers: [Int]) {
    encoder.array(count: numbers.count)
    for number in numbers { encoder.integer(Int64(number)) }
  }

  private mutating func optional(_ text: String?) {
    if let text { encoder.text(text) } else { encoder.null() }
  }

  private mutating func optional(_ number: Int?) {
    if let number { encoder.integer(Int64(number)) } else { encoder.null() }
  }

  private mutating func shared(_ text: String) {
    if let number = numbers[text] { return encoder.integer(Int64(number)) }
    numbers[text] = numbers.count
    encoder.text(text)
  }
}
