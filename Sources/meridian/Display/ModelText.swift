package import Artifacts
internal import Foundation
internal import Models
package import Stages

/// A model that a stage would train: a row a block.
package struct ModelText {
  private let stage: String
  private let model: ModelPreview
  private let missing: [String]

  /// The text of a stage's model.
  ///
  /// - Parameter missing: stages whose results it waits for.
  package init(_ stage: String, _ model: ModelPreview, missing: [String] = []) {
    self.stage = stage
    self.model = model
    self.missing = missing
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
    let first = missing.isEmpty ? "those stages" : missing.joined(separator: ", ")
    let note =
      model.isSized
      ? [] : ["sizes are known once what the model is fed is in the cache: run \(first) first"]
    return [title] + table.lines(style: style) + note + edges
  }

  /// How many edges there are, where blocks look at them and operators are in the cache.
  private var edges: [String] {
    guard model.blocks.contains(where: { $0.edgeOperationCount != 0 }) else { return [] }
    return model.operators.filter { $0.points > 0 }.map { size in
      let each = String(format: "%.1f", Double(size.entries) / Double(size.points))
      return
        "\(size.name): \(Figures.counted(size.points, "point")), \(each) edges each (\(Self.count(size.entries)))"
    }
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
      "operators": .array(
        model.operators.map {
          .members([
            "name": .string($0.name), "points": .integer($0.points),
            "entries": .integer($0.entries),
          ])
        }),
    ])
  }

  private static func json(_ placed: PlacedBlock) -> JSON {
    .members([
      "block": .string(placed.declaration.name), "place": .string(placed.place),
      "takes": .string(placed.input.description), "hands_on": .string(placed.output.description),
      "parameters": placed.trainedCount.map(JSON.integer),
      "operations": placed.operationCount.map(JSON.number),
      "operations_of": .string(placed.countsPoints ? "point" : "item"),
      "operations_of_an_edge": placed.edgeOperationCount.map(JSON.number),
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
    guard let count = placed.operationCount, let edges = placed.edgeOperationCount else {
      return "?"
    }
    let points = magnitude(count) + (placed.countsPoints ? " a point" : "")
    guard edges > 0 else { return points }
    return ((count > 0 ? [points] : []) + ["\(magnitude(edges)) an edge"]).joined(separator: " + ")
  }

  private static func magnitude(_ count: Double) -> String {
    switch count {
    case ..<1e3: String(format: "%.0f", count)
    case ..<1e6: String(format: "%.1f k", count / 1e3)
    case ..<1e9: String(format: "%.1f M", count / 1e6)
    default: String(format: "%.2f G", count / 1e9)
    }
  }

  private static func count(_ number: Int) -> String { Figures.count(number) }
}
