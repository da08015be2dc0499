import Foundation

extension CheckedPipeline {
  /// The names of the parameters that a pipeline file declares, without checking the rest of it.
  ///
  /// - Throws: `PipelineError.invalid` when the file cannot be read or is no YAML.
  public static func parameterNames(ofFile path: String) throws(PipelineError) -> [String] {
    let absolute = FileFinder.absolute(path, in: FileManager.default.currentDirectoryPath)
    var reader = YAMLReader(file: path)
    let root = reader.read(try PipelineText.read(path: absolute, name: path))
    guard reader.diagnostics.isEmpty else { throw PipelineError.invalid(reader.diagnostics) }
    return (root?.value("parameters")?.entries ?? []).map(\.key)
  }
}
