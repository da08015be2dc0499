internal import BenchSupport
internal import Foundation
internal import Numerics

/// `bench-learning JOB FOLDER [RUNS]`: times one job on the arrays that the peers' side wrote into the folder
/// (``BenchFolder``) and prints a JSON object.
@main struct BenchLearning {
  /// Every job by its name; the peers' side in `learning_peers.py` has the same names.
  static var jobs: [String: any LearningJob.Type] {
    [
      "bandwidth": BandwidthJob.self,
      "batch-norm": BatchNormalizationJob.self,
      "cnn-infer": ConvolutionInferenceJob.self,
      "cnn-train": ConvolutionTrainingJob.self,
      "cnn-train-model": ConvolutionModelJob.self,
      "diffusion-net": DiffusionNetworkJob.self,
      "egnn": EGNNJob.self,
      "egnn-model": EGNNModelJob.self,
      "elementwise": ElementwiseJob.self,
      "first-step": FirstStepJob.self,
      "fourier-layer": FourierLayerJob.self,
      "gat-cora": GATCoraJob.self,
      "gat-cora-model": GATCoraModelJob.self,
      "gauge-net": GaugeNetworkJob.self,
      "gcn-arxiv": ArxivJob.self,
      "gcn-cora": GCNCoraJob.self,
      "gcn-cora-model": GCNCoraModelJob.self,
      "lstm": LSTMJob.self,
      "lstm-model": DeclaredLSTMJob.self,
      "matmul": MatmulJob.self,
      "p4cnn": GroupConvolutionJob.self,
      "p4cnn-model": GroupConvolutionModelJob.self,
      "reductions": ReductionsJob.self,
      "softmax": SoftmaxJob.self,
      "softmax-gradient": SoftmaxGradientJob.self,
      "spectral-diffusion": SpectralDiffusionJob.self,
      "spectral-filter": SpectralFilterJob.self,
      "spherical": SphericalJob.self,
      "spmm": SpmmJob.self,
      "tiny": TinyOperationsJob.self,
      "transformer": TransformerJob.self,
      "transformer-model": DeclaredTransformerJob.self,
    ]
  }

  static func main() throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    guard (2...3).contains(arguments.count), let kind = jobs[arguments[0]],
      let runs = Int(arguments.count == 3 ? arguments[2] : "5"), runs > 0
    else { usage() }
    if let text = ProcessInfo.processInfo.environment["MERIDIAN_THREADS"], let count = Int(text) {
      Parallel.use(workers: count)
    }
    let folder = BenchFolder(URL(fileURLWithPath: arguments[1], isDirectory: true))
    let held = Memory.restart()
    var job = try kind.init(folder)
    var figures = try measure(&job, runs: runs)
    if let held, let peak = Memory.peak() { figures["extra_mb"] = peak - held }
    figures["threads"] = Double(Parallel.workers)
    let json = try JSONSerialization.data(withJSONObject: figures, options: .sortedKeys)
    print(String(decoding: json, as: UTF8.self))
  }

  /// The median of the runs after two that are not counted; what the first run gave stands in `value`.
  private static func measure(
    _ job: inout some LearningJob, runs: Int
  ) throws -> [String: Double] {
    var times: [Double] = []
    let first = try job.run()
    _ = try job.run()
    for _ in 0..<runs {
      let start = ContinuousClock.now
      _ = try job.run()
      times.append((ContinuousClock.now - start) / .seconds(1))
    }
    times.sort()
    return job.figures.merging([
      "value": first, "seconds": times[times.count / 2], "runs": Double(runs),
    ]) { $1 }
  }

  private static func usage() -> Never {
    let text = "usage: bench-learning \(jobs.keys.sorted().joined(separator: "|")) FOLDER [RUNS]\n"
    FileHandle.standardError.write(Data(text.utf8))
    exit(2)
  }
}

/// Something that is timed.
protocol LearningJob {
  /// Reads what the peers' side wrote.
  init(_ folder: BenchFolder) throws

  /// The work that is timed: one product, one training step.
  ///
  /// - Returns: a number that both sides must agree on at the first run (a loss, a sum), so that they are seen to
  ///   do the same work.
  mutating func run() throws -> Double

  /// Further figures of the job.
  var figures: [String: Double] { get }
}

extension LearningJob {
  var figures: [String: Double] { [:] }
}
