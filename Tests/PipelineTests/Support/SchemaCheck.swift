import Foundation
import Pipeline

/// A plain evaluator of the keywords of JSON Schema 2020-12 that the schema of pipeline files uses; an unknown keyword
/// is an error of the test.
struct SchemaCheck {
  struct UnknownKeyword: Error {
    let name: String
  }

  private static let annotations: Set<String> = [
    "$schema", "title", "description", "default", "enumDescriptions", "$defs",
  ]

  let root: ParameterValue

  func accepts(_ value: ParameterValue) throws -> Bool { try accepts(value, root) }

  private func accepts(_ value: ParameterValue, _ schema: ParameterValue) throws -> Bool {
    if case .bool(let verdict) = schema { return verdict }
    for (keyword, rule) in schema.mapValue?.pairs ?? [] {
      if Self.annotations.contains(keyword) || keyword == "then" { continue }
      guard try accepts(value, keyword, rule, in: schema) else { return false }
    }
    return true
  }

  private func accepts(
    _ value: ParameterValue, _ keyword: String, _ rule: ParameterValue, in schema: ParameterValue
  ) throws -> Bool {
    let rules = rule.listValue ?? []
    switch keyword {
    case "$ref":
      let name = rule.stringValue?.split(separator: "/").last.map(String.init) ?? ""
      return try accepts(value, root["$defs"]?[name] ?? false)
    case "type":
      let types = rule.stringValue.map { [$0] } ?? rules.compactMap(\.stringValue)
      return types.contains { Self.isOf($0, value) }
    case "enum": return rules.contains(value)
    case "const": return rule == value
    case "anyOf": return try rules.contains { try accepts(value, $0) }
    case "allOf": return try rules.allSatisfy { try accepts(value, $0) }
    case "if":
      guard try accepts(value, rule), let then = schema["then"] else { return true }
      return try accepts(value, then)
    case "required":
      guard let map = value.mapValue else { return true }
      return rules.compactMap(\.stringValue).allSatisfy { map[$0] != nil }
    case "properties":
      guard let map = value.mapValue else { return true }
      return try map.pairs.allSatisfy { try accepts($0.value, rule[$0.name] ?? true) }
    case "additionalProperties":
      guard let map = value.mapValue else { return true }
      let known = Set(schema["properties"]?.mapValue?.names ?? [])
      return try map.pairs.allSatisfy {
        try known.contains($0.name) || accepts($0.value, rule)
      }
    case "propertyNames":
      return try (value.mapValue?.names ?? []).allSatisfy { try accepts(.string($0), rule) }
    case "items": return try (value.listValue ?? []).allSatisfy { try accepts($0, rule) }
    case "minItems":
      return value.listValue.map { $0.count >= rule.integerValue ?? 0 } ?? true
    case "uniqueItems": return value.listValue.map { Set($0).count == $0.count } ?? true
    case "minProperties":
      return value.mapValue.map { $0.count >= rule.integerValue ?? 0 } ?? true
    case "maxLength": return value.stringValue.map { $0.count <= rule.integerValue ?? 0 } ?? true
    case "pattern":
      guard let text = value.stringValue, let pattern = rule.stringValue else { return true }
      return text.range(of: pattern, options: .regularExpression) != nil
    case "minimum": return number(value, rule) { $0 >= $1 }
    case "maximum": return number(value, rule) { $0 <= $1 }
    case "exclusiveMinimum": return number(value, rule) { $0 > $1 }
    case "exclusiveMaximum": return number(value, rule) { $0 < $1 }
    default: throw UnknownKeyword(name: keyword)
    }
  }

  private func number(
    _ value: ParameterValue, _ bound: ParameterValue, _ holds: (Double, Double) -> Bool
  ) -> Bool {
    guard let value = value.numberValue, let bound = bound.numberValue else { return true }
    return holds(value, bound)
  }

  private static func isOf(_ type: String, _ value: ParameterValue) -> Bool {
    switch (type, value) {
    case ("null", .null), ("boolean", .bool), ("string", .string), ("array", .list),
      ("object", .map), ("integer", .integer), ("number", .integer), ("number", .number):
      true
    // In JSON Schema a number without a fraction is an integer, as it is for a pipeline's parameters.
    case ("integer", .number(let number)): number == number.rounded()
    default: false
    }
  }
}
