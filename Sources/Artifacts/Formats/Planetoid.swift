public import Geometry
public import Models
public import Numerics

/// A citation network in the files of Yang, Cohen & Salakhutdinov (2016, arXiv 1603.08861), put together as Kipf &
/// Welling do (2017, arXiv 1609.02907).
///
/// `ind.NAME.allx` and `ally` hold features and one-hot labels of all nodes but those to test, `tx` and `ty` those of the
/// nodes that `test.index` lists, in its order, `x` and `y` those of the first nodes of all, which train, `graph` the
/// neighbours of each node.
public struct Planetoid: Sendable {
  /// The graph; self-loops are dropped and duplicates merged.
  public let graph: Graph
  /// Nodes × channels; empty rows for nodes that no file tells of.
  public let features: SparseMatrix<Double>
  /// The class of every node; hidden for nodes that no file tells of.
  public let labels: Labels
  /// The public split: the nodes of `x` train, the next ones validate, those of `test.index` test.
  public let split: Split

  /// What follows `ind.NAME.` in the names of the files that are needed.
  static let parts = ["x", "y", "tx", "ty", "allx", "ally", "graph", "test.index"]

  /// Reads and joins the files.
  ///
  /// - Parameters:
  ///   - paths: Files by the names that errors carry; others among them are left out.
  ///   - name: The data set; may be nil when the files are of one.
  ///   - validation: How many nodes validate.
  ///   - open: Reads one of the files.
  /// - Throws: `FormatError` naming the file; what `open` throws.
  /// - Complexity: O(size of the files).
  public init(
    _ paths: [String], name: String? = nil, validation: Int = 500,
    open: (Int) throws -> FileBytes
  ) throws {
    let files = try PlanetoidFiles(paths, name: name)
    func pickle(_ part: String) throws -> Pickle { try Pickle(open(files.place(part))) }
    func matrix(_ part: String) throws -> SparseMatrix<Double> {
      let pickle = try pickle(part)
      return try pickle.matrix(pickle.root, part)
    }
    func classes(_ part: String, _ rows: Int) throws -> (classes: [Int32], count: Int) {
      try PlanetoidClasses.read(pickle(part), part, rows: rows)
    }
    let all = try matrix("allx")
    let test = try PlanetoidOrder(
      open(files.place("test.index")), first: all.rows, neighbours: pickle("graph"))
    let tested = try matrix("tx")
    try files.check(
      tested.rows == test.nodes.count, "tx",
      "has \(tested.rows) rows for the \(test.nodes.count) nodes of test.index")
    let train = try matrix("x")
    let allClasses = try classes("ally", all.rows)
    let testClasses = try classes("ty", tested.rows)
    let trainClasses = try classes("y", train.rows)
    try files.check(
      all.columns == tested.columns && all.columns == train.columns, "tx",
      "has \(tested.columns) channels, x \(train.columns) and allx \(all.columns)")
    try files.check(
      allClasses.count == testClasses.count && allClasses.count == trainClasses.count, "ty",
      "has \(testClasses.count) classes, y \(trainClasses.count) and ally \(allClasses.count)")
    try files.check(
      train.rows <= all.rows && allClasses.classes.starts(with: trainClasses.classes), "y",
      "holds other classes than the first rows of ally")
    try files.check(
      train.rows + validation <= all.rows, "allx",
      "has \(all.rows) rows, too few for \(train.rows) nodes that train and \(validation) that validate"
    )
    graph = test.graph
    features = try files.joined(all, tested, test)
    var classes = allClasses.classes
    classes += [Int32](repeating: Labels.hidden, count: test.nodeCount - all.rows)
    for (row, node) in test.nodes.enumerated() { classes[Int(node)] = testClasses.classes[row] }
    labels = try Labels(classes: classes, classNames: (0..<allClasses.count).map { "\($0)" })
    split = try Split(
      train: Array(0..<Int32(train.rows)),
      validation: (0..<validation).map { Int32(train.rows + $0) }, test: test.nodes)
  }
}
