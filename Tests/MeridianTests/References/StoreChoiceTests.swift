import Command
import Testing

@Suite struct StoreChoiceTests {
  private func choose(
    given: String? = nil, environment: String? = nil, stores: Set<String> = [],
    reserved: Set<String> = []
  ) -> StoreChoice {
    StoreChoice(
      given: given, environment: environment, folder: "/home/project/pipelines/deep",
      isStore: { stores.contains($0) }, isReserved: { reserved.contains($0) })
  }

  @Test func `the option wins over the environment, and that over enclosing folders`() {
    let stores: Set = ["/home/project/cache", "/fast"]
    #expect(choose(given: "/given", environment: "/fast", stores: stores).root == "/given")
    #expect(choose(given: "/given", environment: "/fast", stores: stores).exists == false)
    #expect(choose(environment: "/fast", stores: stores).root == "/fast")
    #expect(choose(environment: "/fast", stores: stores).exists)
    #expect(choose(environment: "", stores: stores).root == "/home/project/cache")
  }

  @Test func `the nearest enclosing store is found`() {
    let stores: Set = ["/cache", "/home/project/cache"]
    #expect(choose(stores: stores).root == "/home/project/cache")
    #expect(
      choose(stores: stores.union(["/home/project/pipelines/deep/cache"])).root
        == "/home/project/pipelines/deep/cache")
  }

  @Test func `an empty cache folder around the pipeline is where its store is made`() {
    let choice = choose(stores: ["/cache"], reserved: ["/home/project/cache"])
    #expect(choice.root == "/home/project/cache")
    #expect(choice.exists == false)
  }

  @Test func `without any store it is beside the pipeline file`() {
    #expect(choose().root == "/home/project/pipelines/deep/cache")
    #expect(choose().exists == false)
  }

  @Test func `a text with commas is a store and those behind it, each once`() {
    let chain = choose(given: "/mine,/team/a,/team/../team/a,/b", stores: ["/mine"])
    #expect(chain.root == "/mine" && chain.exists)
    #expect(chain.behind == ["/team/a", "/b"])
    #expect(choose(environment: "/mine,/team").behind == ["/team"])
    #expect(choose(given: "/mine").behind == [])
    #expect(choose(given: "/mine,").behind == [])
    #expect(choose(given: ",").root.hasSuffix("/,"))
  }

  @Test func `a store that has a comma in its name is one store`() {
    let choice = choose(given: "/odd,name", stores: ["/odd,name"])
    #expect(choice.root == "/odd,name" && choice.behind == [])
  }

  @Test func `commands that only look do not make a store`() {
    #expect(throws: CommandError.self) { try choose().open() }
  }
}
