internal import Artifacts
internal import Models
internal import Pipeline
internal import Store

extension ModelPorts {
  /// What is connected to `operators`, by names as the pipeline writes them.
  ///
  /// Items are told from names by what is connected to the signals.
  static func operatorParts(_ invocation: StageInvocation) -> [NamedParts<String>.Part] {
    let connections = invocation.connections(operators.name)
    return NamedParts(
      connections.map { ($0.name, $0.type) }, known: nil,
      whole: wholeBatch(
        connections.map(\.name), signals: invocation.connections(features.name).map(\.name))
    ).parts
  }

  /// What is wrong with the levels that the names of operators state.
  static func levelProblems(_ invocation: StageInvocation) -> [StageProblem] {
    var problems: [StageProblem] = []
    var seen: [OperatorName: String] = [:]
    func refuse(_ message: String, _ remedy: String) {
      problems.append(StageProblem(at: .input(operators.name), message, remedy: remedy))
    }
    let parts = operatorParts(invocation)
    func isHierarchy(_ part: NamedParts<String>.Part) -> Bool {
      part.values.first?.value == HierarchyArtifact.artifactType.name
    }
    let hasHierarchy = parts.contains(where: isHierarchy)
    for part in parts {
      guard let read = OperatorName(part.name) else {
        refuse(
          "'\(part.name)' states no level behind @",
          "write a name and a whole number, such as basis@1 for the level after the finest")
        continue
      }
      if let other = seen.updateValue(part.name, forKey: read) {
        refuse("'\(other)' and '\(part.name)' mean the same level", "leave one of them out")
      }
      guard read.level > 0 else { continue }
      if isHierarchy(part) {
        refuse(
          "'\(part.name)' is a hierarchy, which begins with the finest level",
          "call it \(read.name)")
      } else if !hasHierarchy {
        refuse(
          "'\(part.name)' is one of level \(read.level), but no hierarchy leads there",
          "connect that of mesh.coarsen or graph.coarsen, too")
      }
    }
    return problems
  }
}
