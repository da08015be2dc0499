/// One value that is another in one of two structures.
package struct ParameterDifference: Hashable, Sendable {
  /// Where it is.
  package let path: ParameterPath
  /// What it was; nil where it was absent.
  package let from: ParameterValue?
  /// What it is; nil where it is absent.
  package let to: ParameterValue?
}

extension ParameterValue {
  /// The innermost values that differ, in the order of the new structure, those that are gone behind.
  ///
  /// Lists of different lengths differ as a whole.
  package static func differences(
    from: ParameterValue?, to: ParameterValue?, path: ParameterPath = ParameterPath()
  ) -> [ParameterDifference] {
    guard from != to else { return [] }
    switch (from, to) {
    case (.map(let old)?, .map(let new)?):
      let names = new.names + old.names.filter { new[$0] == nil }
      return names.flatMap {
        differences(from: old[$0], to: new[$0], path: path.appending(.name($0)))
      }
    case (.list(let old)?, .list(let new)?) where old.count == new.count:
      return old.indices.flatMap {
        differences(from: old[$0], to: new[$0], path: path.appending(.index($0)))
      }
    default: return [ParameterDifference(path: path, from: from, to: to)]
    }
  }
}
