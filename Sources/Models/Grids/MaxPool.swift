public import Autodiff

/// Local pooling on a grid: the maximum of each window.
public struct MaxPool: Block {
  /// What the block says of itself.
  public static let declaration = PoolWindow.declaration(
    name: "maxpool", summary: "Maximum of each window of a grid.",
    generic: GenericUse("pool", on: [.grid]))

  private let window: PoolWindow

  /// Makes the block of checked options.
  public init(_ options: BlockOptions) { window = PoolWindow(options) }

  /// The stride.
  public var gridStep: Int { window.stride }

  /// The window's cells; 1 where windows do not overlap.
  public var gridReach: Int { window.reach }

  /// Hands on the same channels on a coarser grid.
  public func prepare(_ site: inout BlockSite) -> FieldSignature { window.output(at: &site) }

  /// `[items, h, w, c]` → `[items, h′, w′, c]`.
  public func apply<Scalar: TensorScalar>(
    _ input: FieldValue<Scalar>, _ pass: BlockPass<Scalar>
  ) throws -> FieldValue<Scalar> {
    .dense(input.dense(on: pass.tape).maxPool(window.options))
  }
}
