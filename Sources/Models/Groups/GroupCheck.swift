/// What keeps a table and matrices from being a group that acts on the lattice.
struct GroupCheck {
  let table: [[Int]]
  let action: [LatticeMatrix]

  /// Everything that is wrong, one sentence a law; where sizes do not fit, only that.
  var problems: [String] {
    let order = table.count
    guard order > 0 else { return ["the table is empty; a group has at least the identity"] }
    if let row = table.firstIndex(where: { $0.count != order }) {
      return ["row \(row) of the table has \(table[row].count) entries instead of \(order)"]
    }
    if action.count != order {
      return ["\(action.count) matrices for \(order) elements; give one each"]
    }
    for (row, entries) in table.enumerated() {
      guard let column = entries.firstIndex(where: { !(0..<order).contains($0) }) else { continue }
      return ["table[\(row)][\(column)] is \(entries[column]), no element from 0 to \(order - 1)"]
    }
    return [identity, inverse, associativity, determinant, homomorphism].compactMap { $0 }
  }

  private var elements: Range<Int> { 0..<table.count }

  private var identity: String? {
    elements.first { table[0][$0] != $0 || table[$0][0] != $0 }.map {
      "element 0 is not the identity: with element \($0) it gives \(table[0][$0]) and \(table[$0][0])"
    }
  }

  private var inverse: String? {
    elements.first { element in
      !elements.contains { table[element][$0] == 0 && table[$0][element] == 0 }
    }.map { "element \($0) has no inverse" }
  }

  private var associativity: String? {
    for f in elements {
      for g in elements {
        for h in elements where table[table[f][g]][h] != table[f][table[g][h]] {
          return "the product is not associative: (\(f) \(g)) \(h) is not \(f) (\(g) \(h))"
        }
      }
    }
    return nil
  }

  private var determinant: String? {
    elements.first { abs(action[$0].determinant) != 1 }.map {
      "matrix \($0), \(action[$0]), does not map the lattice onto itself; its determinant must be ±1"
    }
  }

  private var homomorphism: String? {
    for g in elements {
      for h in elements where action[g] * action[h] != action[table[g][h]] {
        return
          "the matrices do not multiply as the elements do: those of \(g) and \(h) give \(action[g] * action[h]), but element \(table[g][h]) has \(action[table[g][h]])"
      }
    }
    return nil
  }
}
