internal import Artifacts
internal import Geometry
internal import Models
internal import Numerics
internal import Pipeline

/// `load.planetoid`: a citation network with features, classes and the public split.
enum LoadPlanetoid: StageKind {
  static let name = "load.planetoid"
  static let version = 1
  static let summary = """
    A citation network from Planetoid's files ind.NAME.* (Cora, CiteSeer, PubMed), with the public split.
    """
  static let inputs = [
    InputPort(
      "files", .files, .many, required: true,
      doc: """
        The folder, or the files, of ind.NAME.x, y, tx, ty, allx, ally, graph and test.index; others are left out. The \
        pickles are read as data: no code in them is run.
        """)
  ]
  static let outputs = [
    OutputPort("graph", "graph", doc: "The graph; self-loops are dropped and duplicates merged."),
    OutputPort(
      "labels", "labels", doc: "The class of every node; hidden where no file tells of the node."),
    OutputPort(
      "split", "split",
      doc: "The nodes of x train, the `validation` next ones validate, those of test.index test."),
    OutputPort("features", "sparse", doc: "Nodes × channels."),
  ]
  static let parameters = [
    ParameterDeclaration(
      "dataset", .string, default: .null,
      doc: "The data set's name, NAME; needed when the files are of several."),
    ParameterDeclaration(
      "validation", .integer(0...Int(Int32.max)), default: 500, unit: "nodes",
      doc: "How many nodes validate."),
    ParameterDeclaration(
      "normalize_features", .boolean, default: true,
      doc: "Divide each node's features by their sum, as for bags of words."),
  ]

  static func run(_ context: StageContext) throws {
    let parameters = context.parameters
    let files = try context.files("files")
    let dataset = try Planetoid(
      files.map(\.name), name: parameters.optionalString("dataset"),
      validation: parameters.integer("validation")
    ) { try FileBytes.read(path: files[$0].path, name: files[$0].name) }
    try context.write(dataset.graph, to: "graph")
    try context.write(dataset.labels, to: "labels")
    try context.write(dataset.split, to: "split")
    let features = dataset.features
    try context.write(
      parameters.bool("normalize_features")
        ? features.scalingRows(by: features.rowSums.map { $0 == 0 ? 0 : 1 / $0 }) : features,
      to: "features")
  }
}
