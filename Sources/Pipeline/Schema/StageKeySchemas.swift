/// Schemas of the keys of a stage, but for `kind`, which depends on the catalogue.
enum StageKeySchemas {
  /// The keys that are described, `kind` included.
  static var names: [String] { ["kind"] + all.map(\.key) }

  /// The schema of a key; nil where it has none.
  static func schema(of key: String) -> ParameterValue? { all.first { $0.key == key }?.value }

  private static let all: KeyValuePairs<String, ParameterValue> = [
    "foreach": [
      "description":
        "Runs the stage once an item. ${item} and ${item.name} stand for it in inputs, parameters and save.",
      "anyOf": [
        [
          "description": "A path, a pattern of files, or a stage that runs once an item.",
          "type": ["string", "number", "boolean"],
        ],
        [
          "description": "The items themselves: texts, numbers, or maps with a name.",
          "type": "array", "minItems": 1,
          "items": ["type": ["string", "number", "boolean", "object"]],
        ],
        [
          "type": "object", "minProperties": 1,
          "properties": PipelineSchema.properties(BatchReader.keys, foreach),
          "additionalProperties": false,
        ],
      ],
    ],
    "inputs": [
      "description":
        "What is connected to each port: stage, stage.port or a file; several as a list, or by name.",
      "type": ["object", "null"],
    ],
    "parameters": [
      "description": "The kind's parameters by name; what is left out has its default.",
      "type": ["object", "null"],
    ],
    "save": [
      "description": "Paths to which outputs of type file are copied after the stage ran.",
      "type": ["object", "null"], "additionalProperties": ["$ref": "#/$defs/path"],
    ],
    "retries": SchemaPieces.orInterpolated(
      ["type": "integer", "minimum": 0],
      description: "How often the stage is tried again after it failed.", isOptional: true),
    "timeout": SchemaPieces.orInterpolated(
      SchemaPieces.quantity(StageSettingsReader.seconds),
      description: "The time after which the stage is stopped: 90s, 5m, 2h, or seconds.",
      isOptional: true),
    "resources": [
      "description": "What the stage needs while it runs.", "type": ["object", "null"],
      "properties": PipelineSchema.properties(StageSettingsReader.resources, resources),
      "additionalProperties": false,
    ],
    "missing": SchemaPieces.orInterpolated(
      ["enum": ["drop"]],
      description:
        "What becomes of a stage that gathers items when some failed: drop goes on without them; otherwise it does not run.",
      isOptional: true),
  ]

  /// The keys of a `foreach` that is a mapping.
  static let foreach: KeyValuePairs<String, ParameterValue> = [
    "count": SchemaPieces.orInterpolated(
      ["type": "integer", "minimum": 1, "maximum": .integer(BatchReader.mostNumbers)],
      description: "Runs the stage for so many whole numbers; ${item} stands for the number."),
    "files": [
      "description": "A path, a folder or a pattern of files.",
      "type": ["string", "number", "boolean"],
    ],
    "from": SchemaPieces.orInterpolated(
      ["type": "integer", "minimum": 0, "maximum": .integer(BatchReader.largestNumber)],
      description: "The first of `count` numbers, 0 unless given."),
    "manifest": [
      "description": "A .csv or .json file with a row an item; ${item.column} stands for a cell.",
      "type": ["string", "number", "boolean"],
    ],
    "name": [
      "description": "The column that names the items.", "type": ["string", "number", "boolean"],
    ],
  ]

  /// The keys of `resources`.
  static let resources: KeyValuePairs<String, ParameterValue> = [
    "memory": SchemaPieces.orInterpolated(
      SchemaPieces.quantity(StageSettingsReader.bytes),
      description: "The most memory it may take: 2GB, 512MB, or bytes."),
    "threads": SchemaPieces.orInterpolated(
      ["type": "integer", "minimum": 1], description: "The threads it gets."),
  ]
}
