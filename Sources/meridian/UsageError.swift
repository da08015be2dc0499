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
    var known = Self.path(words)
    if known.commands.isEmpty { known.choices.append("help") }
    guard let word = words.dropFirst(known.commands.count).first, !word.hasPrefix("-"),
      !known.choices.isEmpty
    else { return nil }
    let place = (["meridian"] + known.commands).joined(separator: " ")
    let help = (["meridian help"] + known.commands).joined(separator: " ")
    guard !known.choices.contains(word) else { return nil }
    let remedy = NearestName.find(word, among: known.choices).map { "did you mean '\($0)'?" }
    requestedText = nil
    message = "\(place): there is no command '\(word)'; \(remedy ?? "'\(help)' lists them")"
  }

  init(_ error: any Error, arguments: [String]) {
    guard Meridian.exitCode(for: error) != .success else {
      requestedText = CompletionScript.completed(Meridian.fullMessage(for: error))
      message = ""
      return
    }
    requestedText = nil
    let commands = Self.path(arguments[...]).commands
    let problem = Meridian.message(for: error).split(separator: "\n").joined(separator: " ")
    let place = (["meridian"] + commands).joined(separator: " ")
    let help = (["meridian help"] + commands).joined(separator: " ")
    message = "\(place): \(Self.sentence(problem)); see '\(help)'"
  }

  /// The commands that a command line begins with, and those that may follow.
  private static func path(_ words: ArraySlice<String>) -> (commands: [String], choices: [String]) {
    var (commands, choices) = ([String](), Meridian.configuration.subcommands)
    for word in words {
      guard let next = choices.first(where: { $0._commandName == word }) else { break }
      commands.append(word)
      choices = next.configuration.subcommands
    }
    return (commands, choices.map { $0._commandName })
  }

  /// The parser's sentence as a clause: without its capital and its full stop.
  private static func sentence(_ text: String) -> String {
    var text = text
    while text.last == "." { text.removeLast() }
    return text.prefix(1).lowercased() + text.dropFirst()
  }
}
