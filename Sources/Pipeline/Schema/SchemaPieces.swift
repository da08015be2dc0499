/// Schemas of values that stand in many places of a pipeline file.
enum SchemaPieces {
  /// A text with `${name}` in it, which may stand for a value of any type.
  static let interpolated: ParameterValue = [
    "description": "A parameter of the pipeline, or a text with parameters in it.",
    "type": "string", "pattern": #"\$\{[^}]+\}"#,
  ]

  /// A path: any scalar, as a name may look like a number.
  static let path: ParameterValue = [
    "description": "A path, relative to the pipeline file.",
    "type": ["string", "number", "boolean"],
  ]

  /// What an input may name.
  static let reference: ParameterValue = [
    "description": "stage, stage.port, or a path, relative to the pipeline file.",
    "type": ["string", "number", "boolean"],
  ]

  /// A file that is downloaded.
  static let fetched: ParameterValue = [
    "description": "A file that is downloaded once and never used unverified.",
    "type": "object", "required": ["url", "sha256"],
    "properties": PipelineSchema.properties(RemoteDraft.keys, fetchedKeys),
    "additionalProperties": false,
  ]

  /// The keys of a file that is downloaded.
  static let fetchedKeys: KeyValuePairs<String, ParameterValue> = [
    "url": ["description": "Where it is: an https, http or file URL.", "type": "string"],
    "sha256": [
      "description": "The SHA-256 of its bytes, 64 hexadecimal digits.", "type": "string",
      "pattern": #"^[0-9A-Fa-f]{64}$|\$\{"#,
    ],
  ]

  /// A value that fits `schema` or is put in from the pipeline's parameters.
  static func orInterpolated(
    _ schema: ParameterValue, description: String, isOptional: Bool = false
  ) -> ParameterValue {
    let null: [ParameterValue] = isOptional ? [["type": "null"]] : []
    return [
      "description": .string(description),
      "anyOf": .list([schema] + null + [["$ref": "#/$defs/interpolated"]]),
    ]
  }

  /// A number with a unit behind it, or alone.
  static func quantity(_ units: [(String, Double)]) -> ParameterValue {
    let names = units.map(\.0).joined(separator: "|")
    let number = #"([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?"#
    return [
      "anyOf": [
        ["type": "string", "pattern": .string("^ *\(number) *(\(names))?$")],
        ["type": "number", "exclusiveMinimum": 0],
      ]
    ]
  }
}
