import Foundation
import Pipeline
import Store
import Synchronization

/// Counts how often stages ran, and tells kinds how to behave; entries are kept apart by a tag that
/// every test makes anew.
enum Board {
  private static let runs = Mutex<[String: Int]>([:])
  private static let failing = Mutex<Set<String>>([])

  static func tag() -> String { UUID().uuidString }
  static func note(_ tag: String) { runs.withLock { $0[tag, default: 0] += 1 } }
  static func count(_ tag: String) -> Int { runs.withLock { $0[tag] ?? 0 } }
  static func fail(_ tag: String, _ fails: Bool = true) {
    failing.withLock { if fails { $0.insert(tag) } else { $0.remove(tag) } }
  }
  static func fails(_ tag: String) -> Bool { failing.withLock { $0.contains(tag) } }
}

extension StageContext {
  func commitText(_ text: String, to port: String, type: String = "text") throws {
    let writer = try makeWriter(port, type: ArtifactType(type, version: 1))
    try writer.write("text", text: text)
    try commit(writer, to: port)
  }

  func text(_ port: String) throws -> String { try reader(port).readText("text") }
}

let tagParameter = ParameterDeclaration("tag", .string, default: "", doc: "Names the counter.")

/// Yields a text; fails when the board says so.
enum TextKind: StageKind {
  static let name = "test.text"
  static let version = 1
  static let summary = "Yields a text."
  static let inputs = [InputPort("after", .artifacts(["text"]), .optional, doc: "Ignored.")]
  static let outputs = [OutputPort("text", "text", doc: "The text.")]
  static let parameters = [
    ParameterDeclaration("text", .string, default: "a", doc: "The text."), tagParameter,
    ParameterDeclaration("count", .integer(1...9), default: 1, doc: "How often."),
    ParameterDeclaration("rate", .number(.above(0)), default: 0.5, doc: "Unused."),
    ParameterDeclaration("mode", .choice(["lower", "upper"]), default: "lower", doc: "Case."),
    ParameterDeclaration("flags", .list(of: .boolean), default: [], doc: "Unused."),
    ParameterDeclaration("model", .structure, default: .null, doc: "Unused."),
    ParameterDeclaration("loud", .boolean, default: false, affectsResult: false, doc: "Prints."),
  ]
  static func run(_ context: StageContext) throws {
    let tag = context.parameters.string("tag")
    Board.note(tag)
    if Board.fails(tag) { throw PipelineError.stage("face 3: told to fail") }
    if context.parameters.bool("loud") { context.log("hello log") }
    let text = String(
      repeating: context.parameters.string("text"), count: context.parameters.integer("count"))
    try context.commitText(
      context.parameters.string("mode") == "upper" ? text.uppercased() : text, to: "text")
  }
}

/// Joins the named texts.
enum JoinKind: StageKind {
  static let name = "test.join"
  static let version = 1
  static let summary = "Joins texts."
  static let inputs = [
    InputPort("parts", .artifacts(["text"]), .many, required: true, doc: "The texts.")
  ]
  static let outputs = [OutputPort("text", "text", doc: "All.")]
  static let parameters = [tagParameter]
  static func run(_ context: StageContext) throws {
    Board.note(context.parameters.string("tag"))
    let parts = try context.readers("parts").map { "\($0.name)=\(try $0.reader.readText("text"))" }
    try context.commitText(parts.joined(separator: ";"), to: "text")
  }
}

/// Yields the length and the first letter of a text.
enum LengthKind: StageKind {
  static let name = "test.length"
  static let version = 1
  static let summary = "Measures a text."
  static let inputs = [InputPort("text", .artifacts(["text"]), doc: "The text.")]
  static let outputs = [
    OutputPort("length", "text", doc: "How long."), OutputPort("first", "text", doc: "Its first."),
    OutputPort("other", "other", doc: "Another type."),
  ]
  static let parameters = [tagParameter]
  static func run(_ context: StageContext) throws {
    Board.note(context.parameters.string("tag"))
    let text = try context.text("text")
    try context.commitText(String(text.count), to: "length")
    try context.commitText(String(text.prefix(1)), to: "first")
    try context.commitText("", to: "other", type: "other")
  }
}

/// Reads files, in order, into one text.
enum ReadKind: StageKind {
  static let name = "test.read"
  static let version = 1
  static let summary = "Reads files."
  static let inputs = [
    InputPort("file", .files, .optional, doc: "One file."),
    InputPort("files", .files, .many, doc: "Files."),
  ]
  static let outputs = [OutputPort("text", "text", doc: "The content.")]
  static let parameters = [
    tagParameter,
    ParameterDeclaration("format", .string, default: "auto", doc: "The file's format."),
  ]
  static func resolve(_ invocation: StageInvocation) -> [String: ParameterValue] {
    guard invocation.parameters.string("format") == "auto" else { return [:] }
    let path = invocation.connections("file").first?.path ?? ""
    return ["format": .string(String(path.split(separator: ".").last ?? "txt"))]
  }
  static func run(_ context: StageContext) throws {
    Board.note(context.parameters.string("tag"))
    let names = context.itemNames("files")
    var text = context.parameters.string("format") + ":"
    for file in try context.files("file") {
      text += try String(contentsOfFile: file.path, encoding: .utf8)
    }
    for (name, file) in zip(names, try context.files("files")) {
      text += "\(name)=\(try String(contentsOfFile: file.path, encoding: .utf8));"
    }
    try context.commitText(text, to: "text")
  }
}

