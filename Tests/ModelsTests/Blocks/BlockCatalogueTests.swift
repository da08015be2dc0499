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

  @Test("a generic name means one block a support, and something somewhere")
  func generics() {
    let catalogue = BlockCatalogue.standard
    for generic in catalogue.generics {
      for support in Support.Kind.allCases {
        let fitting = catalogue.kinds.filter {
          $0.declaration.generic == generic.name && $0.declaration.genericSupports.contains(support)
        }
        #expect(fitting.count <= 1, "\(generic.name) on \(support)")
      }
      #expect(catalogue.kinds.contains { $0.declaration.generic == generic.name })
    }
    #expect(catalogue.kind("linear", on: .nodes)?.declaration.name == "gcn")
    #expect(catalogue.kind("linear", on: .grid)?.declaration.name == "conv")
    #expect(catalogue.kind("linear", on: .whole)?.declaration.name == "dense")
  }

  @Test("generic names that blocks claim are listed")
  func listed() {
    let listed = Set(BlockCatalogue.standard.generics.map(\.name))
    for kind in BlockCatalogue.standard.kinds {
      if let generic = kind.declaration.generic { #expect(listed.contains(generic)) }
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
