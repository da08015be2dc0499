public import Autodiff

/// Jumping knowledge: applies the blocks inside again and again, each time with parameters of their own, and hands on what every round made.
///
/// Behind a readout and a linear layer, joined channels give the sum of a linear classifier for every round, which is how graph
/// isomorphism networks read out.
public struct Jumping: Block {
  /// What the block says of itself.
  public static let declaration = BlockDeclaration(
    name: "jumping",
    summary: "Applies the blocks inside several times and joins what each round hands on.",
    supports: Support.Kind.allCases, symmetries: BlockDeclaration.pointwise,
    options: [
      BlockOption("blocks", .blocks, doc: "one round; each has parameters of its own"),
      BlockOption("repeat", .integer(1...64), default: 2, doc: "rounds, one after the other"),
      BlockOption(
        "join", .choice(["concat", "max", "sum"]), default: "concat",
        doc: "whether channels stand side by side, or the largest or the sum of each is taken"),
      BlockOption("input", .boolean, default: true, doc: "whether the input is joined, too"),
    ], mainOption: "blocks",
    paper:
      "Xu, Li, Tian, Sonobe, Kawarabayashi & Jegelka, Representation learning on graphs with jumping knowledge networks, ICML 2018, arXiv 1806.03536"
  )

  private let blocks: ModelValue
  private let rounds: Int
  private let join: String
  private let joinsInput: Bool

  /// Makes the block of checked options.
  public init(_ options: BlockOptions) {
    blocks = options.value("blocks")
    rounds = options.integer("repeat")
    join = options.text("join")
    joinsInput = options.boolean("input")
  }

  /// Places the blocks inside once a round; refuses rounds that do not fit each other.
  public func prepare(_ site: inout BlockSite) -> FieldSignature {
    var fields = joinsInput ? [site.input] : []
    var current = site.input
    for round in 0..<rounds {
      current = site.nest(blocks, option: "blocks", round: round, input: current)
      fields.append(current)
    }
    guard let first = fields.first else { return site.input }
    let widths = fields.map(\.channels)
    let isKnown = !widths.contains(nil)
    let agree = join == "concat" || !isKnown || Set(widths).count == 1
    if let other = fields.first(where: { $0.type != first.type || $0.support != first.support }) {
      site.refuse("joins \(first) and \(other); the blocks inside must keep type and points")
    } else if !agree {
      let found = widths.compactMap { $0.map(String.init) }.joined(separator: ", ")
      site.refuse(
        "joins \(found) channels by their \(join); make them agree, leave the input out or take join: concat",
        option: "join")
    }
    guard join == "concat" else { return current }
    return first.with(channels: isKnown ? widths.reduce(0) { $0 + ($1 ?? 0) } : nil)
  }

  /// Any shape; the last axis is that of all rounds side by side, or of one.
  public func apply<Scalar: TensorScalar>(
    _ input: FieldValue<Scalar>, _ pass: BlockPass<Scalar>
  ) throws -> FieldValue<Scalar> {
    var fields = joinsInput ? [input.dense(on: pass.tape)] : []
    var current = input
    for round in 0..<rounds {
      current = try pass.applyNested(current, round: round, of: rounds)
      fields.append(current.dense(on: pass.tape))
    }
    switch join {
    case "max": return .dense(fields.dropFirst().reduce(fields[0]) { maximum($0, $1) })
    case "sum": return .dense(fields.dropFirst().reduce(fields[0]) { $0 + $1 })
    default: return .dense(concatenate(fields, axis: fields[0].shape.count - 1))
    }
  }
}
