/// One respect in which two artifacts differ.
public struct Finding: Sendable, Equatable {
  /// What differs: `faces`, `eigenvalues`, `accuracy`.
  public let subject: String
  /// How, for a reader: `4 added, 2 removed (5,856 → 5,858)`.
  public let text: String
  /// How, for a program.
  public let json: JSON

  /// A finding with these figures; those that are nil are left out.
  public init(_ subject: String, _ text: String, _ figures: KeyValuePairs<String, JSON?> = [:]) {
    self.subject = subject
    self.text = text
    json = .object(figures.compactMap { name, value in value.map { (name, $0) } })
  }

  /// A value that is another.
  init(_ subject: String, from old: String, to new: String) {
    self.init(subject, "\(old) → \(new)", ["from": .string(old), "to": .string(new)])
  }

  /// A count that is another; nil where it is not.
  init?(_ subject: String, from old: Int, to new: Int) {
    guard old != new else { return nil }
    self.init(
      subject, "\(Exports.count(old)) → \(Exports.count(new))",
      ["from": .integer(old), "to": .integer(new)])
  }

  /// The same finding about a part of something.
  func within(_ part: String) -> Finding {
    Finding(subject: "\(part) \(subject)", text: text, json: json)
  }

  private init(subject: String, text: String, json: JSON) {
    self.subject = subject
    self.text = text
    self.json = json
  }
}
