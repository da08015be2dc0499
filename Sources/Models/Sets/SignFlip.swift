public import Autodiff
import Numerics

/// Random signs for channels whose sign means nothing, such as eigenvectors of a Laplacian.
public struct SignFlip: Block {
  /// What the block says of itself.
  public static let declaration = BlockDeclaration(
    name: "signflip",
    summary:
      "While training, turns the sign of whole channels at random, each item and channel by itself.",
    supports: [.nodes],
    symmetries: Symmetry.allCases.map { .init($0, .conditional("outside training")) },
    options: [
      BlockOption(
        "first", .integer(0...BlockOption.maximumChannels), default: 0,
        doc: "first channel whose sign means nothing, from 0"),
      BlockOption(
        "count", .integer(1...BlockOption.maximumChannels), optional: true,
        doc: "how many channels from there; all if left out"),
    ], mainOption: "count",
    paper:
      "Dwivedi et al., Benchmarking graph neural networks, JMLR 2023, arXiv 2003.00982, section 4")

  private let first: Int
  private let count: Int?

  /// Makes the block of checked options.
  public init(_ options: BlockOptions) {
    first = options.integer("first")
    if case .integer(let count) = options.value("count") { self.count = count } else { count = nil }
  }

  /// Hands on what it is fed; refuses channels that are not there.
  public func prepare(_ site: inout BlockSite) -> FieldSignature {
    if let channels = site.input.channels, first + (count ?? 1) > channels {
      site.refuse("speaks of channels up to \(first + (count ?? 1)), but is fed \(channels)")
    }
    return site.input
  }

  /// `[points, c]`, kept.
  public func apply<Scalar: TensorScalar>(
    _ input: FieldValue<Scalar>, _ pass: BlockPass<Scalar>
  ) throws -> FieldValue<Scalar> {
    guard pass.isTraining else { return input }
    let x = input.dense(on: pass.tape)
    let items = try pass.items(of: x)
    let width = x.shape[1]
    let flipped = first..<(count.map { first + $0 } ?? width)
    var stream = RandomStream(seed: pass.randomKey(), "signs")
    var signs = [Scalar](repeating: 1, count: items.count * width)
    for item in 0..<items.count {
      for channel in flipped where stream.next() & 1 == 1 { signs[item * width + channel] = -1 }
    }
    let factors = pass.tape.constant(Tensor(shape: [items.count, width], signs))
    return .dense(x * factors.spread(over: items.segments))
  }
}
