import Autodiff
public import Models

extension Model {
  /// What was declared, what it was built for, and the parameters by name.
  public static func differences(from old: Model, to new: Model) -> [Finding] {
    var findings: [Finding] = []
    if old.description != new.description {
      findings += ModelValueComparison.differences(
        "description", old.description.value, new.description.value)
    }
    if old.signature != new.signature {
      findings += ModelValueComparison.differences(
        "signature", old.signature.value, new.signature.value)
    }
    let added = new.parameters.leaves.map(\.path).filter { old.parameters[$0] == nil }
    for path in old.parameters.leaves.map(\.path) + added {
      let change = finding(path, old.parameters[path], new.parameters[path])
      findings += [change].compactMap { $0 }
    }
    return findings
  }

  private static func finding(
    _ path: String, _ old: Tensor<Float>?, _ new: Tensor<Float>?
  ) -> Finding? {
    guard let old, let new else {
      let shape = (old ?? new).map { "\($0.shape)" } ?? ""
      return Finding(
        path, "\(shape), only in the \(old == nil ? "second" : "first")",
        ["only_in": .string(old == nil ? "second" : "first")])
    }
    guard old.shape == new.shape else {
      return Finding(path, from: "\(old.shape)", to: "\(new.shape)")
    }
    var values = NumberDifferences()
    values.add(old.scalars.map(Double.init), new.scalars.map(Double.init))
    return values.finding(path, "numbers") { "element \($0)" }
  }
}

/// Two values of the model language, taken apart to where they differ.
enum ModelValueComparison {
  static func differences(_ path: String, _ old: ModelValue?, _ new: ModelValue?) -> [Finding] {
    guard old != new else { return [] }
    switch (old, new) {
    case (.map(let before)?, .map(let after)?):
      let names = before.map(\.name) + after.map(\.name).filter { old?[$0] == nil }
      return names.flatMap { differences("\(path).\($0)", old?[$0], new?[$0]) }
    case (.list(let before)?, .list(let after)?) where before.count == after.count:
      return before.indices.flatMap {
        differences("\(path)[\($0)]", before[$0], after[$0])
      }
    default: return [Finding(path, from: old?.json ?? "absent", to: new?.json ?? "absent")]
    }
  }
}
