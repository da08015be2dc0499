import Foundation

/// Reads values from the parameters of a result record, which are JSON text.
enum ParameterText {
  /// The whole numbers of a list; nil if there is no list of that name, or it holds anything else.
  static func integers(_ name: String, in text: String) -> [Int]? {
    let object = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    return object?[name] as? [Int]
  }
}
