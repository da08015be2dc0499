import Models
import Testing

@Suite("Finite groups") struct FiniteGroupTests {
  @Test("those with a name are groups that act on the lattice", arguments: FiniteGroup.standard)
  func laws(group: FiniteGroup) throws {
    let checked = try FiniteGroup(name: group.name, table: group.table, action: group.action)
    #expect(checked == group)
    #expect(FiniteGroup.named(group.name) == group)
    #expect(group.action[0] == .identity)
    #expect(Set(group.action).count == group.order)
    #expect(group.keepsSquares)
    for g in 0..<group.order {
      #expect(group.product(g, group.inverses[g]) == 0)
      // Each row and column of the table names every element once.
      #expect(Set(group.table[g]).count == group.order)
      #expect(Set(group.table.map { $0[g] }).count == group.order)
    }
  }

  @Test("orders, and which commute")
  func orders() {
    #expect(FiniteGroup.standard.map(\.order) == [1, 2, 2, 4, 4, 8])
    let commuting = FiniteGroup.standard.filter { group in
      (0..<group.order).allSatisfy { g in
        (0..<group.order).allSatisfy { group.product(g, $0) == group.product($0, g) }
      }
    }
    #expect(commuting.map(\.name) == ["c1", "c2", "d1", "c4", "d2"])
    #expect(FiniteGroup.named("c5") == nil)
  }

  @Test("element k of c4 turns k times against the clock; of d4, 4 + k mirrors first")
  func elements() {
    let turned = FiniteGroup.c4.action[1](row: 0, column: 1)
    #expect(turned == (row: -1, column: 0))
    let group = FiniteGroup.d4
    for k in 0..<4 {
      #expect(group.product(1, k) == (k + 1) % 4)
      #expect(group.product(k, 4) == 4 + k)
      #expect(group.action[4 + k] == group.action[k] * .mirror)
    }
    // A mirror turns rotations round.
    #expect(group.product(group.product(4, 1), 4) == 3)
  }

  @Test("generators give the group of their products, up to the limit")
  func generators() throws {
    let group = try FiniteGroup(name: "p4m", generators: [.quarterTurn, .mirror])
    #expect(group.order == 8)
    #expect(Set(group.action) == Set(FiniteGroup.d4.action))
    // The hexagonal lattice's turn by a sixth is an integer matrix, too, but it keeps no square.
    let hexagonal = try FiniteGroup(name: "c6", generators: [LatticeMatrix(1, -1, 1, 0)])
    #expect(hexagonal.order == 6)
    #expect(!hexagonal.keepsSquares)
    #expect(throws: ModelError.self) {
      try FiniteGroup(name: "shear", generators: [LatticeMatrix(1, 1, 0, 1)])
    }
    #expect(throws: ModelError.self) {
      try FiniteGroup(name: "half", generators: [LatticeMatrix(1, 0, 0, 0)])
    }
  }

  @Test("an action may forget what elements do")
  func unfaithful() throws {
    let signs = try FiniteGroup(
      name: "signs", table: [[0, 1], [1, 0]], action: [.identity, .identity])
    #expect(signs.inverses == [0, 1])
  }

  @Test("tables and actions that break a law are refused, naming the law")
  func mistakes() throws {
    func text(_ table: [[Int]], _ action: [LatticeMatrix]) -> String {
      do {
        _ = try FiniteGroup(name: "x", table: table, action: action)
        return ""
      } catch { return error.description }
    }
    #expect(text([], []).contains("empty"))
    #expect(text([[0, 1], [1]], [.identity, .halfTurn]).contains("row 1"))
    #expect(text([[0, 1], [1, 0]], [.identity]).contains("1 matrices for 2 elements"))
    #expect(text([[0, 1], [1, 2]], [.identity, .halfTurn]).contains("table[1][1] is 2"))
    #expect(text([[1, 0], [0, 1]], [.identity, .halfTurn]).contains("not the identity"))
    #expect(text([[0, 1], [1, 1]], [.identity, .identity]).contains("element 1 has no inverse"))
    #expect(
      text([[0, 1], [1, 0]], [.identity, .quarterTurn]).contains("do not multiply as the elements"))
    #expect(
      text([[0, 1], [1, 0]], [.identity, LatticeMatrix(2, 0, 0, 1)]).contains("determinant"))
    // Identity and inverses, but (1 1) 2 = 2 and 1 (1 2) = 1 · 2 = 3 …
    let loop = [
      [0, 1, 2, 3, 4], [1, 0, 3, 4, 2], [2, 4, 0, 1, 3], [3, 2, 4, 0, 1], [4, 3, 1, 2, 0],
    ]
    let still = Array(repeating: LatticeMatrix.identity, count: 5)
    #expect(text(loop, still).contains("not associative"))
  }
}
