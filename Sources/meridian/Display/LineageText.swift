internal import Artifacts
internal import Store

/// A lineage as an indented tree and as JSON.
struct LineageText {
  private let lineage: Lineage

  init(_ lineage: Lineage) { self.lineage = lineage }

  /// A line an artifact or file, each under what was made of it.
  var lines: [String] { Self.lines(lineage.root, first: "", rest: "") }

  var json: JSON { Self.json(lineage.root) }

  private static func lines(_ node: Lineage.Node, first: String, rest: String) -> [String] {
    var lines = [first + label(node)]
    for (index, source) in node.sources.enumerated() {
      let isLast = index == node.sources.count - 1
      lines += Self.lines(
        source, first: rest + (isLast ? "└ " : "├ "), rest: rest + (isLast ? "  " : "│ "))
    }
    return lines
  }

  private static func label(_ node: Lineage.Node) -> String {
    let use = node.use.isEmpty ? "" : "\(node.use): "
    let again = node.isRepeated ? " (as above)" : ""
    if let path = node.path { return "\(use)file \(path)  \(node.digest.short)" }
    guard let result = node.result else {
      return "\(use)\(node.digest.short) (no record of what made it)"
    }
    return
      "\(use)\(result.stage) (\(result.kind) \(result.kindVersion))  \(node.digest.short)\(again)"
  }

  private static func json(_ node: Lineage.Node) -> JSON {
    .members([
      "input": node.use.isEmpty ? nil : .string(node.use), "digest": .string(node.digest.hex),
      "file": node.path.map(JSON.string), "stage": node.result.map { .string($0.stage) },
      "kind": node.result.map { .string($0.kind) },
      "kind_version": node.result.map { .integer($0.kindVersion) },
      "from": node.sources.isEmpty ? nil : .array(node.sources.map(json)),
    ])
  }
}
