import Autodiff

/// The surfaces that a model is audited on in another pose, vertex by vertex the same, with what was measured of them there.
public struct BentSurfaces: Sendable {
  /// Signals and operators of the bent surfaces, as the audit's input has them of the first.
  public let input: ModelInput
  /// Root mean square of the relative change of lengths of edges; nil where it is not known.
  public let stretch: Double?

  /// Makes bent surfaces.
  public init(_ input: ModelInput, stretch: Double? = nil) {
    self.input = input
    self.stretch = stretch
  }

  /// The same with its signals as rows of points.
  ///
  /// - Throws: `ModelError` with code `data` on a domain of no surface, and where points differ in number.
  func flattened(
    beside still: ModelInput, for description: ModelDescription
  ) throws(ModelError) -> BentSurfaces {
    guard description.domain.takesPoses else {
      throw ModelError(
        .data,
        "a model on a \(description.domain) sees no surface that could bend; audit models on meshes, graphs, sets or geometric graphs with bent copies"
      )
    }
    let bent = try input.flattened(for: description)
    for field in description.inputs {
      guard let own = bent.fields[field.name]?.shape, let first = still.fields[field.name]?.shape,
        own != first || bent.offsets?.levels[0] != still.offsets?.levels[0]
      else { continue }
      throw ModelError(
        .data,
        "\(Self.difference(own, bent.offsets, first, still.offsets)); a bent copy is the same triangulation in another pose",
        at: "bent.\(field.name)")
    }
    return BentSurfaces(bent, stretch: stretch)
  }

  private static func difference(
    _ own: [Int], _ ownItems: ItemOffsets?, _ first: [Int], _ firstItems: ItemOffsets?
  ) -> String {
    let counts = [ownItems, firstItems].map { offsets in
      offsets.map { items in (0..<items.count).map { items.nodes(of: $0).count } } ?? []
    }
    guard let item = zip(counts[0], counts[1]).enumerated().first(where: { $1.0 != $1.1 }) else {
      return counts[0].count == counts[1].count
        ? "has shape \(own), the surfaces \(first)"
        : "has \(counts[0].count) items, the surfaces \(counts[1].count)"
    }
    return "has \(item.element.0) points in item \(item.offset), the surface \(item.element.1)"
  }
}

extension Domain {
  /// Whether points of the domain may be those of a surface.
  fileprivate var takesPoses: Bool {
    switch self {
    case .mesh, .graph, .set, .geometricGraph: true
    case .grid, .sphere, .sequence: false
    }
  }
}
