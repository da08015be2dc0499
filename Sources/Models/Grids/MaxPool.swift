public import Autodiff

/// Local pooling on a grid: the maximum of each window.
public struct MaxPool: Block {
  /// What the block says of itself.
  public static let declaration = BlockDeclaration(
    name: "maxpool", summary: "Maximum of each window of a grid.", generic: "pool",
    supports: [.grid],
    symmetries: [
      .init(
        .translation, .conditional("for shifts by multiples of the stride, away from the border"))
    ],
    options: [
      BlockOption(
        "size", .integer(1...63), default: 2, doc: "height and width of the window in pixels"),
      BlockOption(
        "stride", .integer(1...63), optional: true,
        doc: "pixels between windows; the size if not given"),
    ], mainOption: "size")

  private let window: GridWindow

  /// Makes the block of checked options.
  public init(_ options: BlockOptions) {
    let size = options.integer("size")
    let stride = options.has("stride") ? options.integer("stride") : size
    window = GridWindow(size: size, stride: stride, dilation: 1, edge: .valid)
  }

  /// Hands on the same channels on a coarser grid.
  public func prepare(_ site: inout BlockSite) -> FieldSignature {
    site.input.on(window.support(at: &site))
  }

  /// `[items, h, w, c]` → `[items, h′, w′, c]`.
  public func apply<Scalar: TensorScalar>(
    _ input: FieldValue<Scalar>, _ pass: BlockPass<Scalar>
  ) throws -> FieldValue<Scalar> {
    .dense(
      input.dense(on: pass.tape).maxPool2d(
        Pool2D(
          window: Extent2D(height: window.size, width: window.size),
          stride: Extent2D(height: window.stride, width: window.stride))))
  }
}
