/// Whole-number shares of classes in parts: rows are classes, columns parts, by largest remainders in both directions.
package struct Apportionment {
  /// One row a class, one count a part; a row sums to the class's size.
  package private(set) var counts: [[Int]]
  private let fractions: [Double]

  /// - Parameter fractions: of the parts, together 1; the last part is the one that need not represent any class.
  package init(classSizes: [Int], fractions: [Double]) {
    self.fractions = fractions
    let totals = Self.largestRemainders(of: classSizes.reduce(0, +), fractions)
    let exact = classSizes.map { size in fractions.map { Double(size) * $0 } }
    counts = exact.map { row in row.map { Int(($0 + 1e-9).rounded(.down)) } }
    var missingInClass = zip(classSizes, counts).map { $0 - $1.reduce(0, +) }
    var missingInPart = fractions.indices.map { part in
      totals[part] - counts.reduce(0) { $0 + $1[part] }
    }
    let cells = classSizes.indices.flatMap { row in fractions.indices.map { (row, $0) } }
      .sorted { first, second in
        let a = exact[first.0][first.1] - Double(counts[first.0][first.1])
        let b = exact[second.0][second.1] - Double(counts[second.0][second.1])
        return (-a, first.0, first.1) < (-b, second.0, second.1)
      }
    for pass in 0..<2 {
      for (row, part) in cells {
        let room = min(missingInClass[row], missingInPart[part])
        let step = pass == 0 ? min(room, 1) : room
        guard step > 0 else { continue }
        counts[row][part] += step
        missingInClass[row] -= step
        missingInPart[part] -= step
      }
    }
    for (row, missing) in missingInClass.enumerated() where missing > 0 {
      counts[row][fractions.count - 1] += missing
    }
    representEveryClass()
  }

  /// Whole numbers in the proportion of the fractions that sum to `total`; ties go to the earlier part.
  package static func largestRemainders(of total: Int, _ fractions: [Double]) -> [Int] {
    let exact = fractions.map { Double(total) * $0 }
    var counts = exact.map { Int(($0 + 1e-9).rounded(.down)) }
    let order = exact.indices.sorted {
      (Double(counts[$0]) - exact[$0], $0) < (Double(counts[$1]) - exact[$1], $1)
    }
    for part in order.prefix(max(0, total - counts.reduce(0, +))) { counts[part] += 1 }
    return counts
  }

  /// Gives each class an item in each part while it has items to give: training first, then test, then validation.
  private mutating func representEveryClass() {
    for row in counts.indices {
      for part in [0, 2, 1] where fractions[part] > 0 && counts[row][part] == 0 {
        let spare = counts[row].indices.max {
          (counts[row][$0], -$0) < (counts[row][$1], -$1)
        }
        guard let spare, counts[row][spare] > (part == 0 || spare == 3 ? 0 : 1) else { continue }
        counts[row][spare] -= 1
        counts[row][part] += 1
        repay(part, spare, except: row)
      }
    }
  }

  /// Moves an item of the class that has most in `part` back to `spare`, so that the parts keep their sizes.
  private mutating func repay(_ part: Int, _ spare: Int, except row: Int) {
    let rich = counts.indices.filter { $0 != row }
      .max { (counts[$0][part], -$0) < (counts[$1][part], -$1) }
    guard let rich, counts[rich][part] > 1 else { return }
    counts[rich][part] -= 1
    counts[rich][spare] += 1
  }
}
