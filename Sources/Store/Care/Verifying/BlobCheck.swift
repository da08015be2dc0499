internal import Dispatch
internal import Synchronization

/// Hashes stored artifacts anew, several at a time, with a few MiB a thread.
struct BlobCheck {
  let files: ObjectFiles

  /// Larger ones are spread over all threads, one after the other.
  private static let large = 32 << 20

  /// What is wrong with those that are not sound, by place.
  ///
  /// - Parameter sizes: the bytes each takes on disk.
  func failures(_ sizes: [BlobPlace: Int]) -> [BlobPlace: StoreError] {
    let (large, small) = sizes.keys.reduce(into: ([BlobPlace](), [BlobPlace]())) { parts, place in
      if (sizes[place] ?? 0) > BlobCheck.large {
        parts.0.append(place)
      } else {
        parts.1.append(place)
      }
    }
    var failures: [BlobPlace: StoreError] = [:]
    for place in large { failures[place] = failure(place, threads: files.options.threads) }
    for (place, error) in inParallel(small) { failures[place] = error }
    // A second look, alone: a machine short of memory or descriptors is no damage.
    return failures.keys.reduce(into: [:]) { confirmed, place in
      confirmed[place] = failure(place, threads: 1)
    }
  }

  private func inParallel(_ places: [BlobPlace]) -> [BlobPlace: StoreError] {
    let lanes = max(1, min(places.count, files.options.threads, ChunkLanes.limit))
    let next = Atomic<Int>(0)
    let failures = Mutex<[BlobPlace: StoreError]>([:])
    DispatchQueue.concurrentPerform(iterations: lanes) { _ in
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < places.count else { return }
        guard let error = failure(places[index], threads: 1) else { continue }
        failures.withLock { $0[places[index]] = error }
      }
    }
    return failures.withLock { $0 }
  }

  private func failure(_ place: BlobPlace, threads: Int) -> StoreError? {
    do {
      try files.openOwn(place.claim, threads: threads).verify()
      return nil
    } catch let error as StoreError {
      return error
    } catch {
      return StoreError(.ioFailure, "\(error)")
    }
  }
}
