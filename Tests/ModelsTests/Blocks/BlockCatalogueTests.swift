import Models
import Testing

@Suite("The catalogue of blocks") struct BlockCatalogueTests {
  @Test("names are unique, sorted and documented")
  func names() {
    let kinds = BlockCatalogue.standard.kinds.map(\.declaration)
    #expect(kinds.map(\.name) == kinds.map(\.name).sorted())
    #expect(Set(BlockCatalogue.standard.names).count == BlockCatalogue.standard.names.count)
    for declaration in kinds {
      #expect(
        !declaration.summary.isEmpty && !declaration.symmetries.isEmpty, "\(declaration.name)")
      #expect(declaration.options.allSatisfy { !$0.doc.isEmpty }, "\(declaration.name)")
      let main = declaration.mainOption
      #expect(
        main == nil || declaration.options.contains { $0.name == main }, "\(declaration.name)")
    }
  }

  @Test(
    "a generic name means one block for a domain, symmetry, support and type, and something somewhere"
  )
  func generics() {
    let catalogue = BlockCatalogue.standard
    for generic in catalogue.generics {
      let claiming = catalogue.kinds.map(\.declaration).filter { $0.generic?.name == generic.name }
      #expect(!claiming.isEmpty, "\(generic.name)")
      for (domain, symmetry) in Domain.allCases.flatMap({ d in d.symmetries.map { (d, $0) } }) {
        for support in Support.Kind.allCases {
          for type in FieldType.Kind.allCases {
            let fitting = claiming.filter {
              guard let use = $0.generic, $0.fieldTypes.contains(type) else { return false }
              return use.supports.contains(support) && use.domains.contains(domain)
                && use.symmetries.contains(symmetry) && $0.domains.contains(domain)
                && $0.symmetries.contains { $0.symmetry == symmetry }
            }
            #expect(
              fitting.count <= 1,
              "\(generic.name) on \(support) of \(domain), \(symmetry), \(type): \(fitting.map(\.name))"
            )
          }
        }
      }
    }
    func name(_ support: Support.Kind, _ domain: Domain, _ symmetry: Symmetry) -> String? {
      catalogue.kind("linear", on: support, in: domain, for: symmetry)?.declaration.name
    }
    #expect(name(.nodes, .graph, .permutation) == "gcn")
    #expect(name(.grid, .grid, .translation) == "conv")
    #expect(name(.whole, .grid, .translation) == "dense")
  }

  @Test("generic names that blocks claim are listed")
  func listed() {
    let listed = Set(BlockCatalogue.standard.generics.map(\.name))
    for kind in BlockCatalogue.standard.kinds {
      if let generic = kind.declaration.generic { #expect(listed.contains(generic.name)) }
    }
  }

  @Test("defaults fit their own options")
  func defaults() {
    for kind in BlockCatalogue.standard.kinds {
      for option in kind.declaration.options {
        guard let value = option.defaultValue else { continue }
        #expect(option.coerced(value) == value, "\(kind.declaration.name).\(option.name)")
      }
    }
  }
}
