/// What is wrong with images on a grid, or with a request made of them.
///
/// The message names the parameter and the remedy.
public enum GridError: Error, Equatable, Sendable {
  /// A parameter is outside its range.
  case parameterOutOfRange(name: String, value: String, range: String)
  /// The values are not those of so many images.
  case valueCount(values: Int, wanted: Int)
  /// A pixel is NaN or infinite.
  case notFinite(item: Int, value: Float)
}

extension GridError: CustomStringConvertible {
  /// One sentence that names the place, then one that names the remedy.
  public var description: String {
    switch self {
    case .parameterOutOfRange(let name, let value, let range):
      "\(name) is \(value). Choose \(range)."
    case .valueCount(let values, let wanted):
      "\(values) values for images of \(wanted) each. Give every pixel of every channel one value."
    case .notFinite(let item, let value):
      "Image \(item) holds the value \(value). Replace it with a number."
    }
  }
}
