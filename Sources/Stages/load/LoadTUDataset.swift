internal import Artifacts
internal import Geometry
internal import Models
internal import Pipeline

/// `load.tudataset`: a collection of graphs with a class each.
enum LoadTUDataset: StageKind {
  static let name = "load.tudataset"
  static let version = 1
  static let summary = """
    A collection of graphs, and their classes, in the text files of TU Dortmund's benchmark sets.
    """
  static let inputs = [
    InputPort(
      "files", .files, .many, required: true,
      doc: """
        The data set's folder, or its files: NAME_A.txt, NAME_graph_indicator.txt, NAME_graph_labels.txt and what \
        else there is of it; .gz is read too, other files are left out.
        """)
  ]
  static let outputs = [
    OutputPort(
      "graphs", "graphs", doc: "The graphs; self-loops are dropped and duplicates merged."),
    OutputPort("labels", "labels", doc: "The class of every graph, unless `labels` is false."),
  ]
  static let parameters = [
    ParameterDeclaration(
      "dataset", .string, default: .null,
      doc: "The data set's name, NAME; needed when the files are of several."),
    ParameterDeclaration(
      "labels", .boolean, default: true,
      doc: "Read the graphs' classes; false where there are none."
    ),
    features("node_features", "nodes"),
    features("edge_features", "edges"),
    ParameterDeclaration(
      "direction", .choice(TUDataset.Direction.allCases.map(\.rawValue)),
      default: .string(TUDataset.Direction.auto.rawValue),
      doc: """
        auto: undirected when every edge is listed both ways, alike; undirected: an error when one is not; directed: as \
        listed.
        """),
  ]

  private static func features(_ name: String, _ noun: String) -> ParameterDeclaration {
    ParameterDeclaration(
      name, .choice(TUDataset.Features.allCases.map(\.rawValue)),
      default: .string(TUDataset.Features.labels.rawValue),
      doc: """
        Features of \(noun): their labels as unit vectors, where there are any; their attributes; both, attributes \
        first; or none.
        """)
  }

  static func outputs(for parameters: Parameters, connected: Set<String>) -> [OutputPort] {
    outputs.filter { $0.name != "labels" || parameters.bool("labels") }
  }

  static func run(_ context: StageContext) throws {
    let parameters = context.parameters
    let files = try context.files("files")
    let features = ["node_features", "edge_features"].map {
      TUDataset.Features(rawValue: parameters.string($0)) ?? .labels
    }
    let dataset = try TUDataset(
      files.map(\.name),
      TUDataset.Options(
        name: parameters.optionalString("dataset"), nodeFeatures: features[0],
        edgeFeatures: features[1],
        direction: TUDataset.Direction(rawValue: parameters.string("direction")) ?? .auto)
    ) { try FileBytes.read(path: files[$0].path, name: files[$0].name) }
    for note in dataset.notes { context.log(note) }
    if parameters.bool("labels") {
      guard let labels = dataset.graphLabels else {
        throw FormatError(
          .missing, file: "\(dataset.name)_graph_labels.txt", problem: "is not among the files",
          remedy: "connect it, too, or set `labels` to false")
      }
      try context.write(Labels(texts: labels), to: "labels")
    }
    try context.write(dataset.graphs, to: "graphs")
  }
}
