/// Schemas of the keys of a pipeline file.
enum FileKeySchemas {
  /// The keys of a file.
  static let all: KeyValuePairs<String, ParameterValue> = [
    "name": [
      "description": "The pipeline's name; the file's name without its ending, if left out.",
      "type": ["string", "number", "boolean"],
    ],
    "parameters": [
      "description":
        "Names and defaults. ${name} in a value under stages stands for the parameter; --set name=value replaces the default.",
      "type": ["object", "null"],
    ],
    "matrix": [
      "description":
        "Parameters with the values each goes over: a stage that depends on them is computed once for every combination.",
      "type": ["object", "null"],
      "additionalProperties": ["type": "array", "minItems": 1, "uniqueItems": true],
    ],
    "use": [
      "description":
        "Stages of other files: a prefix, under which they are known as prefix.stage, and the file.",
      "type": ["object", "null"], "propertyNames": name,
      "additionalProperties": [
        "anyOf": [
          ["$ref": "#/$defs/path"],
          [
            "type": "object", "required": ["file"],
            "properties": PipelineSchema.properties(SourceLoader.keys, use),
            "additionalProperties": false,
          ],
        ]
      ],
    ],
    "stages": [
      "description": "The stages by name, in any order.",
      "type": "object", "minProperties": 1, "propertyNames": name,
      "additionalProperties": ["$ref": "#/$defs/stage"],
    ],
  ]

  /// The keys of a used file.
  static let use: KeyValuePairs<String, ParameterValue> = [
    "file": ["$ref": "#/$defs/path"],
    "parameters": [
      "description": "Values for parameters of that file.", "type": ["object", "null"],
    ],
  ]

  /// The name of a stage, or a prefix: letters, digits, `-` and `_`.
  private static let name: ParameterValue = [
    "pattern": #"^[A-Za-z0-9\u0080-\uffff][-A-Za-z0-9_\u0080-\uffff]*$"#, "maxLength": 128,
  ]
}
