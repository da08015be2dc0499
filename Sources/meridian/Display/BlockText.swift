package import Artifacts
package import Models

/// All that one block says of itself.
package struct BlockText {
  private let block: BlockDeclaration

  /// The text of a block.
  package init(_ block: BlockDeclaration) { self.block = block }

  /// Lines of a terminal.
  package func lines(style: Style, width: Int? = nil) -> [String] {
    var facts = Table(["": .left, " ": .left])
    facts.append(["takes", "\(Self.list(block.fieldTypes)) on \(Self.list(block.supports))"])
    facts.append(["hands on", Self.handsOn(block)])
    facts.append(["domains", Self.domains(block)])
    facts.append(["behaviour", block.behaviour.rawValue])
    for claim in block.symmetries {
      facts.append(["respects \(claim.symmetry)", claim.exactness.description])
    }
    if let generic = block.generic {
      facts.append(["generic name", "\(generic.name), on \(Self.list(generic.supports))"])
    }
    for companion in block.companions { facts.append(["reads beside", companion]) }
    if let paper = block.paper { facts.append(["paper", paper]) }
    var lines = ["\(style.bold(block.name)), version \(block.version)", block.summary, ""]
    lines += facts.lines(style: style, width: width).dropFirst()
    if !block.options.isEmpty {
      var options = Table(["option": .left, "value": .left, "default": .left, "what": .left])
      for option in block.options {
        options.append([
          option.name + (option.name == block.mainOption ? " (main)" : ""), option.expectation,
          Self.defaultText(option), option.doc,
        ])
      }
      lines += [""] + options.lines(style: style, width: width)
    }
    if !block.operators.isEmpty {
      var operators = Table(["operator": .left, "kind": .left, "what": .left])
      for need in block.operators {
        operators.append([
          need.role, need.kinds.map(\.rawValue).joined(separator: " or "), need.doc,
        ])
      }
      lines += [""] + operators.lines(style: style, width: width)
    }
    return lines
  }

  /// The same as JSON.
  package var json: JSON {
    .members([
      "block": .string(block.name), "version": .integer(block.version),
      "summary": .string(block.summary), "behaviour": .string(block.behaviour.rawValue),
      "generic": block.generic.map { .string($0.name) },
      "supports": Self.texts(block.supports.map(\.rawValue)),
      "domains": Self.texts(block.fittingDomains.map(\.rawValue)),
      "takes": Self.texts(block.fieldTypes.map(\.rawValue)),
      "hands_on": Self.texts(
        (block.outputTypes.isEmpty ? block.fieldTypes : block.outputTypes).map(\.rawValue)),
      "symmetries": .array(
        block.symmetries.map {
          .members([
            "symmetry": .string($0.symmetry.rawValue),
            "exactness": .string($0.exactness.description),
          ])
        }),
      "options": .array(
        block.options.map {
          .members([
            "name": .string($0.name), "value": .string($0.expectation),
            "default": .string(Self.defaultText($0)), "doc": .string($0.doc),
          ])
        }),
      "operators": .array(
        block.operators.map {
          .members([
            "role": .string($0.role), "kinds": Self.texts($0.kinds.map(\.rawValue)),
            "doc": .string($0.doc),
          ])
        }),
      "paper": block.paper.map(JSON.string),
    ])
  }

  /// The types that a block hands on, in words.
  static func handsOn(_ block: BlockDeclaration) -> String {
    block.outputTypes.isEmpty ? "what it takes" : list(block.outputTypes)
  }

  /// The domains of the models it makes sense in, in words.
  static func domains(_ block: BlockDeclaration) -> String {
    let domains = block.fittingDomains
    return domains.count == Domain.allCases.count
      ? "all" : domains.map(\.rawValue).joined(separator: ", ")
  }

  private static func list<Name: RawRepresentable<String>>(_ names: [Name]) -> String {
    names.map(\.rawValue).joined(separator: ", ")
  }

  private static func texts(_ texts: [String]) -> JSON { .array(texts.map { .string($0) }) }

  private static func defaultText(_ option: BlockOption) -> String {
    guard let value = option.defaultValue else { return option.isOptional ? "none" : "required" }
    if case .string(let text) = value { return text }
    return value.json
  }
}
