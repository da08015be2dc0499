import Geometry
import Numerics

extension ModelAudit {
  /// How far a model's output on surfaces is from that on the same surfaces in another pose.
  ///
  /// A bend that keeps every length on a surface is an isometry, which a model of that symmetry does not notice. Real poses
  /// are isometries only nearly, so that changes of the size of the bend's own are no fault of the model.
  public struct Bend: Sendable, Equatable {
    /// What was measured of the signals, of one block or of the whole model.
    public struct Change: Sendable, Equatable {
      /// `signals` for what the model is fed, a block's place, or `model` for the whole.
      public let place: String
      /// Change over what there was before, in the Euclidean norm over all items.
      ///
      /// A block is fed what it was fed over the first surfaces, with the operators of the bent ones; the whole model is fed the
      /// bent surfaces' signals and operators.
      public let change: Double
    }

    /// How far the bend is from an isometry: the root mean square of the relative change of lengths of edges, where it
    /// was given, else the largest relative change of an operator, which frames do not turn; NaN where neither is known.
    public let size: Double
    /// The signals, the blocks in their order, the whole.
    public let changes: [Change]

    init(_ measurement: AuditMeasurement<Double>, _ bent: BentSurfaces) throws {
      let input = measurement.input
      size = bent.stretch ?? Self.change(of: input.operators, to: bent.input.operators) ?? .nan
      changes = try measurement.changes(
        to: AuditMeasurement(measurement.model, bent.input),
        levels: Self.sharedLevels(input.operators, bent.input.operators))
    }

    /// The change of the whole model's output.
    public var whole: Double? { changes.last?.change }

    /// How many levels, finest first, have the same clusters in every hierarchy.
    private static func sharedLevels(_ before: [DomainOperator], _ after: [DomainOperator]) -> Int {
      before.reduce(Int.max) { least, found in
        guard let (own, _) = found.hierarchy else { return least }
        let other = after.first { $0.name == found.name }?.hierarchy?.0.prolongations ?? []
        let same = zip(own.prolongations, other).prefix {
          $0.rowOffsets == $1.rowOffsets && $0.columnIndices == $1.columnIndices
        }
        return min(least, 1 + same.count)
      }
    }

    /// The largest relative change of a matrix's entries or of eigenvalues, of operators that do not depend on frames.
    private static func change(of before: [DomainOperator], to after: [DomainOperator]) -> Double? {
      before.compactMap { found in
        guard let other = after.first(where: { $0.name == found.name && $0.kind == found.kind })
        else { return nil }
        return change(of: found, to: other)
      }.max()
    }

    private static func change(of before: DomainOperator, to after: DomainOperator) -> Double? {
      func ratio(_ difference: [Double], _ whole: [Double]) -> Double? {
        let size = whole.reduce(0) { $0 + $1 * $1 }
        guard size > 0 else { return nil }
        return (difference.reduce(0) { $0 + $1 * $1 } / size).squareRoot()
      }
      switch (before.content, after.content) {
      case (.matrix(let a), .matrix(let b)):
        guard !before.kind.isOfFrames, a.rows == b.rows, a.columns == b.columns else { return nil }
        return ratio(b.adding(a, scaledBy: -1).values, a.values)
      case (.eigenbasis(let a), .eigenbasis(let b)):
        let pairs = zip(a, b).flatMap { zip($0.basis.values, $1.basis.values) }
        return ratio(pairs.map { $1 - $0 }, pairs.map(\.0))
      default: return nil
      }
    }
  }
}

extension OperatorKind {
  /// Whether numbers of the kind change with the frames at vertices.
  fileprivate var isOfFrames: Bool {
    [.geodesicAngle, .transport, .gradientX, .gradientY].contains(self)
  }
}
