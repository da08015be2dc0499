/// The whole command, for programs that add something to it.
///
/// A `main` of one's own adds blocks first:
///
/// ```swift
/// BlockCatalogue.add(Mine.self)
/// Program.run()
/// ```
public enum Program {
  /// Does what the process's arguments say and ends the process with the exit code for it.
  public static func run() -> Never { Meridian.start() }
}
