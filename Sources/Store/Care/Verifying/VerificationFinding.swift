/// Something in a store that is not as it must be, and what was done about it.
public struct VerificationFinding: Sendable, Equatable {
  /// What is wrong.
  public enum Kind: String, Sendable, Equatable, CaseIterable {
    /// The bytes of an artifact do not match their hashes.
    case damagedArtifact
    /// A result names an artifact that is not there.
    case missingArtifact
    /// A stretch of a pack is damaged, and what it held is lost.
    case damagedPack
    /// The index named a result that no pack has.
    case wrongIndex
    /// Something could not be read, for a reason that may pass.
    case unreadable
  }

  /// What is wrong.
  public let kind: Kind
  /// Where: a path from the store's folder.
  public let place: String
  /// The artifact concerned, if one is.
  public let digest: Digest?
  /// What exactly is wrong.
  public let problem: String
  /// The stages whose results were forgotten, and will be computed anew.
  public internal(set) var forgotten: [String] = []
  /// Where the bytes were put aside, from the store's folder.
  public internal(set) var quarantined: String?

  init(_ kind: Kind, _ place: String, _ problem: String, digest: Digest? = nil) {
    self.kind = kind
    self.place = place
    self.problem = problem
    self.digest = digest
  }
}
