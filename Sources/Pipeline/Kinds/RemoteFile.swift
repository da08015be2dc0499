import Foundation
public import Store

/// A file that a URL names and a checksum pins down.
public struct RemoteFile: Hashable, Sendable {
  /// Where to get it, as the user wrote it: http, https or file.
  public let url: String
  /// The SHA-256 of its bytes.
  public let sha256: Digest
  /// The last part of the URL's path, by which kinds tell a file's format and plans call it.
  public let name: String
  /// The path for a file URL; nil where the network is needed.
  public let localPath: String?

  /// Why a URL or a checksum is none.
  public struct Mistake: Error, Hashable, CustomStringConvertible {
    /// What is wrong.
    public let message: String
    /// What to do about it.
    public let remedy: String
    /// Both.
    public var description: String { "\(message); \(remedy)" }
  }

  /// A remote file.
  ///
  /// - Parameters:
  ///   - url: an http, https or file URL, percent-encoded, without login.
  ///   - sha256: 64 hexadecimal digits in either case.
  /// - Throws: the first `Mistake` found.
  public init(url: String, sha256: String) throws(Mistake) {
    let address = try Address(url)
    self.url = url
    self.sha256 = try Self.checksum(sha256)
    name = address.name
    localPath = address.localPath
  }

  /// What is wrong with a URL; nil if nothing is.
  public static func mistake(inURL text: String) -> Mistake? {
    do {
      _ = try Address(text)
      return nil
    } catch {
      return error
    }
  }

  /// What is wrong with a checksum; nil if nothing is.
  public static func mistake(inChecksum text: String) -> Mistake? {
    do {
      _ = try checksum(text)
      return nil
    } catch {
      return error
    }
  }

  private static func checksum(_ text: String) throws(Mistake) -> Digest {
    if let digest = Digest(hex: text.lowercased()) { return digest }
    let isHexadecimal = !text.isEmpty && text.utf8.allSatisfy { $0.isHexadecimal }
    throw Mistake(
      message: isHexadecimal
        ? "a sha256 has 64 hexadecimal digits, this has \(text.utf8.count)"
        : "'\(text)' is no sha256",
      remedy: "download the file once and write down what 'sha256sum FILE' prints")
  }

  /// A URL taken apart.
  private struct Address {
    let name: String
    let localPath: String?

    init(_ text: String) throws(Mistake) {
      guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
        throw Mistake(
          message: "the URL has characters that a URL cannot have",
          remedy: "percent-encode them: a space is %20")
      }
      guard let parts = URLComponents(string: text), let scheme = parts.scheme?.lowercased(),
        ["http", "https", "file"].contains(scheme)
      else {
        throw Mistake(
          message: "'\(text)' is no URL that can be downloaded",
          remedy: "begin with https://, http:// or file:///; write a path without 'url:'")
      }
      if parts.user != nil || parts.password != nil {
        throw Mistake(
          message: "the URL has a login in it, which plans and logs would show",
          remedy: "put the login into ~/.netrc and leave it out here")
      }
      let host = parts.host ?? ""
      if scheme == "file" {
        guard host.isEmpty || host == "localhost", parts.path.hasPrefix("/"),
          !parts.path.hasSuffix("/")
        else {
          throw Mistake(
            message: "'\(text)' does not name a file of this machine",
            remedy: "write file:///absolute/path")
        }
        localPath = parts.path
      } else {
        guard !host.isEmpty else {
          throw Mistake(message: "'\(text)' names no host", remedy: "write \(scheme)://host/path")
        }
        localPath = nil
      }
      name = Self.name(parts, host: host)
    }

    /// The last part of the path, decoded unless that would hide what it is.
    private static func name(_ parts: URLComponents, host: String) -> String {
      guard let last = parts.percentEncodedPath.split(separator: "/").last else { return host }
      guard let plain = last.removingPercentEncoding, !plain.isEmpty,
        plain.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0 != "/" && $0.value != 0x7F })
      else { return String(last) }
      return plain
    }
  }
}

extension UInt8 {
  fileprivate var isHexadecimal: Bool {
    (0x30...0x39).contains(self) || (0x41...0x46).contains(self) || (0x61...0x66).contains(self)
  }
}
