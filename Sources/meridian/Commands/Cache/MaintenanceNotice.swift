internal import Store

/// Says that somebody else looks after the store just now.
enum MaintenanceNotice {
  /// Tells the user whom this process waits for.
  static func waiting(for store: Store) {
    // The wait is no shorter for a message that cannot be written.
    try? StandardStream.error.write(
      "meridian: another 'meridian cache' is at work on \(store.root); waiting until it has finished\n"
    )
  }
}
