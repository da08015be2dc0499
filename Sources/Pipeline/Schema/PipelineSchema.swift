/// The JSON Schema (draft 2020-12) of pipeline files, for editors.
///
/// Kinds, ports and parameters come from a catalogue, keys from the checker's own lists, so that the schema cannot drift
/// from what is taken. A file that the checker takes fits the schema; the checker finds more than the schema can say:
/// references, cycles, files, models.
package struct PipelineSchema: Sendable {
  private let catalogue: Catalogue

  /// The schema of files that use the kinds of `catalogue`.
  package init(_ catalogue: Catalogue) { self.catalogue = catalogue }

  /// The schema as a JSON value.
  package var document: ParameterValue {
    [
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "title": "Meridian pipeline",
      "description": "A pipeline file of Meridian: stages, each of a kind, connected by inputs.",
      "type": "object",
      "anyOf": [["required": ["stages"]], ["required": ["use"]]],
      "properties": Self.properties(TopLevelKeysValidator.keys, FileKeySchemas.all),
      "additionalProperties": false,
      "$defs": [
        "interpolated": SchemaPieces.interpolated, "path": SchemaPieces.path,
        "reference": SchemaPieces.reference, "fetched": SchemaPieces.fetched, "stage": stage,
      ],
    ]
  }

  /// Keys that the checker takes and that no schema describes; empty, or an editor would call a right file wrong.
  package static var undescribedKeys: [String] {
    let described: [([String], KeyValuePairs<String, ParameterValue>)] = [
      (TopLevelKeysValidator.keys, FileKeySchemas.all),
      (SourceLoader.keys, FileKeySchemas.use), (BatchReader.keys, StageKeySchemas.foreach),
      (StageSettingsReader.resources, StageKeySchemas.resources),
      (RemoteDraft.keys, SchemaPieces.fetchedKeys),
    ]
    let stage = StageFormValidator.keys.filter { !StageKeySchemas.names.contains($0) }
    return stage
      + described.flatMap { keys, schemas in
        keys.filter { key in !schemas.contains { $0.key == key } }
      }
  }

  private var stage: ParameterValue {
    let kind = SchemaPieces.orInterpolated(
      [
        "enum": .list(catalogue.names.map { .string($0) }),
        "enumDescriptions": .list(catalogue.kinds.map { .string($0.summary) }),
      ], description: "What the stage does; 'meridian stages' lists the kinds.")
    var properties = ParameterMap()
    for key in StageFormValidator.keys {
      properties[key] = key == "kind" ? kind : StageKeySchemas.schema(of: key) ?? [:]
    }
    return [
      "type": "object", "required": ["kind"], "properties": .map(properties),
      "additionalProperties": false,
      "allOf": .list(catalogue.kinds.map { KindSchema($0).rule }),
    ]
  }

  /// The properties of these names, in their order.
  static func properties(
    _ keys: [String], _ schemas: KeyValuePairs<String, ParameterValue>
  ) -> ParameterValue {
    .map(
      ParameterMap(keys.map { key in (key, schemas.first { $0.key == key }?.value ?? [:]) }))
  }
}
