extension RunRecord {
  /// The record as JSON, as `Decodable` reads it.
  func json(format: Int) -> [UInt8] {
    var text = JSONText()
    text.object { text in
      text.name("format")
      text.integer(format)
      text.name("run")
      text.object { members(&$0) }
    }
    return text.bytes
  }

  private func members(_ text: inout JSONText) {
    text.name("id")
    text.string(id)
    text.name("pipeline")
    text.string(pipeline)
    text.name("file")
    text.string(file)
    text.name("arguments")
    text.array { text in for argument in arguments { text.string(argument) } }
    text.name("started")
    text.integer(started)
    if let finished {
      text.name("finished")
      text.integer(finished)
    }
    text.name("status")
    text.string(status.rawValue)
    text.name("environment")
    text.object { text in
      for (name, value) in environment.sorted(by: { $0.key < $1.key }) {
        text.name(name)
        text.string(value)
      }
    }
    text.name("stages")
    text.array { text in for stage in stages { text.object { stage.members(&$0) } } }
  }
}

extension RunStage {
  fileprivate func members(_ text: inout JSONText) {
    func optional(_ name: String, _ value: String?) {
      guard let value else { return }
      text.name(name)
      text.string(value)
    }
    optional("stage", stage)
    optional("item", item)
    if !variant.isEmpty {
      text.name("variant")
      text.object { text in
        for (name, value) in variant.sorted(by: { $0.key < $1.key }) {
          text.name(name)
          text.string(value)
        }
      }
    }
    optional("kind", kind)
    optional("key", key?.hex)
    optional("status", status.rawValue)
    optional("reason", reason)
    optional("error", error)
    if let started {
      text.name("started")
      text.integer(started)
    }
    text.name("seconds")
    text.number(seconds)
    text.name("peakBytes")
    text.integer(peakBytes)
    text.name("outputs")
    text.object { text in
      for (port, digest) in outputs.sorted(by: { $0.key < $1.key }) {
        text.name(port)
        text.string(digest.hex)
      }
    }
    text.name("outputBytes")
    text.integer(outputBytes)
    text.name("metrics")
    text.object { text in
      for (name, value) in metrics.sorted(by: { $0.key < $1.key }) {
        text.name(name)
        text.number(value)
      }
    }
  }
}
