internal import Pipeline

extension StageContext {
  /// The case that a choice among the raw values of an enumeration names.
  func option<Option: RawRepresentable<String>>(_ name: String, or fallback: Option) -> Option {
    Option(rawValue: parameters.string(name)) ?? fallback
  }
}
