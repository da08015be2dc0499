public import Store

/// How one stored array of two artifacts differs.
public struct ArrayComparison: Sendable, Equatable {
  /// An array's element type and shape.
  public struct Form: Sendable, Equatable {
    /// The element type.
    public let elementType: ElementType
    /// The shape.
    public let shape: [Int]

    init(_ description: ArrayDescription) {
      elementType = description.elementType
      shape = description.shape
    }

    /// `float64 [2930, 3]`.
    public var text: String { "\(elementType.rawValue) \(shape)" }
  }

  /// The largest difference of two elements, and where it is.
  public struct Extreme: Sendable, Equatable {
    /// The difference.
    public let value: Double
    /// The index of the element, one number an axis.
    public let index: [Int]
  }

  /// The array's name.
  public let name: String
  /// What it was; nil where there was none.
  public let old: Form?
  /// What it is; nil where there is none.
  public let new: Form?
  /// How many elements differ; nil where the shapes do, and elements have no counterpart.
  public let changed: Int?
  /// The largest difference of finite elements.
  public let largestAbsolute: Extreme?
  /// The largest of |a − b| / max(|a|, |b|).
  public let largestRelative: Extreme?
  /// How many of the elements that differ are NaN or infinite on one side.
  public let notFinite: Int

  /// Compares the arrays called `name`; nil where they are the same.
  ///
  /// Reads slice by slice, so that memory does not grow with the arrays.
  ///
  /// - Throws: `StoreError` when one is damaged.
  /// - Complexity: O(elements).
  init?(_ name: String, _ left: ArtifactReader, _ right: ArtifactReader) throws {
    self.name = name
    old = left.contains(name) ? Form(try left.description(of: name)) : nil
    new = right.contains(name) ? Form(try right.description(of: name)) : nil
    guard let old, let new, old.shape == new.shape else {
      changed = nil
      largestAbsolute = nil
      largestRelative = nil
      notFinite = 0
      return
    }
    let differences = try Self.differences(name, left, right, old, new)
    guard differences.changed > 0 || old.elementType != new.elementType else { return nil }
    changed = differences.changed
    let shape = old.shape
    largestAbsolute = differences.absolute.map {
      Extreme(value: $0.value, index: Self.index($0.place, in: shape))
    }
    largestRelative = differences.relative.map {
      Extreme(value: $0.value, index: Self.index($0.place, in: shape))
    }
    notFinite = differences.notFinite
  }

  private static func differences(
    _ name: String, _ left: ArtifactReader, _ right: ArtifactReader, _ old: Form, _ new: Form
  ) throws -> NumberDifferences {
    var differences = NumberDifferences()
    let rows = old.shape.first ?? 1
    let width = old.shape.dropFirst().contains(0) ? 0 : old.shape.dropFirst().reduce(1, *)
    guard rows > 0, width > 0 else { return differences }
    let bytes = max(old.elementType.byteCount, new.elementType.byteCount)
    let slice = max(1, (8 << 20) / (width * bytes))
    for start in stride(from: 0, to: rows, by: slice) {
      let range = start..<min(start + slice, rows)
      // A scalar has one element and no rows to choose from.
      let one = old.shape.isEmpty ? try left.read(name) : try left.readRows(name, range)
      let other = old.shape.isEmpty ? try right.read(name) : try right.readRows(name, range)
      let count = range.count * width
      if old.elementType == new.elementType, one == other {
        differences.addEqual(count)
        continue
      }
      differences.add(
        NumberArray(elementType: old.elementType, shape: [count], bytes: one).doubles,
        NumberArray(elementType: new.elementType, shape: [count], bytes: other).doubles,
        from: start * width)
    }
    return differences
  }

  private static func index(_ place: Int, in shape: [Int]) -> [Int] {
    var rest = place
    var index: [Int] = []
    for extent in shape.reversed() where extent > 0 {
      index.append(rest % extent)
      rest /= extent
    }
    return index.reversed()
  }

  /// The number of elements compared.
  public var count: Int { old.map { $0.shape.contains(0) ? 0 : $0.shape.reduce(1, *) } ?? 0 }

  /// The comparison as a JSON object.
  public var json: JSON {
    func form(_ form: Form?) -> JSON {
      form.map {
        .object([
          ("dtype", .string($0.elementType.rawValue)),
          ("shape", .array($0.shape.map { .integer($0) })),
        ])
      } ?? .null
    }
    func extreme(_ extreme: Extreme?) -> JSON {
      extreme.map {
        .object([
          ("value", .number($0.value)), ("index", .array($0.index.map { .integer($0) })),
        ])
      } ?? .null
    }
    return .object([
      ("name", .string(name)), ("from", form(old)), ("to", form(new)),
      ("changed", changed.map { .integer($0) } ?? .null), ("count", .integer(count)),
      ("largest_absolute", extreme(largestAbsolute)),
      ("largest_relative", extreme(largestRelative)), ("not_finite", .integer(notFinite)),
    ])
  }
}
