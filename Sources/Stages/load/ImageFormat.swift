/// The formats of images by the name a parameter uses.
enum ImageFormat: String, CaseIterable {
  case idx, npy, npz, png

  /// The format that a file's name tells, `.gz` left out; IDX when it tells none.
  static func of(_ path: String) -> ImageFormat {
    var name = path.lowercased()
    if name.hasSuffix(".gz") { name.removeLast(3) }
    return allCases.first { name.hasSuffix(".\($0.rawValue)") } ?? .idx
  }
}

/// Where the labels of images come from.
enum LabelSource: String, CaseIterable {
  /// A file of their own.
  case file
  /// An array beside the images.
  case array
  /// The folder that an image lies in.
  case folder
  /// Nowhere.
  case none

  /// Where they come from unless a parameter says otherwise.
  static func usual(for format: ImageFormat, isConnected: Bool) -> LabelSource {
    switch format {
    case .idx, .npy: .file
    case .npz: .array
    case .png: isConnected ? .file : .folder
    }
  }
}