/// Fetches files of this machine alone.
enum FetchKind: DownloadKind {
  static let name = "test.fetch"
  static let version = 1
  static let summary = "Fetches a file."
  static func run(_ context: StageContext) throws {
    let file = try RemoteFile(
      url: context.parameters.string("url"), sha256: context.parameters.string("sha256"))
    Board.note(file.url)
    guard let path = file.localPath else { throw PipelineError.stage("no network in tests") }
    try context.commitFile(at: path, to: "file")
  }
}

/// Makes a file of a text.
enum ExportKind: StageKind {
  static let name = "test.export"
  static let version = 1
  static let summary = "Makes a file."
  static let inputs = [InputPort("text", .artifacts(["text"]), doc: "The text.")]
  static let outputs = [OutputPort("file", "file", doc: "The file.")]
  static let parameters = [tagParameter]
  static func run(_ context: StageContext) throws {
    Board.note(context.parameters.string("tag"))
    let path = try context.temporaryFolder() + "/made"
    try context.text("text").write(toFile: path, atomically: false, encoding: .utf8)
    try context.commitFile(at: path, to: "file")
  }
}

/// Yields its seed and, unless pure, how often it ran.
enum SeededKind: StageKind {
  static let name = "test.seeded"
  static let version = 1
  static let summary = "Yields its seed."
  static let inputs: [InputPort] = []
  static let outputs = [OutputPort("text", "text", doc: "The seed.")]
  static let parameters = [
    tagParameter, ParameterDeclaration("pure", .boolean, default: true, doc: "Repeats itself."),
  ]
  static let isSeeded = true
  static func run(_ context: StageContext) throws {
    let tag = context.parameters.string("tag")
    Board.note(tag)
    let suffix = context.parameters.bool("pure") ? "" : " \(Board.count(tag))"
    try context.commitText("\(context.seed)\(suffix)", to: "text")
  }
}

/// Adds up 1 + 1/2 + 1/3 + …; from the small end when the board says so, which changes the last bits.
enum SumKind: StageKind {
  static let name = "test.sum"
  static let version = 1
  static let summary = "Adds up."
  static let inputs: [InputPort] = []
  static let outputs = [OutputPort("text", "text", doc: "The sum.")]
  static let parameters = [
    tagParameter, ParameterDeclaration("count", .integer(1...9999), default: 999, doc: "How many."),
  ]
  static func run(_ context: StageContext) throws {
    let tag = context.parameters.string("tag")
    Board.note(tag)
    let terms = (1...context.parameters.integer("count")).map { 1 / Double($0) }
    let sum = Board.fails(tag) ? terms.reversed().reduce(0, +) : terms.reduce(0, +)
    try context.commitText("\(sum)", to: "text")
  }
}

/// Counts to three with a checkpoint after each step; stops after the first when the board says so.
enum CheckpointKind: StageKind {
  static let name = "test.checkpoint"
  static let version = 1
  static let summary = "Counts."
  static let inputs: [InputPort] = []
  static let outputs = [OutputPort("text", "text", doc: "The steps.")]
  static let parameters = [tagParameter]
  static func run(_ context: StageContext) throws {
    let tag = context.parameters.string("tag")
    var steps = try context.loadCheckpoint() ?? []
    while steps.count < 3 {
      Board.note(tag)
      steps.append(UInt8(steps.count + 1))
      try context.saveCheckpoint(steps)
      if Board.fails(tag) { throw PipelineError.stage("broken off") }
    }
    try context.commitText(steps.map(String.init).joined(separator: ","), to: "text")
  }
}

/// Works until it is asked to stop.
enum EndlessKind: StageKind {
  static let name = "test.endless"
  static let version = 1
  static let summary = "Never ends by itself."
  static let inputs: [InputPort] = []
  static let outputs = [OutputPort("text", "text", doc: "Nothing.")]
  static let parameters = [tagParameter]
  static func run(_ context: StageContext) throws {
    while true {
      try context.checkCancellation()
      sched_yield()
    }
  }
}

/// Takes for ever the first time, and no time after that.
enum SlowKind: StageKind {
  static let name = "test.slow"
  static let version = 1
  static let summary = "Is slow at first."
  static let inputs: [InputPort] = []
  static let outputs = [OutputPort("text", "text", doc: "Nothing.")]
  static let parameters = [tagParameter]
  static func run(_ context: StageContext) throws {
    let tag = context.parameters.string("tag")
    Board.note(tag)
    while Board.count(tag) == 1 {
      try context.checkCancellation()
      sched_yield()
    }
    try context.commitText("", to: "text")
  }
}

/// Refuses what its check does not like.
enum PickyKind: StageKind {
  static let name = "test.picky"
  static let version = 1
  static let summary = "Checks its model."
  static let inputs: [InputPort] = []
  static let outputs = [OutputPort("text", "text", doc: "Nothing.")]
  static let parameters = [ParameterDeclaration("model", .structure, doc: "A model.")]
  static func check(_ invocation: StageInvocation) -> [StageProblem] {
    let blocks = invocation.parameters.structure("model")["blocks"]?.listValue ?? []
    return blocks.enumerated().compactMap { position, block in
      guard block["width"]?.integerValue ?? 1 < 1 else { return nil }
      return .parameter(
        "model", "blocks", .index(position), "width", message: "a block needs a width",
        remedy: "give at least 1")
    }
  }
  static func run(_ context: StageContext) throws { try context.commitText("", to: "text") }
}

let catalogue = Catalogue([
  TextKind.self, JoinKind.self, LengthKind.self, ReadKind.self, ExportKind.self, SeededKind.self,
  SumKind.self, CheckpointKind.self, EndlessKind.self, SlowKind.self, PickyKind.self,
  FetchKind.self,
])
