import Foundation
public import Store

/// Remembers pipelines that were checked and found in order, so that the same files need not be read and checked again.
///
/// A pipeline is taken from memory only if the program, the working folder, the overrides and every byte, folder and
/// glob that decided it are as they were. That single files it names are there is left to the plan, which looks at each
/// of them anyway. What is remembered lies with the store's checkpoints and may be deleted at any time.
public struct CheckMemory {
  private let store: Store
  private let catalogue: Catalogue

  /// A memory in a store.
  public init(store: Store, catalogue: Catalogue) {
    self.store = store
    self.catalogue = catalogue
  }

  /// The pipeline of a file, if it was checked before and nothing has changed since.
  public func recall(path: String, overrides: [ParameterOverride]) -> CheckedPipeline? {
    guard let place = place(of: path, overrides),
      let bytes = try? store.files.loadCheckpoint(for: place)
    else { return nil }
    return try? bytes.withUnsafeBytes { bytes throws(CBORDecoder.Malformed) in
      var decoder = CheckedPipelineDecoder(bytes, catalogue: catalogue)
      guard try decoder.witnesses().allSatisfy({ CheckWitness.holds($0.question, $0.answer) })
      else { return nil }
      return try decoder.pipeline()
    }
  }

  /// Keeps a pipeline that was checked with these overrides; does nothing for one that was recalled.
  public func keep(_ pipeline: CheckedPipeline, overrides: [ParameterOverride]) {
    guard let answers = pipeline.answers, let place = place(of: pipeline.path, overrides) else {
      return
    }
    var encoder = CheckedPipelineEncoder()
    encoder.append(answers)
    encoder.append(pipeline)
    // Where it cannot be written, the next check costs more, and that is all.
    try? store.files.saveCheckpoint(encoder.bytes, for: place, isDurable: false)
  }

  /// Where a pipeline is kept; nil where the program cannot be told from others.
  private func place(of path: String, _ overrides: [ParameterOverride]) -> Digest? {
    guard let program = Self.program else { return nil }
    var encoder = CBOREncoder()
    encoder.text("checked pipeline 1")
    encoder.text(program)
    for kind in catalogue.kinds { encoder.text("\(kind.name) \(kind.version)") }
    encoder.text(path)
    encoder.text(FileManager.default.currentDirectoryPath)
    for override in overrides {
      encoder.text(override.name)
      encoder.text(override.text)
    }
    return Digest.of(encoder.bytes)
  }

  /// What changes with every build of the program: its file's inode, size and times.
  private static let program: String? = {
    #if os(Linux)
      let path = "/proc/self/exe"
    #else
      guard let path = Bundle.main.executablePath else { return nil }
    #endif
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    #if canImport(Darwin)
      let (modified, changed) = (status.st_mtimespec, status.st_ctimespec)
    #else
      let (modified, changed) = (status.st_mtim, status.st_ctim)
    #endif
    return "\(status.st_dev) \(status.st_ino) \(status.st_size) "
      + "\(modified.tv_sec).\(modified.tv_nsec) \(changed.tv_sec).\(changed.tv_nsec)"
  }()
}
