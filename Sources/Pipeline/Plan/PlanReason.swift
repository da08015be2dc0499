public import Store

/// Why a stage is not a hit.
public enum PlanReason: Hashable, Sendable {
  /// The stage has never been computed.
  case noResult
  /// Nothing changed, but the result is no longer in the store.
  case resultGone
  /// A parameter, or a value inside one, is another; nil where it was or is absent.
  case parameterChanged(path: String, from: String?, to: String?)
  /// The seed is another.
  case seedChanged(from: UInt64?, to: UInt64?)
  /// An artifact connected to a port is another; nil where there was or is none.
  case inputChanged(port: String, item: String?, from: Digest?, to: Digest?)
  /// A file's content is another.
  case fileChanged(path: String, from: Digest, to: Digest)
  /// The kind's version is another.
  case versionChanged(kind: String, from: Int, to: Int)
  /// The stage is of another kind.
  case kindChanged(from: String, to: String)
  /// The user asked for it.
  case forced
  /// It is computed again to see that the same comes out.
  case rechecked
  /// These stages will or may run, and then its inputs may be others.
  case upstream([String])
}

extension PlanReason: CustomStringConvertible {
  /// `parameter k: 32 → 64`.
  public var description: String {
    switch self {
    case .noResult: return "no result yet"
    case .resultGone: return "its result is no longer in the store"
    case .parameterChanged(let path, let from, let to):
      return "parameter \(path): \(from ?? "absent") → \(to ?? "absent")"
    case .seedChanged(let from, let to):
      return "seed: \(from.map(String.init) ?? "none") → \(to.map(String.init) ?? "none")"
    case .inputChanged(let port, let item, let from, let to):
      let place = item.map { "\(port) '\($0)'" } ?? port
      return "input \(place): \(from?.short ?? "none") → \(to?.short ?? "none")"
    case .fileChanged(let path, let from, let to):
      return "file \(path) changed: \(from.short) → \(to.short)"
    case .versionChanged(let kind, let from, let to):
      return "version of \(kind): \(from) → \(to)"
    case .kindChanged(let from, let to): return "kind: \(from) → \(to)"
    case .forced: return "forced"
    case .rechecked: return "rechecked"
    case .upstream(let names):
      let shown = names.prefix(3).joined(separator: ", ")
      return names.count > 3
        ? "after \(shown) and \(names.count - 3) more" : "after \(shown)"
    }
  }
}
