/// The program `meridian` for a `main` of one's own, which may add blocks first.
///
/// ```swift
/// BlockCatalogue.add(Mine.self)
/// Program.run()
/// ```
public enum Program {
  /// Does what the process's arguments say and ends the process with the exit code for it.
  public static func run() -> Never { Meridian.start() }
}
