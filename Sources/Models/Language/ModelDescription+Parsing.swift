extension ModelDescription {
  /// Reads a description in the model language.
  ///
  /// Only its form is looked at here; what the blocks mean is checked by `check(catalogue:)` and when a model is built.
  /// - Throws: `ModelError` with code `description`, listing every mistake with its path.
  public init(_ value: ModelValue) throws(ModelError) {
    var problems: [ModelProblem] = []
    let sections = Sections(value, problems: &problems)
    guard problems.isEmpty, let stated = sections?.description else {
      throw ModelError(.description, problems)
    }
    self = stated
  }

  /// Every mistake of a description that can be found without data: its form, unknown blocks and options,
  /// blocks that do not fit what they are fed, operators that are missing.
  ///
  /// - Parameters:
  ///   - operators: the operators connected to the model, when they are known; nil leaves them unchecked.
  ///   - predictsNumbers: whether numbers are to be predicted and not classes, when it is known.
  public static func problems(
    in value: ModelValue, operators: [OperatorSignature]? = nil, predictsNumbers: Bool? = nil,
    catalogue: BlockCatalogue = .current
  ) -> [ModelProblem] {
    var problems: [ModelProblem] = []
    guard let sections = Sections(value, problems: &problems) else { return problems }
    func found(in description: ModelDescription) -> [ModelProblem] {
      description.problems(
        operators: operators, predictsNumbers: predictsNumbers, catalogue: catalogue)
    }
    if let stated = sections.description { return problems + found(in: stated) }
    // Without a domain and a symmetry that has it, what is wrong in every one is wrong all the same.
    let each = sections.candidates.map(found)
    let common = each.dropFirst().reduce(Set(each.first ?? [])) { $0.intersection($1) }
    return problems + (each.first ?? []).filter(common.contains)
  }
}

extension ModelDescription {
  /// What could be read of a description, so that later checks see the blocks even where domain or symmetry are unknown.
  private struct Sections {
    let domain: Domain?, symmetry: Symmetry?
    let inputs: [InputField], blocks: [BlockDescription]
    let versions: [ModelDescription.Version]

    /// Reads what is a map; nil of anything else.
    init?(_ value: ModelValue, problems: inout [ModelProblem]) {
      guard case .map(let entries) = value else {
        problems.append(
          ModelProblem(
            "",
            "a model is a map with domain, symmetry, inputs and blocks; found \(value.phrase)"))
        return nil
      }
      let sections = ["domain", "symmetry", "inputs", "blocks", "versions"]
      for entry in entries where !sections.contains(entry.name) {
        problems.append(.unknown("section", entry.name, at: entry.name, valid: sections))
      }
      domain = ModelDescription.named(Domain.self, "domain", in: value, problems: &problems)
      symmetry = ModelDescription.symmetry(in: value, domain: domain, problems: &problems)
      inputs = ModelDescription.inputs(in: value, problems: &problems)
      blocks = BlockDescription.list(
        value["blocks"] ?? .null, at: "blocks", problems: &problems)
      versions = ModelDescription.versions(in: value, problems: &problems)
    }

    /// The description, if domain and symmetry are known.
    var description: ModelDescription? {
      guard let domain, let symmetry else { return nil }
      return description(domain, symmetry)
    }

    /// The descriptions that it could be.
    var candidates: [ModelDescription] {
      (domain.map { [$0] } ?? Domain.allCases).flatMap { domain in
        domain.symmetries.filter { $0 == symmetry ?? $0 }.map { description(domain, $0) }
      }
    }

    private func description(_ domain: Domain, _ symmetry: Symmetry) -> ModelDescription {
      ModelDescription(
        domain: domain, symmetry: symmetry, inputs: inputs, blocks: blocks, versions: versions)
    }
  }

  private static func named<Name: RawRepresentable<String> & CaseIterable>(
    _ type: Name.Type, _ section: String, in value: ModelValue, problems: inout [ModelProblem]
  ) -> Name? {
    let valid = Name.allCases.map(\.rawValue)
    guard case .string(let text)? = value[section] else {
      let found = value[section].map { ", found \($0.phrase)" } ?? ""
      let listed = valid.joined(separator: ", ")
      problems.append(ModelProblem(section, "state the \(section), one of \(listed)\(found)"))
      return nil
    }
    guard let name = Name(rawValue: text) else {
      problems.append(.unknown(section, text, at: section, valid: valid))
      return nil
    }
    return name
  }

  private static func symmetry(
    in value: ModelValue, domain: Domain?, problems: inout [ModelProblem]
  ) -> Symmetry? {
    guard let symmetry = named(Symmetry.self, "symmetry", in: value, problems: &problems) else {
      return nil
    }
    guard let domain, !domain.symmetries.contains(symmetry) else { return symmetry }
    let valid = domain.symmetries.map(\.rawValue).joined(separator: ", ")
    problems.append(
      ModelProblem("symmetry", "a \(domain) has no \(symmetry) symmetry; it has: \(valid)"))
    return nil
  }

  private static func inputs(
    in value: ModelValue, problems: inout [ModelProblem]
  ) -> [InputField] {
    guard case .map(let entries)? = value["inputs"], !entries.isEmpty else {
      problems.append(
        ModelProblem("inputs", "name at least one field with its type, as in {features: scalar}"))
      return []
    }
    return entries.compactMap { entry in
      FieldType(entry.value, at: "inputs.\(entry.name)", problems: &problems)
        .map { InputField(name: entry.name, type: $0) }
    }
  }
}
