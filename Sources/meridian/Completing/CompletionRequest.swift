internal import ArgumentParser
internal import Store

/// A command line that the shell wants completed, as it is typed so far.
package struct CompletionRequest {
  /// The command line's words, the program first.
  private let words: [String]
  /// The position of the word to complete.
  private let index: Int

  /// A request to complete the word at `index`.
  package init(_ words: [String], _ index: Int) {
    self.words = words
    self.index = index
  }

  /// What is typed of the word.
  package var typed: String { words.indices.contains(index) ? words[index] : "" }

  /// Those candidates that begin with what is typed and can be handed to every shell as they are.
  ///
  /// Bash expands what it is offered, so that a file called `$(rm x)` must not be.
  package func offer(_ candidates: [String]) -> [String] {
    let plain = candidates.filter {
      $0.hasPrefix(typed) && $0.unicodeScalars.allSatisfy(Self.isPlain)
    }
    // In zsh's lists a colon stands between a word and its description, unless it is escaped.
    return CompletionShell.requesting == .zsh
      ? plain.map { $0.replacing(":", with: "\\:") } : plain
  }

  private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9": true
    case ".", "-", "_", "/", ":", ",", "=", "+", "@", "%", "[", "]": true
    default: !scalar.isASCII && scalar.properties.isAlphabetic
    }
  }

  /// Words that are no options, nor the values of those with a value of their own, behind the subcommand.
  package func positional(_ place: Int) -> String? {
    var found: [String] = []
    var isValue = false
    for (position, word) in words.enumerated().dropFirst(2) where position != index {
      defer { isValue = word.hasPrefix("--") && !word.contains("=") && word != "--json" }
      if !isValue, !word.hasPrefix("-") { found.append(word) }
    }
    return found.indices.contains(place) ? found[place] : nil
  }

  /// The first word that is a file and looks like a pipeline's.
  package var pipelineFile: String? {
    words.enumerated().dropFirst(2).first { position, word in
      position != index && Self.isPipelineName(word) && Paths.isFile(word)
    }?.element
  }

  /// Whether a pipeline file may have this name.
  package static func isPipelineName(_ name: String) -> Bool {
    name.hasSuffix(".yml") || name.hasSuffix(".yaml")
  }

  /// The store that the command would look into; nil where there is none.
  var store: Store? {
    var given: String?
    for (position, word) in words.enumerated() where word == "--store" {
      if words.indices.contains(position + 1) { given = words[position + 1] }
    }
    let folder = pipelineFile.map { Paths.parent(Paths.absolute($0)) } ?? Paths.workingFolder
    return try? StoreChoice(given: given, folder: folder).open()
  }
}
