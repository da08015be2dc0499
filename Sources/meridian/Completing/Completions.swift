internal import ArgumentParser
internal import Pipeline
internal import Stages
internal import Store

/// What the shell offers after a press of the tab key, beyond fixed words and files.
///
/// Quick and silent: what cannot be found out at once, or is wrong, offers nothing.
enum Completions {
  /// Stage kinds.
  static let kinds = CompletionKind.custom { words, index, _ in
    CompletionRequest(words, index).offer(Catalogue.standard.names)
  }

  /// The stages of the pipeline file on the command line.
  static let stages = CompletionKind.custom { words, index, _ in
    let request = CompletionRequest(words, index)
    let stages = request.pipelineFile.flatMap { PipelineOutline(path: $0) }?.stages ?? []
    return request.offer(stages.map(\.name))
  }

  /// `name=` for every parameter of the pipeline file on the command line.
  static let parameters = CompletionKind.custom { words, index, _ in
    let request = CompletionRequest(words, index)
    let names = request.pipelineFile.flatMap { PipelineOutline(path: $0) }?.parameters ?? []
    return request.offer(names.map { "\($0)=" })
  }

  /// References to artifacts: pipeline files, their stages, digests.
  static let references = CompletionKind.custom { words, index, _ in
    let request = CompletionRequest(words, index)
    return request.offer(ReferenceCompletion(request).candidates)
  }

  /// Runs: `newest`, and the identifiers, the newest first.
  static let runs = CompletionKind.custom { words, index, _ in
    let request = CompletionRequest(words, index)
    let identifiers = (try? request.store?.runIdentifiers()) ?? []
    return request.offer([RunName.newest] + identifiers.suffix(50).reversed())
  }

  /// The stages of the run on the command line.
  static let runStages = CompletionKind.custom { words, index, _ in
    let request = CompletionRequest(words, index)
    guard let store = request.store,
      let record = try? RunName.find(request.positional(0) ?? RunName.newest, in: store)
    else { return [] }
    return request.offer(record.stages.prefix(10_000).map(\.stage))
  }
}
