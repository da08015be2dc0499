import Foundation

/// No stage needs its own output.
enum CyclesValidator: PipelineValidator {
  static func problems(in draft: PipelineDraft) -> [Diagnostic] {
    var search = CycleSearch(successors: draft.stages.map(sources))
    return search.cycles().map { cycle in
      if cycle.count == 1, let problem = fileOfItsName(cycle[0], in: draft) { return problem }
      let names = (cycle + cycle.prefix(1)).map { draft.stages[$0].name }
      let place = cycle.map { draft.stages[$0].mark }.min() ?? draft.root.mark
      return draft.diagnostic(
        place, "the stages need each other in a circle: \(names.joined(separator: " ← "))",
        "remove one of these inputs")
    }
  }

  /// A stage that names itself where it means the file or folder of that name beside the pipeline; nil if none is.
  private static func fileOfItsName(_ position: Int, in draft: PipelineDraft) -> Diagnostic? {
    let stage = draft.stages[position]
    for input in stage.inputs where input.port?.accepts == .files {
      for item in input.items where item.link.source == position {
        var isFolder: ObjCBool = false
        let path = FileFinder.absolute(item.text, in: draft.folder(of: stage))
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { continue }
        return draft.diagnostic(
          item.mark, "'\(item.text)' in input '\(input.name)' is the stage '\(stage.name)' itself",
          "write './\(item.text)' for the \(isFolder.boolValue ? "folder" : "file")")
      }
    }
    return nil
  }

  private static func sources(of stage: StageDraft) -> [Int] {
    stage.inputs.flatMap(\.items).compactMap(\.link.source)
  }
}

extension ItemDraft.Link {
  /// The position of the stage that is named, whether its output fits or not.
  var source: Int? {
    switch self {
    case .output(let position, _), .gather(let position, _, _), .needsForeach(let position),
      .wrongType(_, let position), .ambiguous(_, let position),
      .unknownPort(_, let position):
      position
    default: nil
    }
  }
}

/// Finds one cycle for each edge that closes one, walking without recursion.
///
/// - Complexity: O(stages + inputs), and the length of each cycle found.
struct CycleSearch {
  private let successors: [[Int]]
  private var state: [UInt8]
  private var path: [Int] = []
  private var next: [Int]

  init(successors: [[Int]]) {
    self.successors = successors
    state = Array(repeating: 0, count: successors.count)
    next = Array(repeating: 0, count: successors.count)
  }

  /// The cycles, each as the nodes along it; at most 20.
  mutating func cycles() -> [[Int]] {
    var found: [[Int]] = []
    for start in successors.indices where state[start] == 0 {
      enter(start)
      while let node = path.last {
        guard next[node] < successors[node].count else {
          state[node] = 2
          path.removeLast()
          continue
        }
        let successor = successors[node][next[node]]
        next[node] += 1
        if state[successor] == 0 {
          enter(successor)
        } else if state[successor] == 1, found.count < 20,
          let first = path.firstIndex(of: successor)
        {
          found.append(Array(path[first...]))
        }
      }
    }
    return found
  }

  private mutating func enter(_ node: Int) {
    state[node] = 1
    path.append(node)
  }
}
