/// A finite group by its multiplication table and its action on the pixel lattice: another group is other data.
///
/// Together with the lattice's shifts it makes a symmetry of images: ``c4`` that of p4, ``d4`` that of p4m (Cohen &
/// Welling, Group equivariant convolutional networks, ICML 2016). Element 0 is the identity. A *regular* field of the
/// group has a number for each of its elements at every point, and the element g moves a field f by
/// (g f)(x, h) = f(g⁻¹ x, g⁻¹ h).
public struct FiniteGroup: Hashable, Sendable, CustomStringConvertible {
  /// The name in descriptions.
  public let name: String
  /// `table[g][h]` is the element g h.
  public let table: [[Int]]
  /// What each element does to offsets on the lattice.
  public let action: [LatticeMatrix]
  /// The inverse of each element.
  public let inverses: [Int]

  /// Number of elements.
  public var order: Int { table.count }

  /// Makes a group, checking that it is one and that it acts.
  ///
  /// - Parameters:
  ///   - name: its name in descriptions.
  ///   - table: `table[g][h]` is the element g h; element 0 is the identity.
  ///   - action: a matrix an element. Elements may act alike.
  /// - Throws: `ModelError` with code `description` and all that is wrong: sizes, entries that are no element, a wrong
  ///   identity, an element without inverse, a product that is not associative, matrices that do not multiply as their
  ///   elements do or do not map the lattice onto itself.
  public init(name: String, table: [[Int]], action: [LatticeMatrix]) throws(ModelError) {
    let problems = GroupCheck(table: table, action: action).problems
    guard problems.isEmpty else {
      throw ModelError(.description, problems.map { ModelProblem("group \(name)", $0) })
    }
    self.init(checked: name, table: table, action: action)
  }

  /// The group of all products of some matrices.
  ///
  /// - Throws: `ModelError` with code `description` if it has more than `limit` elements or a matrix does not map the
  ///   lattice onto itself.
  public init(
    name: String, generators: [LatticeMatrix], limit: Int = 64
  ) throws(ModelError) {
    if let wrong = generators.first(where: { abs($0.determinant) != 1 }) {
      throw ModelError(
        .description, "\(wrong) does not map the lattice onto itself; its determinant must be ±1",
        at: "group \(name)")
    }
    let elements = Self.products(of: generators, limit: limit)
    guard elements.count <= limit else {
      throw ModelError(
        .description, "\(generators) generate more than \(limit) elements", at: "group \(name)")
    }
    self.init(faithful: name, elements)
  }

  /// A group of different matrices that is known to be one.
  private init(faithful name: String, _ elements: [LatticeMatrix]) {
    let table = elements.map { left in
      elements.map { right in elements.firstIndex(of: left * right) ?? 0 }
    }
    self.init(checked: name, table: table, action: elements)
  }

  private init(checked name: String, table: [[Int]], action: [LatticeMatrix]) {
    (self.name, self.table, self.action) = (name, table, action)
    inverses = table.map { $0.firstIndex(of: 0) ?? 0 }
  }

  /// The identity and every product, at most one more than `limit`.
  private static func products(of generators: [LatticeMatrix], limit: Int) -> [LatticeMatrix] {
    var elements = [LatticeMatrix.identity]
    var next = 0
    while next < elements.count {
      for generator in generators {
        let product = elements[next] * generator
        if elements.contains(product) { continue }
        elements.append(product)
        if elements.count > limit { return elements }
      }
      next += 1
    }
    return elements
  }

  /// The elements of a group that has the rotations and, after them, each rotation behind a mirror.
  private static func dihedral(
    _ name: String, rotations: [LatticeMatrix], mirrored: Bool
  ) -> FiniteGroup {
    FiniteGroup(
      faithful: name, rotations + (mirrored ? rotations.map { $0 * .mirror } : []))
  }

  private static let turns: [LatticeMatrix] = [
    .identity, .quarterTurn, .halfTurn, .quarterTurn * .halfTurn,
  ]

  /// The identity alone: images with shifts only.
  public static let c1 = dihedral("c1", rotations: [.identity], mirrored: false)
  /// Half turns.
  public static let c2 = dihedral("c2", rotations: [.identity, .halfTurn], mirrored: false)
  /// Quarter turns, the point group of p4: element k turns k times against the clock.
  public static let c4 = dihedral("c4", rotations: turns, mirrored: false)
  /// Left and right exchanged.
  public static let d1 = dihedral("d1", rotations: [.identity], mirrored: true)
  /// Half turns and mirrors.
  public static let d2 = dihedral("d2", rotations: [.identity, .halfTurn], mirrored: true)
  /// Quarter turns and mirrors, the point group of p4m: element k turns k times, 4 + k mirrors before that.
  public static let d4 = dihedral("d4", rotations: turns, mirrored: true)

  /// The groups that descriptions may name, the smaller ones first.
  public static let standard = [c1, c2, d1, c4, d2, d4]

  /// The group of a name in descriptions; nil if there is none.
  public static func named(_ name: String) -> FiniteGroup? { standard.first { $0.name == name } }

  /// The product of two elements: first `right`, then `left`.
  public func product(_ left: Int, _ right: Int) -> Int { table[left][right] }

  /// Whether every element maps square windows onto themselves.
  public var keepsSquares: Bool { action.allSatisfy(\.keepsSquares) }

  /// The name.
  public var description: String { name }
}
