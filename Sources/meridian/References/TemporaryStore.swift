internal import Foundation
internal import Store

/// An empty store for looking at a pipeline that has none yet; its folder goes with it.
final class TemporaryStore {
  let store: Store

  init() throws {
    let name = "meridian-\(UUID().uuidString)"
    store = try Store(at: FileManager.default.temporaryDirectory.appendingPathComponent(name).path)
  }

  deinit { try? FileManager.default.removeItem(atPath: store.root) }
}
