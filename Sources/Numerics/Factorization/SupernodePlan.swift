/// How the supernodes of a factor are shared out, from the structure alone.
///
/// Whole subtrees of the elimination tree make tasks of about equal work; what joins them is done last.
struct SupernodePlan {
  /// The supernode that each one passes its update to, or −1.
  let parents: [Int32]
  /// The supernodes of each task, ascending, then those of no task; and where each of these lists begins.
  private(set) var order: [Int32] = []
  private(set) var taskStarts: [Int32] = [0]
  /// The topmost supernode of each subtree.
  private(set) var subtreeRoots: [Int32] = []
  /// Where the rows outside of each subtree begin in a solution vector, then its length.
  private(set) var subtreeStarts: [Int64] = []
  /// Row indices in which those of a subtree that lie outside of it are replaced by places of its own.
  private(set) var solveIndices: [Int32]

  /// A subtree holds at most this share of the work, a task about as much.
  private static let shares = 24.0
  /// Less work than this many multiplications is not shared out.
  private static let leastWork = 1e6

  init(_ analysis: CHOLMOD.Analysis) {
    let count = analysis.columns.count - 1
    let rows = Int32(analysis.permutation.count)
    var nodeOfColumn = [Int32](repeating: 0, count: Int(rows))
    for node in 0..<count {
      for column in analysis.columns[node]..<analysis.columns[node + 1] {
        nodeOfColumn[Int(column)] = Int32(node)
      }
    }
    var parents = [Int32](repeating: -1, count: count)
    var work = [Double](repeating: 0, count: count)
    for node in 0..<count {
      let columns = analysis.columns[node + 1] - analysis.columns[node]
      let (begin, end) = (analysis.rowStarts[node], analysis.rowStarts[node + 1])
      let height = Double(end - begin)
      work[node] += Double(columns) * height * height
      guard end - begin > columns else { continue }
      let parent = nodeOfColumn[Int(analysis.rowIndices[Int(begin + columns)])]
      parents[node] = parent
      // Children come before their parent, so this sum is complete.
      work[Int(parent)] += work[node]
    }
    self.parents = parents
    solveIndices = analysis.rowIndices
    let total = (0..<count).reduce(0.0) { parents[$1] < 0 ? $0 + work[$1] : $0 }
    let most = total < Self.leastWork ? 0 : total / Self.shares
    let roots = Self.subtrees(parents: parents, work: work, most: most)
    shareOut(roots: roots, work: work, most: most)
    renumber(analysis, roots: roots, rows: rows)
  }

  /// The root of the subtree that each supernode belongs to, −1 above the subtrees.
  private static func subtrees(parents: [Int32], work: [Double], most: Double) -> [Int32] {
    var roots = [Int32](repeating: -1, count: parents.count)
    for node in parents.indices.reversed() where work[node] <= most {
      let parent = parents[node]
      let above = parent < 0 ? -1 : roots[Int(parent)]
      roots[node] = above >= 0 ? above : Int32(node)
    }
    return roots
  }

  private mutating func shareOut(roots: [Int32], work: [Double], most: Double) {
    subtreeRoots = roots.indices.filter { roots[$0] == Int32($0) }.map { Int32($0) }
    var task = [Int32](repeating: -1, count: roots.count)
    var (taskCount, filled): (Int32, Double) = (0, 0)
    for root in subtreeRoots {
      if filled + work[Int(root)] > most, filled > 0 { (taskCount, filled) = (taskCount + 1, 0) }
      task[Int(root)] = taskCount
      filled += work[Int(root)]
    }
    taskCount += subtreeRoots.isEmpty ? 0 : 1
    var lists = [[Int32]](repeating: [], count: Int(taskCount) + 1)
    for node in roots.indices {
      lists[roots[node] < 0 ? Int(taskCount) : Int(task[Int(roots[node])])].append(Int32(node))
    }
    for list in lists {
      order += list
      taskStarts.append(Int32(order.count))
    }
  }

  private mutating func renumber(_ analysis: CHOLMOD.Analysis, roots: [Int32], rows: Int32) {
    var starts = [Int32](repeating: 0, count: roots.count)
    var next = rows
    for root in subtreeRoots.map({ Int($0) }) {
      starts[root] = next
      subtreeStarts.append(Int64(next))
      let columns = analysis.columns[root + 1] - analysis.columns[root]
      next += analysis.rowStarts[root + 1] - analysis.rowStarts[root] - columns
    }
    subtreeStarts.append(Int64(next))
    for node in roots.indices where roots[node] >= 0 {
      let root = Int(roots[node])
      let last = analysis.columns[root + 1]
      // Both lists ascend, and the subtree's is part of its root's.
      var place = Int(analysis.rowStarts[root] + last - analysis.columns[root])
      let first = place
      for index in Int(analysis.rowStarts[node])..<Int(analysis.rowStarts[node + 1])
      where analysis.rowIndices[index] >= last {
        while analysis.rowIndices[place] < analysis.rowIndices[index] { place += 1 }
        solveIndices[index] = starts[root] + Int32(place - first)
      }
    }
  }
}
