internal import Artifacts
internal import Models
internal import Store

/// Files that hold arrays of numbers, known by their first bytes.
enum ArrayFile {
  /// Reads an array from a .npy, .npz, .safetensors or IDX file.
  ///
  /// - Parameters:
  ///   - name: The array in a .npz or .safetensors; may be nil when it holds one.
  ///   - remedy: What to do when it is not there, given the names that are.
  static func read(
    _ source: FileBytes, array name: String? = nil, remedy: (String) -> String
  ) throws -> NumberArray {
    if source.bytes.starts(with: Array("PK".utf8)) {
      return try find(name, in: NPZ.read(source), source, remedy: remedy)
    }
    if source.bytes.starts(with: [0x93] + Array("NUMPY".utf8)) { return try NPY.read(source) }
    if Safetensors.begins(source.bytes) {
      let arrays = try Safetensors(source).entries.map { (name: $0.name, array: $0.array) }
      return try find(name, in: arrays, source, remedy: remedy)
    }
    return try IDX.read(source)
  }

  /// The array of a name; the only one when the name is nil.
  static func find(
    _ name: String?, in arrays: [(name: String, array: NumberArray)], _ source: FileBytes,
    remedy: (String) -> String
  ) throws -> NumberArray {
    if let name {
      if let array = arrays.first(where: { $0.name == name })?.array { return array }
    } else if arrays.count == 1 {
      return arrays[0].array
    }
    let names = arrays.map(\.name).joined(separator: ", ")
    throw FormatError(
      .missing, file: source.name, element: name.map { "array \"\($0)\"" },
      problem: name == nil ? "holds \(arrays.count) arrays" : "is not in the file",
      remedy: remedy(names))
  }
}

extension Labels {
  /// Classes from whole numbers, one an item, named by them; the largest tells how many there are.
  ///
  /// - Parameters:
  ///   - items: How many items there are; any number when nil.
  ///   - file: The file that errors name.
  ///   - canHide: Whether −1 is an item without a class.
  init(_ array: NumberArray, items: Int?, file: String, canHide: Bool = false) throws {
    guard array.shape.count == 1, items == nil || array.shape == [items],
      let values = array.integers
    else {
      throw FormatError(
        .malformed, file: file, element: "labels",
        problem: "have shape \(array.shape) and type \(array.elementType.rawValue)",
        remedy: items.map { "give one whole number for each of the \($0) images" }
          ?? "give one axis of whole numbers")
    }
    if let bad = values.firstIndex(where: { $0 < (canHide ? -1 : 0) || $0 > 65_535 }) {
      throw FormatError(
        .outOfRange, file: file, element: "label \(bad)", problem: "is \(values[bad])",
        remedy: "classes count from 0")
    }
    let count = (values.max() ?? -1) + 1
    try self.init(
      classes: values.map { Int32(truncatingIfNeeded: $0) }, classNames: (0..<count).map { "\($0)" }
    )
  }
}
