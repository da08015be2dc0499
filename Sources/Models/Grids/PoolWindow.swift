import Autodiff

/// What the pooling blocks on a grid share: a window that stays inside the grid.
struct PoolWindow {
  private let window: GridWindow

  /// The declaration of a pooling block.
  static func declaration(
    name: String, summary: String, generic: GenericUse? = nil
  ) -> BlockDeclaration {
    BlockDeclaration(
      name: name, summary: summary, generic: generic, supports: [.grid],
      fieldTypes: [.scalar, .regular],
      symmetries: [
        .init(
          .translation, .conditional("for shifts by multiples of the stride, away from the border")),
        .init(.p4, .conditional(turning)), .init(.p4m, .conditional(turning)),
      ],
      options: [
        BlockOption(
          "size", .integer(1...63), default: 2, doc: "height and width of the window in pixels"),
        BlockOption(
          "stride", .integer(1...63), optional: true,
          doc: "pixels between windows; the size if not given"),
      ], mainOption: "size")
  }

  private static let turning = "for turns where the windows fill the grid exactly"

  /// The window of checked options.
  init(_ options: BlockOptions) {
    let size = options.integer("size")
    let stride = options.has("stride") ? options.integer("stride") : size
    window = GridWindow(size: size, stride: stride, dilation: 1, edge: .valid)
  }

  /// The same channels on a coarser grid; refused where turning the grid is a symmetry and would move the windows.
  func output(at site: inout BlockSite) -> FieldSignature {
    window.refuseAsymmetry(at: &site)
    return site.input.on(window.support(at: &site))
  }

  /// Cells between windows.
  var stride: Int { window.stride }

  /// Cells that the window covers along an axis; 1 where windows do not overlap.
  var reach: Int { window.size > window.stride ? window.reach : 1 }

  /// The window as operations take it.
  var options: Pool {
    Pool(window: [window.size, window.size], stride: [window.stride, window.stride])
  }
}
