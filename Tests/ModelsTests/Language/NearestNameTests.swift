import Models
import Testing

@Suite("Nearest names") struct NearestNameTests {
  @Test("distance counts insertions, deletions, substitutions and swaps")
  func distances() {
    #expect(NearestName.distance("", "abc") == 3)
    #expect(NearestName.distance("chanels", "channels") == 1)
    #expect(NearestName.distance("ab", "ba") == 1)
    #expect(NearestName.distance("kitten", "sitting") == 3)
  }

  @Test("a name is suggested only when it is near")
  func near() {
    #expect(NearestName.of("rellu", among: ["elu", "relu", "gelu"]) == "relu")
    #expect(NearestName.of("transformer", among: ["elu", "relu"]) == nil)
    #expect(NearestName.of("x", among: []) == nil)
  }
}
