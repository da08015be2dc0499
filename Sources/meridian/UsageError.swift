internal import ArgumentParser
internal import Pipeline

/// What the argument parser has to say instead of a command: a mistake, or a text that was asked for.
package struct UsageError: Error {
  /// The help, version or completion script that was asked for, or nil where the command line is wrong.
  package let requestedText: String?
  /// What is wrong and where help is, on one line.
  package let message: String

  /// The mistake of naming a command that there is not; nil where the command line names none or a known one.
  init?(unknownCommandIn arguments: [String]) {
    let words = arguments.first == "help" ? arguments.dropFirst() : arguments[...]
    let names = Meridian.configuration.subcommands.map { $0._commandName } + ["help"]
    guard let word = words.first, !word.hasPrefix("-"), !names.contains(word) else { return nil }
    let remedy = NearestName.find(word, among: names).map { "did you mean '\($0)'?" }
    requestedText = nil
    message = "meridian: there is no command '\(word)'; \(remedy ?? "'meridian help' lists them")"
  }

  init(_ error: any Error, arguments: [String]) {
    guard Meridian.exitCode(for: error) != .success else {
      requestedText = CompletionScript.completed(Meridian.fullMessage(for: error))
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
