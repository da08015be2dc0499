/// Places a list of blocks one after the other, with sizes known or not, and collects every mistake.
package struct Placement {
  let domain: Domain
  let symmetry: Symmetry
  let classCount: Int?
  let operators: [OperatorSignature]?
  let catalogue: BlockCatalogue

  /// What placing a list gives: the blocks that could be placed, what the last hands on, and the mistakes.
  struct Result {
    var blocks: [PlacedBlock] = []
    var output: FieldSignature
    var companions: Companions
    /// The levels whose nodes are chosen in each pass.
    var selectedLevels: Set<Int>
    var problems: [ModelProblem] = []
    /// Whether every block so far was understood, so that what flows is known.
    var isCertain = true
  }

  func place(
    _ entries: [BlockDescription], input: FieldSignature, companions: Companions,
    selectedLevels: Set<Int> = [], path: String, place: String
  ) -> Result {
    var result = Result(
      output: input, companions: companions, selectedLevels: selectedLevels)
    for (index, entry) in entries.enumerated() {
      step(
        entry, path: "\(path).\(index).\(entry.name)", place: "\(place)[\(index)].\(entry.name)",
        index: "\(place)[\(index)]", &result)
    }
    return result
  }

  private func step(
    _ entry: BlockDescription, path: String, place: String, index: String, _ result: inout Result
  ) {
    let input = result.output
    guard !entry.name.isEmpty else {
      // Told where it was read.
      result.isCertain = false
      return
    }
    guard let kind = kind(entry.name, at: index, &result) else {
      result.isCertain = false
      return
    }
    let declaration = kind.declaration
    let before = result.problems.count
    let options = BlockOptions(
      entry.options, for: declaration, at: place, problems: &result.problems)
    let optionsFit = result.problems.count == before
    if result.isCertain { check(declaration, fed: input, at: place, &result) }
    guard fits(declaration, input) else {
      result.isCertain = false
      return
    }
    let block = kind.make(options)
    var site = BlockSite(
      input: input, companions: result.companions, selectedLevels: result.selectedLevels,
      placement: self, path: path, place: place, declaration: declaration, options: options)
    let output = block.prepare(&site)
    if optionsFit && result.isCertain { result.problems += site.problems }
    result.blocks.append(
      PlacedBlock(
        path: path, place: place, declaration: declaration, input: input, output: output,
        parameters: site.parameters, children: site.children, companions: result.companions,
        block: block, operators: site.operators, selectedLevels: result.selectedLevels))
    result.output = output
    if case .nodes(let level) = output.support {
      result.selectedLevels = site.selectedLevels.filter { $0 <= level }
    }
    result.companions = site.companions
  }

  /// The block of a name where it stands; unknown names and generic ones that mean nothing there are reported.
  private func kind(_ name: String, at index: String, _ result: inout Result) -> BlockKind? {
    let (support, type) = (result.output.support.kind, result.output.type.kind)
    if let kind = catalogue.kind(name, on: support, in: domain, for: symmetry, fed: type) {
      return kind
    }
    guard catalogue.generics.contains(where: { $0.name == name }) else {
      result.problems.append(
        .unknown("block", name, at: index, valid: catalogue.names))
      return nil
    }
    if result.isCertain {
      let supports = catalogue.supports(ofGeneric: name, in: domain, for: symmetry)
      let listed = supports.map { $0.phrase(in: domain) }.joined(separator: ", ")
      let works = supports.isEmpty ? "no support" : listed
      result.problems.append(
        ModelProblem(
          "\(index).\(name)",
          "means nothing on \(support.phrase(in: domain)) in a model of symmetry \(symmetry); it works on \(works)"
        ))
    }
    return nil
  }

  private func check(
    _ declaration: BlockDeclaration, fed input: FieldSignature, at place: String,
    _ result: inout Result
  ) {
    if !declaration.supports.contains(input.support.kind) {
      let supports = declaration.supports.map { $0.phrase(in: domain) }.joined(separator: ", ")
      let found = input.support.kind.phrase(in: domain)
      result.problems.append(
        ModelProblem(place, "works on \(supports), but is fed a field on \(found) (\(input))"))
      return
    }
    guard declaration.domains.contains(domain) else {
      let domains = declaration.domains.map(\.rawValue).joined(separator: ", ")
      result.problems.append(
        ModelProblem(place, "works on the domains \(domains), but the model's domain is \(domain)"))
      return
    }
    if !declaration.fieldTypes.contains(input.type.kind) {
      result.problems.append(
        ModelProblem(place, typeMessage(declaration, fed: input)))
    }
    if !declaration.symmetries.contains(where: { $0.symmetry == symmetry }) {
      // What has the same generic name is what was meant.
      let fitting = fitting(input)
      let similar = fitting.filter {
        $0.generic != nil && $0.generic?.name == declaration.generic?.name
      }
      let names = (similar.isEmpty ? fitting : similar).map(\.name).joined(separator: ", ")
      result.problems.append(
        ModelProblem(place, "does not respect the model's symmetry \(symmetry); these do: \(names)")
      )
    }
  }

  private func fits(_ declaration: BlockDeclaration, _ input: FieldSignature) -> Bool {
    declaration.supports.contains(input.support.kind) && declaration.domains.contains(domain)
  }

  private func typeMessage(_ declaration: BlockDeclaration, fed input: FieldSignature) -> String {
    let types = declaration.fieldTypes.map(\.rawValue).joined(separator: ", ")
    let names = fitting(input).filter {
      $0.behaviour == .invariant || $0.generic != nil
    }
    .map(\.name).joined(separator: ", ")
    let remedy = names.isEmpty ? "" : "; these take it: \(names)"
    return
      "takes fields of type \(types), but is fed \(input.type)\(remedy)\(way(to: declaration.fieldTypes, from: input))"
  }

  /// Which blocks make a field of one of some types of one that is none, in words.
  private func way(to types: [FieldType.Kind], from input: FieldSignature) -> String {
    let ways = fitting(input).compactMap { block -> String? in
      let made = block.outputTypes.filter(types.contains).map(\.rawValue)
      return made.isEmpty ? nil : "\(block.name) can hand on \(made.joined(separator: ", "))"
    }
    return ways.isEmpty ? "" : "; " + ways.joined(separator: ", ")
  }

  /// The blocks that take a field and respect the model's symmetry.
  private func fitting(_ input: FieldSignature) -> [BlockDeclaration] {
    catalogue.kinds.map(\.declaration).filter {
      fits($0, input) && $0.fieldTypes.contains(input.type.kind)
        && $0.symmetries.contains { $0.symmetry == symmetry }
    }
  }
}
