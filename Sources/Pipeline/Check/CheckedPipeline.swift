import Foundation
import Store

/// A pipeline file in which nothing is wrong: ready to be planned.
public struct CheckedPipeline: Sendable {
  /// The pipeline's name; the file's name without its ending when it gives none.
  public let name: String
  /// The path as the user gave it.
  public let path: String
  /// The absolute folder that paths in the file are relative to.
  public let folder: String
  /// The pipeline's parameters, overrides applied.
  public let parameters: ParameterMap
  /// The stages in the order of the file.
  public let stages: [CheckedStage]
  /// The positions of the stages in an order in which every stage comes after what it needs; among
  /// those that could come next, the first in the file.
  package let order: [Int]
  /// What the check has asked the file system; nil for a pipeline that was recalled.
  let answers: [CheckWitness.Question: Digest]?

  /// Reads and checks a pipeline file.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - overrides: values of the pipeline's parameters from the command line.
  ///   - catalogue: the kinds that stages may be of.
  /// - Throws: `PipelineError.invalid` with every mistake that was found, sorted by place.
  /// - Complexity: linear in the size of the file and the number of input files.
  public static func load(
    path: String, overrides: [ParameterOverride] = [], catalogue: Catalogue
  ) throws(PipelineError) -> CheckedPipeline {
    let absolute = FileFinder.absolute(
      path, in: FileManager.default.currentDirectoryPath)
    let witness = CheckWitness()
    return try CheckWitness.$current.withValue(witness) {
      Result { () throws(PipelineError) in
        let text = try PipelineText.read(path: absolute, name: path)
        return try check(
          text: text, path: path, folder: (absolute as NSString).deletingLastPathComponent,
          overrides: overrides, catalogue: catalogue)
      }
    }.get()
  }

  /// Checks a pipeline's text as if it were in the file `path` in the absolute `folder`.
  package static func check(
    text: String, path: String, folder: String, overrides: [ParameterOverride] = [],
    catalogue: Catalogue
  ) throws(PipelineError) -> CheckedPipeline {
    var reader = YAMLReader(file: path)
    let root = reader.read(text)
    guard let root else {
      let empty = Diagnostic(
        file: path, line: 1, column: 1, message: "the file is empty", remedy: "add 'stages:'")
      throw PipelineError.invalid(reader.diagnostics.isEmpty ? [empty] : reader.diagnostics)
    }
    let builder = DraftBuilder(
      root: root, file: path, folder: folder, overrides: overrides, catalogue: catalogue)
    var diagnostics = reader.diagnostics + builder.diagnostics
    let unknown = Set(builder.diagnostics.map(\.place))
    for validator in PipelineValidators.all {
      diagnostics += validator.problems(in: builder.draft).filter { !unknown.contains($0.place) }
    }
    guard diagnostics.isEmpty else { throw PipelineError.invalid(sorted(diagnostics)) }
    var pipelineBuilder = PipelineBuilder(builder.draft)
    let pipeline = pipelineBuilder.pipeline()
    guard pipelineBuilder.diagnostics.isEmpty else {
      throw PipelineError.invalid(sorted(pipelineBuilder.diagnostics))
    }
    return pipeline
  }

  /// The stage of that name, or nil.
  public func stage(named name: String) -> CheckedStage? { stages.first { $0.name == name } }

  /// The names of the stages as they are written, in the order of the file.
  public var templates: [String] {
    var seen: Set<String> = []
    return stages.map(\.template).filter { seen.insert($0).inserted }
  }

  private static func sorted(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
    var seen: Set<Diagnostic> = []
    return diagnostics.filter { seen.insert($0).inserted }.sorted {
      let (a, b) = ($0.file ?? "", $1.file ?? "")
      guard a == b else { return a < b }
      return ($0.line ?? 0, $0.column ?? 0, $0.message) < ($1.line ?? 0, $1.column ?? 0, $1.message)
    }
  }
}
