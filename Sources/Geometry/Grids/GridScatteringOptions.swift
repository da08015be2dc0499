/// How ``GridScattering`` cuts scales and angles, and what lies beyond an image's border.
public struct GridScatteringOptions: Sendable, Hashable {
  /// What an image is continued by.
  public enum Padding: String, Sendable, CaseIterable {
    /// Its mirror image, the border itself not doubled.
    case reflect
    /// Itself, as on a torus; height and width must be multiples of 2^J.
    case periodic
  }

  /// The number of scales J, from 1 to 10: features hold still under shifts much less than 2^J pixels.
  public var scales: Int
  /// The number of angles L in half a turn, from 1 to 64.
  public var angles: Int
  /// The longest paths, from 0 to 2.
  public var order: Int
  /// What an image is continued by.
  public var padding: Padding
  /// By how many octaves more finely than needed signals between wavelets are sampled, from 0 to 10.
  ///
  /// Less is lost by aliasing, at four times the work an octave.
  public var oversampling: Int

  /// Options; see the properties for ranges.
  public init(
    scales: Int = 3, angles: Int = 8, order: Int = 2, padding: Padding = .reflect,
    oversampling: Int = 0
  ) {
    self.scales = scales
    self.angles = angles
    self.order = order
    self.padding = padding
    self.oversampling = oversampling
  }

  /// The number of paths: 1, then J L, then L² J (J − 1) / 2.
  public var pathCount: Int {
    let first = scales * angles
    return 1 + (order > 0 ? first : 0)
      + (order > 1 ? angles * angles * scales * (scales - 1) / 2 : 0)
  }

  func check(height: Int, width: Int) throws(GridError) {
    let ranges = [
      ("scales", scales, 1...10), ("angles", angles, 1...64), ("order", order, 0...2),
      ("oversampling", oversampling, 0...10),
    ]
    for (name, value, range) in ranges where !range.contains(value) {
      throw .parameterOutOfRange(
        name: name, value: "\(value)",
        range: "an integer from \(range.lowerBound) to \(range.upperBound)")
    }
    let stride = 1 << scales
    for (name, extent) in [("height", height), ("width", width)] {
      guard (stride...32_768).contains(extent) else {
        throw .parameterOutOfRange(
          name: name, value: "\(extent)",
          range: "images of \(stride) (2^scales) to 32,768 pixels a side, or another `scales`")
      }
      guard padding == .reflect || extent % stride == 0 else {
        throw .parameterOutOfRange(
          name: name, value: "\(extent)",
          range: "a multiple of \(stride) (2^scales) for periodic images, or reflect them")
      }
    }
  }
}
