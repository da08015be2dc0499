/// The stack machine that reads a pickle's opcodes.
struct PickleMachine {
  private let source: FileBytes
  private var position = 0
  private var values: [Pickle.Value] = []
  /// Places of values; a mark is −1.
  private var stack: [Int] = []
  private var memo: [Int: Int] = [:]

  init(_ source: FileBytes) { self.source = source }

  /// Runs to the end and gives all values and the place of the one that stands for the file.
  mutating func run() throws(FormatError) -> (values: [Pickle.Value], root: Int) {
    while true {
      let opcode = try byte()
      if opcode == UInt8(ascii: ".") { break }
      try step(opcode)
    }
    guard position == source.bytes.count else {
      throw error("\(source.bytes.count - position) bytes follow the end of the pickle")
    }
    let root = try pop()
    guard stack.isEmpty else { throw error("\(stack.count) values are left over at the end") }
    return (values, root)
  }

  private mutating func step(_ opcode: UInt8) throws(FormatError) {
    switch opcode {
    case 0x80: try readProtocol()
    case UInt8(ascii: "("): stack.append(-1)
    case UInt8(ascii: "N"): push(.none)
    case 0x88: push(.boolean(true))
    case 0x89: push(.boolean(false))
    case UInt8(ascii: "K"): push(.integer(try unsigned(1)))
    case UInt8(ascii: "M"): push(.integer(try unsigned(2)))
    case UInt8(ascii: "J"): push(.integer(Int(Int32(truncatingIfNeeded: try unsigned(4)))))
    case 0x8a: push(.integer(try long()))
    case UInt8(ascii: "U"): push(.bytes(try take(try unsigned(1))))
    case UInt8(ascii: "T"), UInt8(ascii: "X"): push(.bytes(try take(try unsigned(4))))
    case UInt8(ascii: "]"), UInt8(ascii: ")"): push(.list([]))
    case UInt8(ascii: "}"): push(.dictionary([]))
    case 0x85, 0x86, 0x87:
      let elements = try pop(Int(opcode) - 0x84)
      push(.list(elements))
    case UInt8(ascii: "t"): push(.list(try popToMark()))
    case UInt8(ascii: "a"): try append([try pop()])
    case UInt8(ascii: "e"): try append(try popToMark())
    case UInt8(ascii: "s"): try set(try pop(2))
    case UInt8(ascii: "u"): try set(try popToMark())
    case UInt8(ascii: "q"): try remember(try unsigned(1))
    case UInt8(ascii: "r"): try remember(try unsigned(4))
    case UInt8(ascii: "h"): try recall(try unsigned(1))
    case UInt8(ascii: "j"): try recall(try unsigned(4))
    case UInt8(ascii: "c"): push(.global(try global()))
    case UInt8(ascii: "R"), 0x81: try describe()
    case UInt8(ascii: "b"): try tell()
    default:
      let name =
        PickleOpcode.names[opcode].map { "the opcode \($0)" }
        ?? "the unknown opcode 0x\(String(opcode, radix: 16))"
      throw error(
        "\(name) is not read: only lists, dictionaries, arrays and CSR matrices of protocol 2 are",
        .unsupported, at: position - 1)
    }
  }

  // MARK: Values

  private mutating func push(_ value: Pickle.Value) {
    stack.append(values.count)
    values.append(value)
  }

  private mutating func pop() throws(FormatError) -> Int {
    guard let place = stack.last, place >= 0 else { throw missing() }
    stack.removeLast()
    return place
  }

  private mutating func pop(_ count: Int) throws(FormatError) -> [Int] {
    let elements = Array(stack.suffix(count))
    guard elements.count == count, !elements.contains(-1) else { throw missing() }
    stack.removeLast(count)
    return elements
  }

  private mutating func popToMark() throws(FormatError) -> [Int] {
    guard let mark = stack.lastIndex(of: -1) else { throw missing() }
    let elements = Array(stack[(mark + 1)...])
    stack.removeSubrange(mark...)
    return elements
  }

  private func top() throws(FormatError) -> Int {
    guard let place = stack.last, place >= 0 else { throw missing() }
    return place
  }

  private mutating func append(_ elements: [Int]) throws(FormatError) {
    let place = try top()
    guard case .list(var list) = values[place] else {
      throw error("an element is appended to what is no list")
    }
    // The list leaves the table while it grows, or each element would copy it.
    values[place] = .none
    list += elements
    values[place] = .list(list)
  }

  private mutating func set(_ elements: [Int]) throws(FormatError) {
    let place = try top()
    guard elements.count % 2 == 0 else { throw error("a dictionary's key has no value") }
    let pairs = stride(from: 0, to: elements.count, by: 2).map {
      (key: elements[$0], value: elements[$0 + 1])
    }
    guard case .dictionary(var dictionary) = values[place] else {
      throw error("a key is set in what is no dictionary")
    }
    values[place] = .none
    dictionary += pairs
    values[place] = .dictionary(dictionary)
  }

  private mutating func remember(_ index: Int) throws(FormatError) { memo[index] = try top() }

  private mutating func recall(_ index: Int) throws(FormatError) {
    guard let place = memo[index] else {
      throw error("names the value \(index), which has not come")
    }
    stack.append(place)
  }

