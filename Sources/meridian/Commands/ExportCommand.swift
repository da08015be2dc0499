internal import ArgumentParser
internal import Artifacts
internal import Store

/// Writes an artifact to a file that other programs read.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write an artifact to a file that other programs read.",
    discussion: """
      The extension chooses the format: .npy and .npz for arrays, .npz in SciPy's
      layout for sparse matrices, .ply, .obj and .off for meshes, .csv for tables
      and labels, .json for metrics; .gz behind it compresses.

      EXAMPLES:
        meridian export pipelines/quickstart.yml:basis --to basis.npz
        meridian export 4f2a9c --to sphere.ply --field pipelines/quickstart.yml:distance
        meridian export pipelines/quickstart.yml:laplacian.stiffness --to stiffness.npz
      """)

  @OptionGroup var target: ReferenceOptions

  @Option(help: ArgumentHelp("The file to write.", valueName: "path"), completion: .file())
  var to: String

  @Option(
    name: .customLong("field"),
    help: ArgumentHelp(
      "For a mesh: an artifact with values at its vertices, written as vertex properties, under a name of your choice (may be repeated).",
      valueName: "[name=]reference"), completion: Completions.references)
  var fields: [String] = []

  func run() throws {
    let (store, artifact) = try target.find()
    let reader = try store.files.open(artifact)
    if fields.isEmpty {
      try ArtifactExport.write(reader, to: to)
    } else {
      try ArtifactExport.write(mesh: reader, fields: try fields.map(field), to: to)
    }
    try StandardStream.output.write("\(to): \(artifact.type.name) \(artifact.digest.short)\n")
  }

  /// `name=reference` or `reference` alone.
  private func field(_ text: String) throws -> (name: String?, reader: ArtifactReader) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let (store, artifact) = try target.find(String(parts[parts.count - 1]))
    return (parts.count > 1 ? String(parts[0]) : nil, try store.files.open(artifact))
  }
}
