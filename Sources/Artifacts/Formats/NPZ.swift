/// NumPy's archive of named arrays: a ZIP file of `.npy` entries.
public enum NPZ {
  /// Reads all arrays of numbers by name (without `.npy`), in the archive's order; text is left out.
  ///
  /// - Throws: `FormatError` naming the entry.
  /// - Complexity: O(size of the arrays).
  public static func read(_ source: FileBytes) throws(FormatError) -> [(
    name: String, array: NumberArray
  )] {
    var arrays: [(name: String, array: NumberArray)] = []
    for (name, content) in try readAny(source) {
      if case .numbers(let array) = content { arrays.append((name, array)) }
    }
    guard !arrays.isEmpty else {
      throw FormatError(
        .empty, file: source.name, problem: "the archive holds no array of numbers",
        remedy: "write it with numpy.savez")
    }
    return arrays
  }

  /// Reads all arrays, text included.
  static func readAny(_ source: FileBytes) throws(FormatError) -> [(
    name: String, content: NPY.Content
  )] {
    var result: [(name: String, content: NPY.Content)] = []
    for entry in try Zip.read(source) {
      guard entry.name.hasSuffix(".npy") else {
        throw FormatError(
          .unsupported, file: source.name, element: "entry \"\(entry.name)\"",
          problem: "is not a .npy array", remedy: "write the archive with numpy.savez")
      }
      let name = String(entry.name.dropLast(4))
      let content = try NPY.readAny(FileBytes(entry.bytes, name: "\(source.name)[\(name)]"))
      result.append((name, content))
    }
    return result
  }

  /// Writes named arrays, deflated unless `compressed` is false.
  ///
  /// - Throws: `FormatError` when the archive would reach 4 GiB.
  public static func write(
    _ arrays: [(name: String, array: NumberArray)], compressed: Bool = true,
    file: String = "arrays.npz"
  ) throws(FormatError) -> [UInt8] {
    try Zip.write(
      arrays.map { Zip.Entry(name: $0.name + ".npy", bytes: NPY.write($0.array)) },
      compressed: compressed, file: file)
  }
}
