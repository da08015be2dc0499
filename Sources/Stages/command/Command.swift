internal import Artifacts
internal import Foundation
internal import Pipeline

/// `command`: any program as a stage, with declared input and output files.
enum Command: StageKind {
  static let name = "command"
  static let version = 1
  static let summary = """
    Any program, with declared input and output files. It runs in an empty folder of its own with a bare \
    environment; only what it is given may decide what it writes. What it leaves running ends with it.
    """
  static let inputs = [
    InputPort(
      "files", .files, .many,
      doc: "Files by name, scripts included: a change of any of them runs the command again."),
    InputPort(
      "artifacts", .anything, .many,
      doc: "Artifacts by name, handed over as files: .ply, .npy, .npz, .csv or .json by their type."
    ),
  ]
  static let outputs: [OutputPort] = []
  static let parameters = [
    ParameterDeclaration(
      "run", .string,
      doc: """
        The command line. {name} stands for the path of an input or output; words are split as in a \
        shell, but no shell is involved.
        """),
    ParameterDeclaration(
      "outputs", .structure, doc: "The files it must write: {name: file name}."),
  ]

  static func outputs(for parameters: Parameters, connected: Set<String>) -> [OutputPort] {
    outputFiles(parameters).map { OutputPort($0.name, "file", doc: "The file \($0.file).") }
  }

  static func check(_ invocation: StageInvocation) -> [StageProblem] {
    let outputs = outputFiles(invocation.parameters)
    var problems: [StageProblem] = []
    if outputs.isEmpty {
      problems.append(
        .parameter(
          "outputs", message: "a command writes at least one file",
          remedy: "name it: {result: result.csv}"))
    }
    for output in outputs where !isPlainName(output.file) {
      problems.append(
        .parameter(
          "outputs", .name(output.name), message: "'\(output.file)' is not a plain file name",
          remedy: "the command runs in a folder of its own; leave folders out"))
    }
    let inputs = ["files", "artifacts"].flatMap(invocation.connections).map(\.name)
    do {
      let known = Set(inputs + inputs.compactMap(CommandInputs.folder) + outputs.map(\.name))
      for name in try CommandTemplate(invocation.parameters.string("run")).names
      where !known.contains(name) {
        problems.append(
          .parameter(
            "run", message: "{\(name)} is neither an input nor an output",
            remedy: (NearestName.remedy(name, among: known.sorted(), noun: "names")
              ?? "check the name")
              + "; write {{ for a brace"))
      }
    } catch {
      problems.append(.parameter("run", message: error.message))
    }
    return problems
  }

  static func run(_ context: StageContext) throws {
    let folder = try context.temporaryFolder()
    var paths = try CommandInputs.paths(context, folder: folder)
    let work = "\(folder)/work"
    try FileManager.default.createDirectory(atPath: work, withIntermediateDirectories: true)
    let outputs = outputFiles(context.parameters)
    for output in outputs { paths[output.name] = "\(work)/\(output.file)" }

    let template = try CommandTemplate(context.parameters.string("run"))
    try CommandProcess(arguments: template.arguments(paths), folder: work).run(context)
    for output in outputs {
      guard let path = paths[output.name], FileManager.default.fileExists(atPath: path) else {
        throw CommandError.missingOutput(name: output.name, file: output.file)
      }
      try context.commitFile(at: path, to: output.name)
    }
  }

  private static func outputFiles(_ parameters: Parameters) -> [(name: String, file: String)] {
    (parameters.structure("outputs").mapValue?.pairs ?? []).map {
      ($0.name, $0.value.stringValue ?? "")
    }
  }

  private static func isPlainName(_ name: String) -> Bool {
    !name.isEmpty && name != "." && name != ".." && !name.contains("/") && !name.contains("\0")
  }
}
