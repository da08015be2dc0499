/// One of the files that a pipeline is written in.
struct SourceFile: Sendable {
  /// The file as the user would name it.
  let name: String
  /// The absolute folder that paths in it are relative to.
  let folder: String
  let root: SourceNode

  /// The parameters it declares.
  var declared: [SourceNode.Entry] { root.value("parameters")?.entries ?? [] }
}

/// The stages of a file in the place where they stand: the pipeline itself, or a file that `use` brings in.
struct Scope: Sendable {
  /// The position of the file.
  let file: Int
  /// What goes before the names of its stages: nothing, or the prefix of `use` with a dot.
  let prefix: String
  /// The scope that uses it; nil for the pipeline itself.
  let parent: Int?
  /// The parameters that the user of the file sets, as written there.
  let given: [SourceNode.Entry]
}
