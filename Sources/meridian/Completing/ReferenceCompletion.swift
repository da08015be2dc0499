internal import Foundation
internal import Pipeline
internal import Stages
internal import Store

/// What a reference that is typed in part may become.
struct ReferenceCompletion {
  /// The most digests that are offered.
  private static let shown = 40

  private let request: CompletionRequest

  init(_ request: CompletionRequest) { self.request = request }

  /// Stages behind a file and a colon; before that files, folders, and digests that begin so.
  var candidates: [String] {
    let typed = request.typed
    if let colon = typed.lastIndex(of: ":") { return outputs(of: String(typed[..<colon])) }
    let files = files
    // A file that is the only one needs no stop at its colon.
    if files.count == 1, files[0].hasSuffix(":") { return outputs(of: String(files[0].dropLast())) }
    return files + digests
  }

  /// `FILE:stage`, and `FILE:stage.port` where a stage has several outputs.
  private func outputs(of file: String) -> [String] {
    (PipelineOutline(path: file)?.stages ?? []).flatMap { stage -> [String] in
      let outputs = stage.kind.flatMap { Catalogue.standard[$0] }?.outputs ?? []
      guard outputs.count > 1 else { return ["\(file):\(stage.name)"] }
      return outputs.map { "\(file):\(stage.name).\($0.name)" }
    }
  }

  private var files: [String] {
    let typed = request.typed
    let slash = typed.lastIndex(of: "/")
    let folder = slash.map { String(typed[...$0]) } ?? ""
    let names =
      (try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder))
    return (names ?? []).sorted().compactMap { name in
      let path = folder + name
      guard path.hasPrefix(typed), !name.hasPrefix(".") else { return nil }
      if CompletionRequest.isPipelineName(name), Paths.isFile(path) { return "\(path):" }
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        && isFolder.boolValue ? "\(path)/" : nil
    }
  }

  private var digests: [String] {
    let typed = request.typed.lowercased()
    guard !typed.isEmpty, typed.count <= 64, typed.allSatisfy(\.isHexDigit),
      let store = request.store
    else { return [] }
    let found = (try? store.digests(startingWith: typed, limit: Self.shown)) ?? []
    return found.map { String($0.hex.prefix(max(12, typed.count))) }
  }
}
