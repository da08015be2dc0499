package import Pipeline

/// The one line that stands for a finished stage, and the one that stands for a running one.
package struct StageLine: Sendable {
  private let nameWidth: Int
  private let style: Style

  /// Lines for stages of these names, in columns that fit the longest of them (up to 32).
  package init(names: some Sequence<String>, style: Style) {
    nameWidth = min(names.map { TextWidth.columns($0) }.max() ?? 0, 32)
    self.style = style
  }

  /// A finished stage: `ran      laplacian   86.0 ms   1.72 MB`.
  ///
  /// - Parameters:
  ///   - status: hit, ran, failed, skipped or cancelled.
  ///   - seconds: what the stage took; nil where it did not run.
  ///   - bytes: the stored size of its outputs; nil where it has none.
  ///   - note: a few words more.
  package func finished(
    _ name: String, status: StageReport.Status, seconds: Double?, bytes: Int?, note: String = ""
  ) -> String {
    let columns = [
      coloured(TextWidth.padded(status.rawValue, to: 9), status),
      TextWidth.padded(name, to: nameWidth),
      TextWidth.padded(seconds.map(Figures.duration) ?? "", to: 12, trailing: false),
      TextWidth.padded(bytes.map(Figures.bytes) ?? "", to: 9, trailing: false),
    ]
    let line = columns.joined(separator: " ")
    return note.isEmpty ? Self.trimmed(line) : "\(line)  \(style.dim(note))"
  }

  /// A running stage in at most `width` columns: name, bar, epoch, loss, elapsed time and what it says it does.
  package func running(
    _ name: String, progress: StageProgress, elapsed: Double, width: Int
  ) -> String {
    let label = TextWidth.padded(TextWidth.fitted(name, to: nameWidth), to: nameWidth)
    var facts: [String] = []
    if let epoch = progress.epoch { facts.append("epoch \(epoch)") }
    if let loss = progress.loss { facts.append("loss \(Figures.significant(loss, 4))") }
    if let message = progress.message, !message.isEmpty { facts.append(message) }
    facts.append(Figures.duration(elapsed))
    let head = TextWidth.padded("running", to: 9) + " " + label
    let tail = facts.joined(separator: "  ")
    let room = width - TextWidth.columns(head) - TextWidth.columns(tail) - 9
    guard let fraction = progress.fraction, room >= 8 else {
      return TextWidth.fitted("\(head)  \(tail)", to: width)
    }
    let clamped = min(max(fraction, 0), 1)
    let percent = TextWidth.padded("\(Int(clamped * 100))%", to: 4, trailing: false)
    return "\(head)  \(bar(clamped, width: min(room, 24))) \(percent)  \(tail)"
  }

  /// Something said about a stage: `saved    picture  out/mesh.ply`.
  package func note(_ word: String, _ name: String, _ text: String) -> String {
    "\(TextWidth.padded(word, to: 9)) \(TextWidth.padded(name, to: nameWidth))  \(text)"
  }

  private func bar(_ fraction: Double, width: Int) -> String {
    let full = Int((fraction * Double(width)).rounded(.down))
    return style.green(String(repeating: "━", count: full))
      + style.dim(String(repeating: "─", count: width - full))
  }

  private func coloured(_ text: String, _ status: StageReport.Status) -> String {
    switch status {
    case .hit: style.blue(text)
    case .ran: style.green(text)
    case .failed: style.red(text)
    case .skipped, .cancelled: style.yellow(text)
    }
  }

  private static func trimmed(_ line: String) -> String {
    let end = line.utf8.lastIndex { $0 != UInt8(ascii: " ") }.map(line.utf8.index(after:))
    return String(line[..<(end ?? line.startIndex)])
  }
}
