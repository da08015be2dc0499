package import Artifacts
internal import Foundation
internal import Models
package import Stages

/// A model that a stage would train: a row a block.
package struct ModelText {
  private let stage: String
  private let model: ModelPreview

  /// The text of a stage's model.
  package init(_ stage: String, _ model: ModelPreview) {
    self.stage = stage
    self.model = model
  }

  /// Lines of a terminal.
  package func lines(style: Style) -> [String] {
    var table = Table([
      "block": .left, "takes": .left, "hands on": .left, "shape": .left, "parameters": .right,
      "operations": .right,
    ])
    append(model.blocks, indent: "", to: &table)
    let known = model.blocks.compactMap(\.trainedCount)
    if known.count == model.blocks.count {
      table.append(["", "", "", "", Self.count(known.reduce(0, +)), ""])
    }
    let description = model.description
    let title =
      "\(style.bold(stage)): a model on \(description.domain), symmetry \(description.symmetry), fed "
      + description.inputs.map { "\($0.name) (\($0.type))" }.joined(separator: ", ")
    let note =
      model.isSized
      ? [] : ["sizes are known once what the model is fed is in the cache: run those stages first"]
    return [title] + table.lines(style: style) + note
  }

  private func append(_ blocks: [PlacedBlock], indent: String, to table: inout Table) {
    for placed in blocks {
      let name = placed.path.split(separator: ".").last.map(String.init) ?? placed.path
      let meant = placed.declaration.name
      table.append([
        indent + (name == meant ? meant : "\(name) (\(meant))"), Self.field(placed.input),
        Self.field(placed.output), Self.shape(placed.output),
        placed.trainedCount.map(Self.count) ?? "?", Self.operations(placed),
      ])
      append(placed.children, indent: indent + "  ", to: &table)
    }
  }

  /// The same as JSON.
  package var json: JSON {
    .members([
      "stage": .string(stage), "domain": .string(model.description.domain.rawValue),
      "symmetry": .string(model.description.symmetry.rawValue),
      "blocks": .array(model.blocks.map(Self.json)),
    ])
  }

  private static func json(_ placed: PlacedBlock) -> JSON {
    .members([
      "block": .string(placed.declaration.name), "place": .string(placed.place),
      "takes": .string(placed.input.description), "hands_on": .string(placed.output.description),
      "parameters": placed.trainedCount.map(JSON.integer),
      "operations": placed.operationCount.map(JSON.number),
      "operations_of": .string(placed.countsPoints ? "point" : "item"),
      "blocks": placed.children.isEmpty ? nil : .array(placed.children.map(json)),
    ])
  }

  private static func field(_ field: FieldSignature) -> String {
    "\(field.type) × \(field.channels.map(String.init) ?? "?")"
  }

  private static func shape(_ field: FieldSignature) -> String {
    let width = field.width.map(String.init) ?? "?"
    func sizes(_ sizes: [Int?]) -> String {
      sizes.map { $0.map(String.init) ?? "?" }.joined(separator: " × ")
    }
    return switch field.support {
    case .nodes(let level): level == 0 ? "points × \(width)" : "points of level \(level) × \(width)"
    case .grid(let height, let column): sizes([height, column]) + " × \(width)"
    case .sphere(let b): sizes([b.map { 2 * $0 }, b.map { 2 * $0 }]) + " × \(width)"
    case .rotations(let b): sizes([b, b, b].map { $0.map { 2 * $0 } }) + " × \(width)"
    case .whole: width
    }
  }

  private static func operations(_ placed: PlacedBlock) -> String {
    guard let count = placed.operationCount else { return "?" }
    let text: String =
      switch count {
      case ..<1e3: String(format: "%.0f", count)
      case ..<1e6: String(format: "%.1f k", count / 1e3)
      case ..<1e9: String(format: "%.1f M", count / 1e6)
      default: String(format: "%.2f G", count / 1e9)
      }
    return text + (placed.countsPoints ? " a point" : "")
  }

  private static func count(_ number: Int) -> String { Figures.count(number) }
}
