import Foundation
import Store
import Testing

/// Checks of a whole store from outside the runs that filled it.
enum StoreCheck {
  /// Reads every artifact of the store and all that is in it, and asks the program to do the same where it can.
  static func verify(_ store: String, with program: MeridianProgram) throws {
    let opened = try Store(at: store)
    for artifact in try opened.artifacts() {
      try opened.files.open(artifact.reference).verify()
    }
    guard try canVerify(program) else { return }
    let outcome = try program.run("cache", "verify", "--store", store)
    #expect(outcome.code == 0, "\(outcome)")
  }

  private static func canVerify(_ program: MeridianProgram) throws -> Bool {
    let isThere = try program.run("help").output.contains("\n  cache ")
    if !isThere { print("`meridian cache verify` is not there; the store is read by the test") }
    return isThere
  }
}
