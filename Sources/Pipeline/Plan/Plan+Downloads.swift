extension Plan {
  /// The stages that a run would have to download something for, with the URL.
  public var downloads: [(stage: String, url: String)] {
    stages.compactMap { stage in
      guard stage.status != .hit, let url = pipeline.stages[stage.position].neededURL else {
        return nil
      }
      return (stage.name, url)
    }
  }

  /// Refuses a plan for which something would have to be downloaded.
  ///
  /// - Throws: `PipelineError.invalid` with a mistake for each file.
  public func checkOffline() throws(PipelineError) {
    // A file of this machine that promises the same is taken instead.
    let local = Set(
      stages.compactMap { pipeline.stages[$0.position].remote?.localPath == nil ? nil : $0.key })
    let mistakes = stages.compactMap { stage -> Diagnostic? in
      let checked = pipeline.stages[stage.position]
      guard stage.status != .hit, let url = checked.neededURL else { return nil }
      if let key = stage.key, local.contains(key) { return nil }
      return Diagnostic(
        file: pipeline.path, line: checked.line,
        message: "\(url) is not in the store, and --offline forbids downloading it",
        remedy: "run '\(stage.name)' once without --offline")
    }
    guard mistakes.isEmpty else { throw .invalid(mistakes) }
  }
}

extension CheckedStage {
  /// The URL that has to be reached over the network to run the stage; nil if none has.
  var neededURL: String? {
    guard let remote, remote.localPath == nil else { return nil }
    return remote.url
  }
}
