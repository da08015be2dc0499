import Geometry
import Models
import Numerics
public import Store

/// All artifact types, by name.
public enum ArtifactCatalogue {
  /// The types, sorted by name.
  ///
  /// A new type is one file in `Types` and one line here.
  public static let types: [any Artifact.Type] = [
    NumberArray.self,
    Eigenbasis.self,
    FieldArtifact.self,
    StoredFile.self,
    Graph.self,
    GraphCollection.self,
    HierarchyArtifact.self,
    Labels.self,
    TriangleMesh.self,
    Metrics.self,
    Model.self,
    OperatorArtifact.self,
    SparseMatrix<Double>.self,
    Split.self,
    Table.self,
  ]

  /// The type of this name; nil if there is none.
  public static func type(named name: String) -> (any Artifact.Type)? {
    types.first { $0.artifactType.name == name }
  }

  /// The artifact type that a reader's content has.
  ///
  /// - Throws: `ArtifactError` for an unknown name, with the nearest one.
  public static func type(of reader: ArtifactReader) throws(ArtifactError) -> any Artifact.Type {
    if let type = type(named: reader.type.name) { return type }
    let names = types.map { $0.artifactType.name }
    let nearest = NearestName.of(reader.type.name, among: names)
    throw ArtifactError(
      .wrongType,
      "artifact \(reader.digest.short) has the unknown type \(reader.type.name); \(nearest.map { "the nearest known is \($0)" } ?? "a newer version of the program may know it")"
    )
  }
}
