internal import Synchronization

extension SparseOperator {
  /// What is made of this operator and perhaps others, made at the first call and kept as long as the operator lives.
  ///
  /// Layers that read angles or distances from operators make their tables of them once, not in every step.
  ///
  /// - Parameters:
  ///   - name: what it is, with everything it depends on besides the operators.
  ///   - others: further operators that it is made of; others make another.
  public func derived<Value: Sendable>(
    _ name: String, from others: [SparseOperator] = [], _ make: () throws -> Value
  ) rethrows -> Value {
    try derivations.get(name, others.map(\.derivations), make)
  }
}

/// Values made of operators, each with its name and the other operators it was made of.
final class DerivedValues: Sendable {
  private struct Entry {
    let name: String
    let sources: [DerivedValues]
    let value: any Sendable
  }

  private let entries = Mutex<[Entry]>([])

  func get<Value: Sendable>(
    _ name: String, _ sources: [DerivedValues], _ make: () throws -> Value
  ) rethrows -> Value {
    if let known = entries.withLock({ Self.find(name, sources, in: $0) as? Value }) { return known }
    let made = try make()
    entries.withLock { $0.append(Entry(name: name, sources: sources, value: made)) }
    return made
  }

  private static func find(
    _ name: String, _ sources: [DerivedValues], in entries: [Entry]
  ) -> (any Sendable)? {
    entries.first {
      $0.name == name && $0.sources.count == sources.count
        && zip($0.sources, sources).allSatisfy { $0 === $1 }
    }?.value
  }
}
