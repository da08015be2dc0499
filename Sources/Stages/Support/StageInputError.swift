/// Why a stage makes no sense of its inputs; says what to connect instead.
struct StageInputError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
