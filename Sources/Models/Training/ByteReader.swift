import Autodiff

/// Reads the values of a checkpoint, never past its end.
struct ByteReader {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { position == bytes.count }

  private mutating func word(_ size: Int) throws(ModelError) -> UInt64 {
    guard bytes.count - position >= size else { throw Self.damaged }
    defer { position += size }
    return (0..<size).reduce(0) { $0 | UInt64(bytes[position + $1]) << UInt64(8 * $1) }
  }

  mutating func integer() throws(ModelError) -> Int {
    Int(Int64(bitPattern: try word(8)))
  }

  /// A count of things that take at least `size` bytes each.
  mutating func count(ofSize size: Int) throws(ModelError) -> Int {
    let value = try integer()
    guard value >= 0, value <= (bytes.count - position) / max(1, size) else { throw Self.damaged }
    return value
  }

  mutating func double() throws(ModelError) -> Double { Double(bitPattern: try word(8)) }

  mutating func optional() throws(ModelError) -> Double? {
    let isThere = try integer() == 1
    let value = try double()
    return isThere ? value : nil
  }

  mutating func text() throws(ModelError) -> String {
    let size = try count(ofSize: 1)
    defer { position += size }
    return String(decoding: bytes[position..<position + size], as: UTF8.self)
  }

  mutating func tensor() throws(ModelError) -> Tensor<Float> {
    var shape: [Int] = []
    for _ in 0..<(try count(ofSize: 8)) { shape.append(try integer()) }
    var total = 1
    for size in shape {
      let (product, overflow) = total.multipliedReportingOverflow(by: size)
      guard size >= 0, !overflow else { throw Self.damaged }
      total = product
    }
    guard total <= (bytes.count - position) / 4 else { throw Self.damaged }
    var scalars: [Float] = []
    scalars.reserveCapacity(total)
    for _ in 0..<total { scalars.append(Float(bitPattern: UInt32(try word(4)))) }
    return Tensor(shape: shape, scalars)
  }

  mutating func tree() throws(ModelError) -> ParameterTree<Float> {
    var leaves: [ParameterTree<Float>.Leaf] = []
    for _ in 0..<(try count(ofSize: 16)) { leaves.append(.init(try text(), try tensor())) }
    return ParameterTree(leaves)
  }

  static let damaged = ModelError(
    .checkpoint, "the checkpoint is damaged; delete it and train from the start")
}