  /// What a call of a class or function stands for.
  private mutating func describe() throws(FormatError) {
    let operands = try pop(2)
    guard case .global(let global) = values[operands[0]],
      case .list(let arguments) = values[operands[1]]
    else { throw error("calls what is no class") }
    switch global {
    case .dictionary: push(.dictionary([]))
    case .list, .newerList, .array: throw error("calls \(global.rawValue), which is not read")
    default: push(.object(global, arguments: arguments, state: nil))
    }
  }

  /// Gives an object its state.
  private mutating func tell() throws(FormatError) {
    let state = try pop()
    let place = try top()
    guard case .object(let global, let arguments, nil) = values[place] else {
      throw error("gives a state to what takes none")
    }
    values[place] = .object(global, arguments: arguments, state: state)
  }

  // MARK: Bytes

  private mutating func readProtocol() throws(FormatError) {
    let version = try byte()
    guard version <= 2 else {
      throw error("has protocol \(version); up to 2 is read", .unsupported, at: position - 1)
    }
  }

  private mutating func byte() throws(FormatError) -> UInt8 {
    guard position < source.bytes.count else { throw truncated() }
    defer { position += 1 }
    return source.bytes[position]
  }

  private mutating func take(_ count: Int) throws(FormatError) -> Range<Int> {
    guard count >= 0, count <= source.bytes.count - position else { throw truncated() }
    defer { position += count }
    return position..<position + count
  }

  /// A little-endian number of up to four bytes.
  private mutating func unsigned(_ count: Int) throws(FormatError) -> Int {
    source.bytes[try take(count)].reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  /// A whole number of Python's `long`, of up to eight bytes.
  private mutating func long() throws(FormatError) -> Int {
    let range = try take(try unsigned(1))
    guard range.count <= 8 else {
      throw error("has a whole number of \(range.count) bytes; up to 8 are read", .unsupported)
    }
    let isNegative = range.last.map { source.bytes[$0] >= 0x80 } ?? false
    return source.bytes[range].reversed().reduce(isNegative ? -1 : 0) { $0 << 8 | Int($1) }
  }

  private mutating func global() throws(FormatError) -> Pickle.Global {
    let start = position
    let name = "\(try line()).\(try line())"
    guard let global = Pickle.Global(rawValue: name) else {
      throw error(
        "names \(name.prefix(80)), which is not read: no code is run, and only NumPy arrays, CSR matrices and defaultdict are known",
        .unsupported, at: start - 1)
    }
    return global
  }

  private mutating func line() throws(FormatError) -> String {
    guard let end = source.bytes[position...].firstIndex(of: Ascii.newline) else {
      throw truncated()
    }
    defer { position = end + 1 }
    return String(decoding: source.bytes[position..<end], as: UTF8.self)
  }

  // MARK: Errors

  private func error(
    _ problem: String, _ code: FormatError.Code = .malformed, at place: Int? = nil
  ) -> FormatError {
    FormatError(
      code, file: source.name, place: .byte(place ?? position), problem: problem,
      remedy: "check that this is the data set's original file")
  }

  private func missing() -> FormatError { error("takes a value where none is left") }

  private func truncated() -> FormatError {
    FormatError(
      .truncated, file: source.name, place: .byte(position), problem: "the file ends here",
      remedy: "the file is cut off: copy it again")
  }
}

/// Names of opcodes that are not read, for messages; `pickletools` of Python has them all.
private enum PickleOpcode {
  static let names: [UInt8: String] = [
    UInt8(ascii: "0"): "POP", UInt8(ascii: "1"): "POP_MARK", UInt8(ascii: "2"): "DUP",
    UInt8(ascii: "F"): "FLOAT", UInt8(ascii: "G"): "BINFLOAT", UInt8(ascii: "I"): "INT",
    UInt8(ascii: "L"): "LONG", UInt8(ascii: "P"): "PERSID", UInt8(ascii: "Q"): "BINPERSID",
    UInt8(ascii: "S"): "STRING", UInt8(ascii: "V"): "UNICODE", UInt8(ascii: "d"): "DICT",
    UInt8(ascii: "g"): "GET", UInt8(ascii: "i"): "INST", UInt8(ascii: "l"): "LIST",
    UInt8(ascii: "o"): "OBJ", UInt8(ascii: "p"): "PUT", UInt8(ascii: "B"): "BINBYTES",
    UInt8(ascii: "C"): "SHORT_BINBYTES", 0x82: "EXT1", 0x83: "EXT2", 0x84: "EXT4", 0x8b: "LONG4",
    0x8c: "SHORT_BINUNICODE", 0x8d: "BINUNICODE8", 0x8e: "BINBYTES8", 0x8f: "EMPTY_SET",
    0x90: "ADDITEMS", 0x91: "FROZENSET", 0x92: "NEWOBJ_EX", 0x93: "STACK_GLOBAL", 0x94: "MEMOIZE",
    0x95: "FRAME", 0x96: "BYTEARRAY8", 0x97: "NEXT_BUFFER", 0x98: "READONLY_BUFFER",
  ]
}
