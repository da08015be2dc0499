internal import ArgumentParser

/// What the argument parser has to say instead of a command: a mistake, or a text that was asked for.
package struct UsageError: Error {
  /// The help, version or completion script that was asked for, or nil where the command line is wrong.
  package let requestedText: String?
  /// What is wrong and where help is, on one line.
  package let message: String

  init(_ error: any Error, arguments: [String]) {
    guard Meridian.exitCode(for: error) != .success else {
      requestedText = Meridian.fullMessage(for: error)
      message = ""
      return
    }
    requestedText = nil
    let names = Meridian.configuration.subcommands.map { $0._commandName }
    let command = arguments.first.flatMap { names.contains($0) ? $0 : nil }
    let problem = Meridian.message(for: error).split(separator: "\n").joined(separator: " ")
    let place = command.map { "meridian \($0)" } ?? "meridian"
    let help = command.map { "meridian help \($0)" } ?? "meridian help"
    message = "\(place): \(Self.sentence(problem)); see '\(help)'"
  }

  /// The parser's sentence as a clause: without its capital and its full stop.
  private static func sentence(_ text: String) -> String {
    var text = text
    while text.last == "." { text.removeLast() }
    return text.prefix(1).lowercased() + text.dropFirst()
  }
}
