/// Fields that are carried beside the main one: inputs of other types, such as the positions of a geometric graph.
public struct Companions: Hashable, Sendable {
  /// A named field.
  public struct Entry: Hashable, Sendable {
    /// The input's name.
    public let name: String
    /// Its type, channels and support.
    public let signature: FieldSignature
  }

  /// The fields in the order of the inputs.
  public private(set) var entries: [Entry] = []

  /// No fields.
  public init() {}

  /// The field of a name; nil if there is none.
  public subscript(name: String) -> FieldSignature? {
    get { entries.first { $0.name == name }?.signature }
    set {
      let index = entries.firstIndex { $0.name == name }
      switch (index, newValue) {
      case (let index?, let signature?): entries[index] = Entry(name: name, signature: signature)
      case (nil, let signature?): entries.append(Entry(name: name, signature: signature))
      case (let index?, nil): entries.remove(at: index)
      case (nil, nil): break
      }
    }
  }

  /// The names of the fields on a support.
  func names(on support: Support) -> [String] {
    entries.filter { $0.signature.support == support }.map(\.name)
  }

  /// The first field of a law on a support.
  public func first(_ kind: FieldType.Kind, on support: Support) -> Entry? {
    entries.first { $0.signature.type.kind == kind && $0.signature.support == support }
  }
}
