#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Removes what is neither artifact nor result: files of the dead, checkpoints, runs and logs.
struct Leftovers {
  let files: ObjectFiles
  let isDryRun: Bool
  /// What was written since then may be in use, in nanoseconds since 1970.
  let start: Int64
  /// What is older than this goes, in nanoseconds since 1970; nil if age does not matter.
  let oldest: Int64?

  private var root: String { files.root }

  private func modified(_ path: String) -> Int64? { FileStatus(of: path)?.modified }

  private func isOld(_ path: String) -> Bool {
    guard let oldest, let modified = modified(path) else { return false }
    return modified < oldest && modified < start
  }

  private func remove(
    _ path: String, _ category: CollectionReport.Category, _ report: inout CollectionReport
  ) {
    let amount = FileAmount.below(path)
    guard isDryRun || Folder.removeTree(path) else { return }
    report.add(category, amount.bytes, count: max(amount.count, 1))
  }

  // MARK: Temporary files

  /// Removes what dead processes left in `tmp/`, and damaged things that are in nobody's way.
  func collectTemporary(_ report: inout CollectionReport) throws {
    for name in try Folder.names(in: files.temporaryPath) {
      let path = "\(files.temporaryPath)/\(name)"
      if name.hasSuffix(".part") {
        collectUnlocked(path, flags: O_RDWR, &report)
      } else if name.hasSuffix(ScratchFolder.ending) {
        collectUnlocked(path, flags: O_RDONLY | O_DIRECTORY, &report)
      } else if name.hasSuffix(".damaged") {
        remove(path, .temporary, &report)
      }
    }
    let locks = "\(files.temporaryPath)/locks"
    for name in try Folder.names(in: locks) where name.hasSuffix(".lock") {
      collectUnlocked("\(locks)/\(name)", flags: O_RDWR, &report)
    }
    for prefix in try Folder.names(in: "\(root)/objects") where prefix.utf8.count == 2 {
      let folder = "\(root)/objects/\(prefix)"
      for name in (try? Folder.names(in: folder)) ?? [] where name.hasSuffix(".damaged") {
        remove("\(folder)/\(name)", .temporary, &report)
      }
    }
  }

  /// Removes what is locked as long as its owner lives, if it is not.
  private func collectUnlocked(_ path: String, flags: Int32, _ report: inout CollectionReport) {
    guard let file = try? Descriptor(path: path, flags: flags), (try? file.tryLock()) == true,
      file.isStillNamed()
    else { return }
    withExtendedLifetime(file) { remove(path, .temporary, &report) }
  }

  // MARK: Checkpoints

  /// Removes checkpoints whose result is there, and old ones; never one of a stage under way.
  func collectCheckpoints(having results: Set<Digest>, _ report: inout CollectionReport) throws {
    for name in try Folder.names(in: "\(root)/checkpoints") {
      let path = "\(root)/checkpoints/\(name)"
      guard let key = Digest(hex: name), let modified = modified(path), modified < start,
        results.contains(key) || isOld(path),
        let lock = try KeyLock(key, folder: "\(files.temporaryPath)/locks", waits: false)
      else { continue }
      remove(path, .checkpoints, &report)
      lock.release()
    }
  }

  // MARK: Runs and logs

  /// Removes old records of runs that are over, with their logs, and logs without a record.
  func collectRuns(_ report: inout CollectionReport) throws {
    let folder = "\(root)/runs"
    for name in try Folder.names(in: folder) where isOld("\(folder)/\(name)") {
      if name.hasSuffix(".json"), isUnderWay(String(name.dropLast(5))) { continue }
      guard name.hasSuffix(".json") || name.hasSuffix(ImportRecord.ending) else { continue }
      remove("\(folder)/\(name)", .runs, &report)
      if name.hasSuffix(".json") {
        collectLog("\(root)/logs/\(name.dropLast(5))", &report)
      }
    }
    for name in try Folder.names(in: "\(root)/logs") {
      let path = "\(root)/logs/\(name)"
      guard !Folder.exists("\(folder)/\(name).json"), let modified = modified(path),
        modified < start
      else { continue }
      collectLog(path, &report)
    }
  }

  private func collectLog(_ path: String, _ report: inout CollectionReport) {
    if Folder.exists(path) { remove(path, .logs, &report) }
  }

  private func isUnderWay(_ run: String) -> Bool {
    let holder = Store.holder(of: run)
    guard
      let lock = try? KeyLock(holder, folder: "\(files.temporaryPath)/locks", waits: false)
    else { return true }
    lock.release()
    return false
  }

  // MARK: Quarantine

  /// Removes old quarantined files.
  func collectQuarantine(_ report: inout CollectionReport) throws {
    for name in try Folder.names(in: files.quarantinePath) {
      let path = "\(files.quarantinePath)/\(name)"
      if isOld(path) { remove(path, .quarantine, &report) }
    }
  }
}
