/// The exit codes of the program.
package enum ExitStatus {
  /// All went well.
  package static let done: Int32 = 0
  /// A stage failed, something could not be read or written, or a verification found damage.
  package static let failed: Int32 = 1
  /// Two artifacts that were compared differ.
  package static let differ: Int32 = 1
  /// The command line or the pipeline file is wrong.
  package static let usage: Int32 = 2
  /// The user interrupted.
  package static let interrupted: Int32 = 130
}
