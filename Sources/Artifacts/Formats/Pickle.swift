/// What a pickle of Python's holds, as data: objects are described, never made, and no code is run.
///
/// Only the opcodes that Python 2's protocol 2 writes for lists, dictionaries, NumPy arrays and SciPy's CSR matrices are
/// read (`pickletools` of Python documents them); every other opcode and every class but those named in ``Global`` is
/// refused by name. Values are places in one list, so that neither deep nesting nor cycles need recursion, and memory
/// grows with the file's size alone.
struct Pickle {
  /// The classes and functions that a pickle may name.
  enum Global: String, CaseIterable {
    case matrix = "scipy.sparse.csr.csr_matrix"
    case newerMatrix = "scipy.sparse._csr.csr_matrix"
    case makeArray = "numpy.core.multiarray._reconstruct"
    case newerMakeArray = "numpy._core.multiarray._reconstruct"
    case array = "numpy.ndarray"
    case elementType = "numpy.dtype"
    case dictionary = "collections.defaultdict"
    case list = "__builtin__.list"
    case newerList = "builtins.list"
  }

  /// One value; what it holds are places in ``values``.
  enum Value {
    case none
    case boolean(Bool)
    case integer(Int)
    /// Bytes of the file.
    case bytes(Range<Int>)
    case list([Int])
    case dictionary([(key: Int, value: Int)])
    case global(Global)
    /// What calling a class with arguments would make, and what it would be told then.
    case object(Global, arguments: [Int], state: Int?)
  }

  /// The file, for messages and bytes.
  let source: FileBytes
  /// All values, in the order in which they came.
  private(set) var values: [Value] = []
  /// The place of the value that the file stands for.
  private(set) var root = 0

  /// Reads a pickle.
  ///
  /// - Throws: `FormatError` naming the byte, and what stands there that is not read.
  /// - Complexity: O(size of the file).
  init(_ source: FileBytes) throws(FormatError) {
    try source.requireContent()
    self.source = source
    var machine = PickleMachine(source)
    (values, root) = try machine.run()
  }

  /// The bytes of a value; nil if it is something else.
  func bytes(_ place: Int) -> ArraySlice<UInt8>? {
    guard case .bytes(let range) = values[place] else { return nil }
    return source.bytes[range]
  }

  /// The text of a value; nil if it is something else.
  func text(_ place: Int) -> String? { bytes(place).map { String(decoding: $0, as: UTF8.self) } }

  /// The whole number that a value is; nil if it is something else.
  func integer(_ place: Int) -> Int? {
    guard case .integer(let number) = values[place] else { return nil }
    return number
  }

  /// The places of what a list or tuple holds; nil if it is something else.
  func elements(_ place: Int) -> [Int]? {
    guard case .list(let elements) = values[place] else { return nil }
    return elements
  }

  /// The pairs of a dictionary; nil if the value is something else.
  func pairs(_ place: Int) -> [(key: Int, value: Int)]? {
    guard case .dictionary(let pairs) = values[place] else { return nil }
    return pairs
  }

  /// The place of a dictionary's value under a name, the last one given; nil if there is none.
  func member(_ name: String, of place: Int) -> Int? {
    pairs(place)?.last { text($0.key) == name }?.value
  }

  /// An error about what the file holds.
  func error(_ element: String, _ problem: String) -> FormatError {
    FormatError(
      .malformed, file: source.name, element: element, problem: problem,
      remedy: "check that this is the data set's original file")
  }
}
