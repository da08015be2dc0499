extension GridWindow {
  /// Whether the windows lie on an axis as on its mirror image, as far as known: what turns and mirrors about the grid's
  /// centre ask for.
  func isSymmetric(on length: Int?) -> Bool {
    guard let length else { return edge != .circular || (reach % 2 == 1 && stride == 1) }
    switch edge {
    case .valid: return (length - reach) % stride == 0
    case .circular: return reach % 2 == 1 && stride == 1
    case .same:
      let padding = ((length + stride - 1) / stride - 1) * stride + reach - length
      return padding >= 0 && padding % 2 == 0
    }
  }

  /// Refuses windows that do not lie symmetrically on a grid whose symmetry turns it.
  func refuseAsymmetry(at site: inout BlockSite) {
    guard let group = site.symmetry.pointGroup, group.order > 1,
      case .grid(let height, let width) = site.input.support
    else { return }
    // What does not fit at all is told by itself.
    guard fits(height), fits(width) else { return }
    if isSymmetric(on: height) && isSymmetric(on: width) { return }
    let remedy =
      switch edge {
      case .valid: "choose a size that leaves a multiple of the stride \(stride)"
      case .same: "take an odd size with stride 1, or padding: valid"
      case .circular: "take an odd size and stride 1"
      }
    site.refuse(
      "windows of size \(size) at stride \(stride) with padding \(edge.rawValue) do not lie on the \(site.input.support) as on its mirror image, so that turning it changes the result; \(remedy)",
      option: "size")
  }
}
