extension FieldType {
  /// The ways to write a type, for messages and documentation.
  package static let forms = """
    scalar, position, {position: 2}, vector, {vector: 2}, {regular: c4}, {so2: [0, 1]}, {so3: [0, 1]} or {o3: [1]}
    """

  private static let maximumOrder = 64

  /// The type in the model language; `FieldType(value)` gives it back.
  public var value: ModelValue {
    switch self {
    case .scalar: "scalar"
    case .position(3): "position"
    case .position(let dimension): .map([.init("position", .integer(dimension))])
    case .vector(1): "vector"
    case .vector(let frequency): .map([.init("vector", .integer(frequency))])
    case .regular(let group): .map([.init("regular", .string(group.name))])
    case .irreps(let group, let orders):
      .map([.init(group.rawValue, .list(orders.map { .integer($0) }))])
    }
  }

  /// Reads a type; nil with a problem when it is none.
  ///
  /// `{so2: {0: 4, 1: 2}}` stands for order 0 four times and order 1 twice.
  package init?(_ value: ModelValue, at path: String, problems: inout [ModelProblem]) {
    switch value {
    case .string("scalar"): self = .scalar
    case .string("position"): self = .position(3)
    case .string("vector"): self = .vector(1)
    case .string(let text):
      problems.append(
        .unknown(
          "field type", text, at: path,
          valid: ["scalar", "position", "vector", "regular"]
            + RotationGroup.allCases.map(\.rawValue)))
      return nil
    case .map(let entries) where entries.count == 1:
      let (name, argument) = (entries[0].name, entries[0].value)
      guard let type = Self.read(name, argument) else {
        problems.append(ModelProblem(path, "expected a field type: \(Self.forms)"))
        return nil
      }
      self = type
    default:
      problems.append(
        ModelProblem(path, "expected a field type (\(Self.forms)), found \(value.phrase)"))
      return nil
    }
  }

  private static func read(_ name: String, _ argument: ModelValue) -> FieldType? {
    switch (name, argument) {
    case ("position", .integer(let dimension)) where (1...maximumOrder).contains(dimension):
      .position(dimension)
    case ("vector", .integer(let frequency)) where (1...maximumOrder).contains(frequency):
      .vector(frequency)
    case ("regular", .string(let text)): FiniteGroup.named(text).map { .regular($0) }
    default:
      RotationGroup(rawValue: name).flatMap { group in
        orders(argument).map { .irreps(group, $0) }
      }
    }
  }

  private static func orders(_ value: ModelValue) -> [Int]? {
    var orders: [Int] = []
    switch value {
    case .integer(let order): orders = [order]
    case .list(let items):
      for item in items {
        guard case .integer(let order) = item else { return nil }
        orders.append(order)
      }
    case .map(let entries):
      for entry in entries {
        guard let order = Int(entry.name), case .integer(let count) = entry.value,
          (1...4096).contains(count)
        else { return nil }
        orders += Array(repeating: order, count: count)
      }
    default: return nil
    }
    let isRead = !orders.isEmpty && orders.allSatisfy { (0...maximumOrder).contains($0) }
    return isRead ? orders : nil
  }
}
