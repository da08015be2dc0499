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

  @Test func `commands that only look do not make a store`() {
    #expect(throws: CommandError.self) { try choose().open() }
  }
}
