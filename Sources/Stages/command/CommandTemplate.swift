/// A command line with `{name}` in place of the paths that are known only when it runs.
///
/// It is split into words as a shell would (blanks, '…', "…", \x), but no shell ever sees it: nothing else is expanded.
struct CommandTemplate: Equatable {
  /// What is wrong with a template.
  struct Problem: Error, Equatable {
    /// In words, with the remedy.
    let message: String
  }

  private enum Piece: Equatable {
    case text(String)
    case name(String)
  }

  private let words: [[Piece]]

  /// Splits a command line.
  ///
  /// - Throws: `Problem` for an unclosed quote or brace, or when there is no word.
  init(_ line: String) throws(Problem) {
    var splitter = Splitter(line)
    words = try splitter.words()
    guard !words.isEmpty else { throw Problem(message: "the command is empty") }
  }

  /// The names in braces, in the order of their first use.
  var names: [String] {
    var seen: Set<String> = []
    return words.joined().compactMap { piece in
      guard case .name(let name) = piece, seen.insert(name).inserted else { return nil }
      return name
    }
  }

  /// The words with every name replaced; names without a path stay empty.
  func arguments(_ paths: [String: String]) -> [String] {
    words.map { word in
      word.map { piece in
        switch piece {
        case .text(let text): text
        case .name(let name): paths[name] ?? ""
        }
      }.joined()
    }
  }

  private struct Splitter {
    private var rest: Substring
    private var done: [[Piece]] = []
    private var word: [Piece]?
    private var text = ""

    init(_ line: String) { rest = line[...] }

    mutating func words() throws(Problem) -> [[Piece]] {
      while let character = rest.popFirst() {
        switch character {
        case " ", "\t", "\n": endWord()
        case "'": try quoted(until: "'")
        case "\"": try quoted(until: "\"")
        case "\\": text.append(rest.popFirst() ?? "\\")
        case "{": try name()
        default: text.append(character)
        }
      }
      endWord()
      return done
    }

    private mutating func quoted(until quote: Character) throws(Problem) {
      endText()
      if word == nil { word = [] }
      while let character = rest.popFirst() {
        if character == quote { return endText() }
        if character == "{", quote == "\"" { try name() } else { text.append(character) }
      }
      throw Problem(message: "a quote \(quote) is not closed")
    }

    private mutating func name() throws(Problem) {
      if rest.first == "{" {
        rest.removeFirst()
        return text.append("{")
      }
      guard let end = rest.firstIndex(of: "}"), end != rest.startIndex else {
        throw Problem(message: "a brace { names nothing; write {name}, or {{ for the character")
      }
      endText()
      word = (word ?? []) + [.name(String(rest[..<end]))]
      rest = rest[rest.index(after: end)...]
    }

    private mutating func endText() {
      guard !text.isEmpty else { return }
      word = (word ?? []) + [.text(text)]
      text = ""
    }

    private mutating func endWord() {
      endText()
      if let word { done.append(word) }
      word = nil
    }
  }
}
