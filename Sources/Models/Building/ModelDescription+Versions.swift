extension ModelDescription {
  /// The versions of the blocks that it names, where they are not the first; sorted by name.
  ///
  /// Blocks of Meridian keep their first version: a change to what they compute is a new version of `train`.
  public func blockVersions(in catalogue: BlockCatalogue = .current) -> [Version] {
    let blocks = placed(signature: nil, operators: nil, catalogue: catalogue, needsHead: false)
      .blocks.flatMap(\.withChildren)
    let found = Dictionary(
      blocks.map { ($0.declaration.name, $0.declaration.version) }, uniquingKeysWith: { $1 })
    return found.filter { $0.value != 1 }.map { Version($0.key, $0.value) }.sorted {
      $0.block < $1.block
    }
  }

  /// What speaks against the versions that the description states.
  func versionProblems(in catalogue: BlockCatalogue) -> [ModelProblem] {
    versions.compactMap { stated in
      guard let kind = catalogue.kinds.first(where: { $0.declaration.name == stated.block }) else {
        return .unknown(
          "block", stated.block, at: "versions.\(stated.block)",
          valid: catalogue.kinds.map(\.declaration.name))
      }
      guard kind.declaration.version != stated.number else { return nil }
      return ModelProblem(
        "versions.\(stated.block)",
        "the description was made with version \(stated.number) of this block, the program has version \(kind.declaration.version); train the model again"
      )
    }
  }

  /// Reads the section `versions`.
  static func versions(in value: ModelValue, problems: inout [ModelProblem]) -> [Version] {
    guard let section = value["versions"] else { return [] }
    guard case .map(let entries) = section else {
      problems.append(
        ModelProblem("versions", "expected {block: version}, found \(section.phrase)"))
      return []
    }
    return entries.compactMap { entry in
      guard case .integer(let number) = entry.value, number > 0 else {
        problems.append(
          ModelProblem(
            "versions.\(entry.name)", "expected a whole number from 1, found \(entry.value.phrase)")
        )
        return nil
      }
      return Version(entry.name, number)
    }
  }
}

extension PlacedBlock {
  /// The block and all inside it.
  fileprivate var withChildren: [PlacedBlock] { [self] + children.flatMap(\.withChildren) }
}
