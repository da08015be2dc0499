internal import Numerics

extension Array {
  /// An array whose elements are computed in shards, each from its index alone.
  ///
  /// - Parameters:
  ///   - count: the number of elements.
  ///   - grain: elements computed as one shard.
  ///   - element: gives an element; called from several threads.
  @inline(__always)
  init(parallel count: Int, grain: Int = 8192, _ element: (Int) -> Element) {
    self.init(unsafeUninitializedCapacity: count) { buffer, initialized in
      let base = buffer
      LargeMemory.advise(base)
      Parallel.forEach(rangesOf: count, grain: grain) { range in
        for index in range { base.initializeElement(at: index, to: element(index)) }
      }
      initialized = count
    }
  }
}
