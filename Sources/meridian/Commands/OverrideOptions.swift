internal import ArgumentParser
internal import Pipeline

/// Parameters of the pipeline file that the command line sets.
struct OverrideOptions: ParsableArguments {
  @Option(
    name: .customLong("set"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Set a parameter of the pipeline file (may be repeated).", valueName: "name=value"),
    completion: Completions.parameters, transform: Self.parse)
  var values: [ParameterOverride] = []

  private static func parse(_ text: String) throws -> ParameterOverride {
    guard let equals = text.firstIndex(of: "="), equals > text.startIndex else {
      throw ValidationError("'\(text)' sets nothing; write --set name=value")
    }
    return ParameterOverride(
      name: String(text[..<equals]), text: String(text[text.index(after: equals)...]))
  }
}
