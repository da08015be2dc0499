/// Reads `matrix`, where a pipeline lists values for its parameters.
struct MatrixReader {
  private(set) var matrix = Matrix()
  private(set) var diagnostics: [Diagnostic] = []

  /// Reads the section; a value that `--set` gives to a parameter stands instead of the list.
  init(_ file: SourceFile, overrides: [ParameterOverride]) {
    guard let node = file.root.value("matrix"), !node.isNull else { return }
    guard let entries = node.entries else {
      report(file, node.mark, "'matrix' must be a mapping", "write 'parameter: [values]'")
      return
    }
    let declared = ParameterMap(file.declared.map { ($0.key, $0.value.parameterValue) })
    for entry in entries {
      guard let original = declared[entry.key] else {
        report(
          file, entry.mark, "'matrix' goes over '\(entry.key)', which is no parameter of this file",
          NearestName.remedy(entry.key, among: declared.names, noun: "parameters")
            ?? "declare it under 'parameters'")
        continue
      }
      if overrides.contains(where: { $0.name == entry.key }) { continue }
      add(entry, original, file)
    }
    let product = matrix.axes.reduce(1.0) { $0 * Double($1.values.count) }
    if product > Double(Matrix.limit) {
      report(
        file, node.mark, "the matrix has \(Int(min(product, 1e18))) combinations",
        "leave at most \(Matrix.limit)")
      matrix = Matrix()
    }
  }

  private mutating func add(
    _ entry: SourceNode.Entry, _ original: ParameterValue, _ file: SourceFile
  ) {
    guard let elements = entry.value.elements, !elements.isEmpty else {
      return report(
        file, entry.value.mark, "the values of '\(entry.key)' are no list",
        "write '\(entry.key): [first, second]'")
    }
    var values: [ParameterValue] = []
    for element in elements {
      let value = element.parameterValue
      if values.contains(value) {
        report(
          file, element.mark, "'\(entry.key)' has the value \(value.canonicalJSON) twice",
          "remove one")
      } else if !Self.fits(value, original) {
        report(
          file, element.mark,
          "'\(entry.key)' is \(original.typeName), \(value.canonicalJSON) is \(value.typeName)",
          "give values of the default's type")
      } else {
        values.append(value)
      }
    }
    matrix.axes.append(Matrix.Axis(name: entry.key, values: values))
  }

  private static func fits(_ value: ParameterValue, _ original: ParameterValue) -> Bool {
    switch (value, original) {
    case (_, .null), (.integer, .number): true
    default: value.typeName == original.typeName
    }
  }

  private mutating func report(
    _ file: SourceFile, _ mark: SourceMark, _ message: String, _ remedy: String?
  ) {
    diagnostics.append(
      Diagnostic(
        file: file.name, line: mark.line, column: mark.column, message: message, remedy: remedy))
  }
}
