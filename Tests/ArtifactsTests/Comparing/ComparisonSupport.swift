import Artifacts
import Testing

extension [Finding] {
  /// The finding about a subject.
  subscript(_ subject: String) -> Finding? { first { $0.subject == subject } }
}

extension Finding {
  /// A figure of a finding; `.null` where it has none of that name.
  subscript(_ figure: String) -> JSON {
    guard case .object(let members) = json else { return .null }
    return members.first { $0.0 == figure }?.1 ?? .null
  }
}
