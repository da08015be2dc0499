internal import Autodiff
internal import Numerics

/// How fast the machine moves memory now, on as many threads as the other jobs have: copies of ten million elements.
struct BandwidthJob: LearningJob {
  private let x: Tensor<Float>
  private var y: Tensor<Float>
  private let clock = ContinuousClock()
  private var best = 0.0

  init(_ folder: BenchFolder) throws {
    x = try folder.tensor("x")
    y = x.contiguous()
    y[0, 0] = 1
  }

  mutating func run() -> Double {
    let start = clock.now
    x.withUnsafeBufferPointer { source in
      y.withUnsafeMutableBufferPointer { target in
        guard let from = source.baseAddress, let to = target.baseAddress else { return }
        // Unchecked: every worker copies a part of its own.
        nonisolated(unsafe) let (a, b) = (from, to)
        let part = source.count / Parallel.workers
        Parallel.forEach(Parallel.workers) { worker in
          (b + worker * part).update(from: a + worker * part, count: part)
        }
      }
    }
    let seconds = (clock.now - start) / .seconds(1)
    best = max(best, Double(2 * 4 * x.count) / seconds / 1e9)
    return 0
  }

  var figures: [String: Double] { ["gigabytes_per_second": best] }
}
