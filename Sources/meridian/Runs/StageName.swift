/// The parts of a stage's name in a run: `model[seed=0]` is an instance of `model`.
package enum StageName {
  /// The name in the pipeline file, without the item and variant in brackets behind it.
  package static func template(of name: String) -> String {
    name.hasSuffix("]") ? String(name.prefix { $0 != "[" }) : name
  }

  /// The item and variant in brackets behind the template's name; empty where there are none.
  package static func instance(of name: String, in template: String) -> String {
    guard name.hasPrefix("\(template)["), name.hasSuffix("]") else { return "" }
    return String(name.dropFirst(template.count + 1).dropLast())
  }
}
