/// Reads what a stage's input says: one reference, path or URL, a list of them, or names with them.
enum InputReader {
  static func read(_ entry: SourceNode.Entry, port: InputPort?) -> InputDraft {
    var items: [ItemDraft] = []
    var hasNames = false
    var isSingle = false
    switch entry.value.content {
    case .scalar:
      isSingle = true
      items = [item(entry.value, name: nil)]
    case .sequence(let elements): items = elements.map { item($0, name: nil) }
    case .mapping
    where RemoteDraft.isMeant(by: entry.value, mayHaveNames: port.map { $0.arity == .many } ?? true):
      isSingle = true
      items = [item(entry.value, name: nil)]
    case .mapping(let entries):
      hasNames = true
      items = entries.map { item($0.value, name: $0.key) }
    }
    return InputDraft(
      name: entry.key, mark: entry.mark, port: port, hasNames: hasNames, isSingle: isSingle,
      items: items)
  }

  private static func item(_ node: SourceNode, name: String?) -> ItemDraft {
    if RemoteDraft.isMeant(by: node, mayHaveNames: false) {
      let remote = RemoteDraft(node)
      let text = remote.file?.url ?? ""
      return ItemDraft(
        name: name ?? remote.file?.name ?? "", text: text, mark: node.mark, remote: remote)
    }
    guard let text = node.text else {
      return ItemDraft(name: name ?? "", text: "", mark: node.mark, link: .malformed)
    }
    return ItemDraft(name: name ?? text, text: text, mark: node.mark)
  }
}
