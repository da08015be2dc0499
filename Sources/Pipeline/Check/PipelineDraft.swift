/// A pipeline file as far as it could be understood: what the validators look at.
struct PipelineDraft {
  /// The files it is written in, the one that is run first.
  let files: [SourceFile]
  /// The stages as they are written.
  var templates: TemplateTable
  /// The values from the command line.
  let overrides: [ParameterOverride]
  /// The pipeline's parameters, overrides applied.
  var parameters = ParameterMap()
  /// One draft for each variant of each stage.
  var stages: [StageDraft] = []
  let catalogue: Catalogue

  /// The file that is run, as the user named it.
  var file: String { files[0].name }
  /// The absolute folder that paths in that file are relative to.
  var folder: String { files[0].folder }
  var root: SourceNode { files[0].root }

  func diagnostic(_ mark: SourceMark, _ message: String, _ remedy: String? = nil) -> Diagnostic {
    Diagnostic(
      file: files[mark.file].name, line: mark.line, column: mark.column, message: message,
      remedy: remedy)
  }

  /// The draft, and the output if one is named, that a text in a stage refers to; nil when it names no stage.
  func resolve(_ text: String, in stage: StageDraft) -> (stage: Int, port: String?)? {
    guard let (position, port) = templates.resolve(text, in: stage.scope) else { return nil }
    let template = templates.templates[position]
    guard let index = templates.matrix.index(of: stage.variant, over: template.axes) else {
      return nil
    }
    return (template.first + index, port)
  }

  /// The folder that paths in a stage are relative to.
  func folder(of stage: StageDraft) -> String { files[stage.mark.file].folder }
}

/// One variant of a stage of a draft.
struct StageDraft {
  /// The name, with the prefix of a used file; variants share it.
  let name: String
  /// The place of the stage's name.
  let mark: SourceMark
  /// The position of the scope it stands in.
  let scope: Int
  /// What the file says of the stage.
  let raw: SourceNode
  /// The parameters that are put in.
  let scopeParameters: ParameterMap
  let variant: Variant
  /// The items it runs once for; nil for a stage without `foreach`.
  var batch: Batch?
  /// What the file says of the stage, interpolated; for a batch as the first item has it.
  var node: SourceNode
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

  /// Whether an entry of a section is made of items that could not be listed.
  ///
  /// That is reported where the items are; nothing can be said of what is made of them.
  func restsOnUnlistedItems(_ section: String, _ key: String) -> Bool {
    guard batch == nil, raw.value("foreach") != nil else { return false }
    return raw.value(section)?.value(key).map(Interpolator.namesItem) ?? false
  }

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

/// One reference, path or URL in a draft.
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
    /// An output of every item of a stage, by the items' names.
    case gather(stage: Int, port: OutputPort, items: [String])
    /// A file from the web, which comes from the output of a stage of its own.
    case download(RemoteFile, port: OutputPort)
    /// Files; a path that names one file gives one.
    case files([FileInput])
    /// Not to be told, because something else is wrong; that is reported elsewhere.
    case unknowable
    case unknownStage(String)
    case unknownPort(String, stage: Int)
    /// The stage runs once an item, and the port takes one value.
    case needsForeach(stage: Int)
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
      return [StageInvocation.Connection(name: name, type: port.type)]
    case .gather(_, let port, let items):
      return items.map {
        StageInvocation.Connection(
          name: itemName(ofGathered: $0, declaredName: declaredName), type: port.type)
      }
    case .download(let file, let port):
      return [StageInvocation.Connection(name: name, type: port.type, path: file.name)]
    case .files(let files):
      return files.map {
        StageInvocation.Connection(
          name: itemName(of: $0, declaredName: declaredName), type: FileArtifact.name,
          path: $0.written)
      }
    default: return nil
    }
  }

  /// The name of a gathered item among the port's: its own, behind the given name if there is one.
  func itemName(ofGathered item: String, declaredName: Bool) -> String {
    declaredName ? "\(name)/\(item)" : item
  }

  /// The name of a file among the port's items: the given name (with the relative name inside a
  /// folder), else the file's own.
  func itemName(of file: FileInput, declaredName: Bool) -> String {
    guard declaredName else { return file.name }
    return file.isAlone ? name : "\(name)/\(file.name)"
  }
}
