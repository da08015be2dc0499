/// The version of the program.
package enum Version {
  /// What `meridian --version` prints.
  package static let text = "0.1.0"
}
