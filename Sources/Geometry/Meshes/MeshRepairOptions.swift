/// What ``MeshRepair`` may do to a mesh; by default what changes no surface that is already sound.
public struct MeshRepairOptions: Sendable, Equatable {
  /// Which degenerate faces go.
  public enum DegenerateFaces: String, Sendable, CaseIterable {
    /// None.
    case keep
    /// Those that name a vertex twice.
    case repeatedCorners = "repeated-corners"
    /// Those and faces whose corners lie on a line; that may leave holes as thin as a line.
    case withoutArea = "without-area"
  }

  /// Where a surface is cut until it is manifold.
  public enum Cutting: String, Sendable, CaseIterable {
    /// Nowhere.
    case none
    /// At vertices where fans of faces touch that no edge connects.
    case vertices
    /// There, and along edges of more than two faces.
    case edges
    /// There, and along a seam through each surface that has no orientation, which gives it one.
    case seams
  }

  /// How faces are turned over.
  public enum Orientation: String, Sendable, CaseIterable {
    /// Not at all.
    case keep
    /// As few as possible, so that neighbours agree.
    case consistent
    /// So that neighbours agree and closed surfaces enclose a positive volume.
    case outward
  }

  /// How close vertices become one, as a share of the longest side of the box around the mesh.
  ///
  /// In 0 ... 0.1; 0 merges equal positions alone, `nil` none. Default: 0.
  public var mergeTolerance: Double? = 0
  /// Which degenerate faces go; by default those with repeated corners.
  public var degenerateFaces = DegenerateFaces.repeatedCorners
  /// Whether a face goes that has the vertices of an earlier one, in any order; by default yes.
  public var dropsDuplicateFaces = true
  /// Where the surface is cut; by default at vertices and along edges.
  public var cutting = Cutting.edges
  /// How faces are turned over; by default consistently.
  public var orientation = Orientation.consistent
  /// Whether vertices go that no face names in the end; by default yes.
  public var dropsUnreferencedVertices = true

  /// The defaults.
  public init() {}
}
