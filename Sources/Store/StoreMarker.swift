internal import Foundation

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// The file `store.json` that makes a folder a store and says which format it has.
enum StoreMarker {
  static let version = 1
  static let name = "store.json"

  private struct Content: Codable {
    let format: String
    let version: Int
  }

  /// Makes the folder a store, or checks that it is one that this version can use and write.
  static func prepare(_ root: String) throws {
    do {
      if let bytes = try Folder.contents(of: "\(root)/\(name)") {
        try check(bytes, root)
        for folder in StoreFolder.allCases { try Folder.create("\(root)/\(folder.rawValue)") }
        guard access(root, W_OK) == 0 else { throw StoreError.system("write", root) }
      } else {
        try requireRoom(root)
        for folder in StoreFolder.allCases { try Folder.create("\(root)/\(folder.rawValue)") }
        let text = #"{"format": "meridian-store", "version": \#(version)}"# + "\n"
        try Folder.replace(
          "\(root)/\(name)", with: Array(text.utf8),
          temporaryFolder: "\(root)/\(StoreFolder.temporary.rawValue)")
      }
    } catch let error as StoreError where error.code != .newerFormat && error.code != .notAStore {
      let code: StoreError.Code = error.code == .diskFull ? .diskFull : .notWritable
      let remedy = error.message.contains("--store") ? "" : "; name another folder with --store"
      throw StoreError(
        code, "the store \(root) cannot be written: \(error.message)\(remedy)")
    }
  }

  /// Refuses to make a store among a user's files; hidden ones, and what a store begun earlier left, may be there.
  private static func requireRoom(_ root: String) throws {
    guard Folder.exists(root), let names = try? Folder.names(in: root) else { return }
    let hasBegun = Set(names).isSuperset(of: [
      StoreFolder.objects.rawValue, StoreFolder.packs.rawValue,
    ])
    guard !hasBegun, let first = names.filter({ !$0.hasPrefix(".") }).min() else { return }
    throw StoreError(
      .notAStore,
      "\(root) holds other files (\(first)) and is not a Meridian store; name a new or an empty folder with --store"
    )
  }

  /// Checks that the folder is a store that this version can read.
  static func find(_ root: String) throws {
    guard let bytes = try Folder.contents(of: "\(root)/\(name)") else {
      throw StoreError(
        .notAStore, "\(root) is not a Meridian store; name another folder with --store")
    }
    try check(bytes, root)
  }

  private static func check(_ bytes: [UInt8], _ root: String) throws {
    guard let content = try? JSONDecoder().decode(Content.self, from: Data(bytes)),
      content.format == "meridian-store"
    else {
      throw StoreError(
        .notAStore,
        "\(root)/\(name) is not the mark of a Meridian store; name another folder with --store")
    }
    guard content.version <= version else {
      throw StoreError(
        .newerFormat,
        "the store \(root) has format \(content.version), this program knows \(version); "
          + "use a newer Meridian, or name another folder with --store")
    }
  }
}

/// The folders of a store.
enum StoreFolder: String, CaseIterable {
  case objects, packs, runs, logs, pins, checkpoints
  case temporary = "tmp"
}
