/// A pipeline file as far as it could be understood: what the validators look at.
struct PipelineDraft {
  /// The file as the user named it.
  let file: String
  /// The absolute folder that paths in the file are relative to.
  let folder: String
  let root: SourceNode
  /// The pipeline's parameters as the file gives them.
  let declared: [SourceNode.Entry]
  /// The values from the command line.
  let overrides: [ParameterOverride]
  /// The pipeline's parameters, overrides applied.
  var parameters = ParameterMap()
  var stages: [StageDraft] = []
  /// The position of each stage by name.
  var positions: [String: Int] = [:]
  let catalogue: Catalogue

  func diagnostic(_ mark: SourceMark, _ message: String, _ remedy: String? = nil) -> Diagnostic {
    Diagnostic(file: file, line: mark.line, column: mark.column, message: message, remedy: remedy)
  }
}

/// One stage of a draft.
struct StageDraft {
  let name: String
  /// The place of the stage's name.
  let mark: SourceMark
  /// What the file says of the stage, interpolated.
  let node: SourceNode
  /// Whether it fetches what another stage's input names by URL, and so is not in the file itself.
  var isDownload = false
  var kind: (any StageKind.Type)?
  /// Every given parameter that the kind declares, brought to its type or not.
  var values: [String: Result<ParameterValue, ParameterCoercion.Failure>] = [:]
  /// All parameters with defaults, when none is missing or wrong.
  var parameters: Parameters?
  /// The outputs, when the kind is known.
  var outputs: [OutputPort]?
  var inputs: [InputDraft] = []

  /// The entries of a section of the stage: `inputs`, `parameters` or `save`.
  func entries(_ section: String) -> [SourceNode.Entry] { node.value(section)?.entries ?? [] }

  /// The name of the kind as written.
  var kindName: String? { node.value("kind")?.text }

  /// The place of the kind's name, else of the stage.
  var kindMark: SourceMark { node.value("kind")?.mark ?? mark }

  /// What the kind's own check gets to see; nil while anything it rests on is wrong.
  var invocation: StageInvocation? {
    guard let kind, let parameters else { return nil }
    var connections: [String: [StageInvocation.Connection]] = [:]
    for input in inputs {
      guard let port = input.port else { return nil }
      var found: [StageInvocation.Connection] = []
      for item in input.items {
        guard let linked = item.connections(declaredName: input.hasNames) else { return nil }
        found += linked
      }
      if port.arity != .many, found.count != 1 { return nil }
      connections[port.name] = found.sorted { $0.name < $1.name }
    }
    guard kind.inputs.allSatisfy({ !$0.isRequired || connections[$0.name] != nil }) else {
      return nil
    }
    return StageInvocation(parameters: parameters, inputs: connections)
  }
}

/// What is connected to one port of a stage in a draft.
struct InputDraft {
  let name: String
  /// The place of the port's name.
  let mark: SourceMark
  /// The port, when the kind has one of that name.
  let port: InputPort?
  /// Whether the file gives names to the items.
  let hasNames: Bool
  /// Whether the value is one scalar and not a list or mapping.
  let isSingle: Bool
  var items: [ItemDraft]
}

/// One reference or path in a draft.
struct ItemDraft {
  /// The name the file gives, or the text as written.
  let name: String
  let text: String
  let mark: SourceMark
  var link: Link = .unknowable
  /// What is to be downloaded, where this is no text.
  var remote: RemoteDraft?

  /// What a text was found to mean.
  enum Link {
    /// An output of a stage.
    case output(stage: Int, port: OutputPort)
    /// Files; a path that names one file gives one.
    case files([FileInput])
    /// Not to be told, because something else is wrong; that is reported elsewhere.
    case unknowable
    case unknownStage(String)
    case unknownPort(String, stage: Int)
    /// Several outputs fit.
    case ambiguous([String], stage: Int)
    /// No output fits, or the named one does not.
    case wrongType([OutputPort], stage: Int)
    case fileProblem(message: String, remedy: String?)
    /// Neither scalar nor anything else an input may be.
    case malformed
  }

  /// What the stage sees of this, or nil when the link failed.
  func connections(declaredName: Bool) -> [StageInvocation.Connection]? {
    switch link {
    case .output(_, let port):
      return [
        StageInvocation.Connection(name: name, type: port.type, path: remote?.file?.name)
      ]
    case .files(let files):
      return files.map {
        StageInvocation.Connection(
          name: itemName(of: $0, declaredName: declaredName), type: FileArtifact.name,
          path: $0.written)
      }
    default: return nil
    }
  }

  /// The name of a file among the port's items: the given name (with the relative name inside a
  /// folder), else the file's own.
  func itemName(of file: FileInput, declaredName: Bool) -> String {
    guard declaredName else { return file.name }
    return file.isAlone ? name : "\(name)/\(file.name)"
  }
}
