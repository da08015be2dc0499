import Foundation
import Store

/// Copies outputs of type `file` to where a pipeline saves them.
struct OutputSaver {
  let store: Store

  /// Makes the copies of a stage that are absent or different, and names those made.
  ///
  /// - Throws: `StoreError` when an artifact is missing or damaged; `PipelineError` when a copy cannot
  ///   be written.
  func save(_ stage: CheckedStage, _ result: StageResult) throws -> [CheckedStage.Save] {
    var made: [CheckedStage.Save] = []
    for save in stage.saves {
      guard let output = result.outputs.first(where: { $0.port == save.port }) else { continue }
      if try FileArtifact.isCopy(save.path, of: output.artifact, in: store) { continue }
      try makeFolder(of: save)
      try FileArtifact.write(store.files.open(output.artifact), to: save.path)
      made.append(save)
    }
    return made
  }

  private func makeFolder(of save: CheckedStage.Save) throws {
    let folder = (save.path as NSString).deletingLastPathComponent
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw PipelineError.stage("cannot save '\(save.written)': no folder '\(folder)' can be made")
    }
  }
}
