import Autodiff

/// Writes the values of a checkpoint, little-endian.
struct ByteWriter {
  private(set) var bytes: [UInt8] = []

  mutating func integer(_ value: Int) {
    withUnsafeBytes(of: Int64(value).littleEndian) { bytes += $0 }
  }

  mutating func double(_ value: Double) {
    withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 }
  }

  mutating func optional(_ value: Double?) {
    integer(value == nil ? 0 : 1)
    double(value ?? 0)
  }

  mutating func text(_ value: String) {
    integer(value.utf8.count)
    bytes += value.utf8
  }

  mutating func tensor(_ value: Tensor<Float>) {
    integer(value.shape.count)
    for size in value.shape { integer(size) }
    for scalar in value.scalars {
      withUnsafeBytes(of: scalar.bitPattern.littleEndian) { bytes += $0 }
    }
  }

  mutating func tree(_ value: ParameterTree<Float>) {
    integer(value.leaves.count)
    for leaf in value.leaves {
      text(leaf.path)
      tensor(leaf.tensor)
    }
  }
}
