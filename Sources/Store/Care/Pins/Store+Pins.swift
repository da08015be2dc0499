internal import Foundation

/// Keeping what must not be collected.
extension Store {
  /// Pins an artifact; a pin of the same name is replaced.
  ///
  /// - Throws: `StoreError` (`invalidName`, `notWritable`, `diskFull`).
  public func pin(_ pin: Pin) throws {
    guard !pin.name.isEmpty, pin.name.utf8.count <= 200,
      !pin.name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
    else {
      throw StoreError(
        .invalidName, "“\(pin.name.prefix(40))” cannot name a pin; give 1 to 200 printable bytes")
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let text = try encoder.encode(PinFile(format: PinFile.version, pin: pin))
    try Folder.create("\(root)/pins")
    // Under the gate, so that a collector sees the pin or has not yet removed anything it needs.
    try files.gate.shared {
      try Folder.replace(
        pinPath(pin.name), with: Array(text), temporaryFolder: files.temporaryPath)
    }
  }

  /// Takes a pin out; false if there is none of that name.
  @discardableResult
  public func unpin(_ name: String) throws -> Bool { try Folder.removeFile(pinPath(name)) }

  /// All pins, by name.
  ///
  /// - Throws: `StoreError.damaged` for a pin that cannot be read, as nobody knows what it keeps.
  public func pins() throws -> [Pin] {
    try Folder.names(in: "\(root)/pins").filter { $0.hasSuffix(".json") }.compactMap { name in
      let path = "\(root)/pins/\(name)"
      guard let bytes = try Folder.contents(of: path) else { return nil }
      guard let file = try? JSONDecoder().decode(PinFile.self, from: Data(bytes)) else {
        throw StoreError(.damaged, "\(path) is no readable pin; remove it, and pin again")
      }
      guard file.format <= PinFile.version else {
        throw StoreError(.newerFormat, "\(path) is of a newer Meridian; use that one")
      }
      return file.pin
    }.sorted { $0.name < $1.name }
  }

  private func pinPath(_ name: String) -> String { "\(root)/pins/\(fileName(name)).json" }
}

/// A pin as it lies in `pins/`.
private struct PinFile: Codable {
  static let version = 1
  let format: Int
  let pin: Pin
}
