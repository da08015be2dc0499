import Foundation

/// Calls that the C library has, but Swift's view of it on Linux has not.
enum SystemCalls {
  #if os(Linux)
    typealias FileActions = posix_spawn_file_actions_t
  #else
    typealias FileActions = posix_spawn_file_actions_t?
  #endif

  /// Makes a pipe that is closed on execution.
  ///
  /// On Linux it is so from the beginning: a program that another thread starts meanwhile would keep it open.
  static func pipe(_ ends: inout [Int32]) -> Int32 {
    #if os(Linux)
      typealias Call = @convention(c) (UnsafeMutablePointer<Int32>, Int32) -> Int32
      if let symbol = dlsym(nil, "pipe2") {
        return unsafeBitCast(symbol, to: Call.self)(&ends, O_CLOEXEC)
      }
    #endif
    guard Foundation.pipe(&ends) == 0 else { return -1 }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return 0
  }

  /// Has a program start in a folder; false where the system cannot.
  static func changeFolder(_ actions: inout FileActions, to folder: String) -> Bool {
    #if os(Linux)
      typealias Call =
        @convention(c) (UnsafeMutablePointer<FileActions>, UnsafePointer<CChar>) -> Int32
      guard let symbol = dlsym(nil, "posix_spawn_file_actions_addchdir_np") else { return false }
      return unsafeBitCast(symbol, to: Call.self)(&actions, folder) == 0
    #else
      return posix_spawn_file_actions_addchdir_np(&actions, folder) == 0
    #endif
  }

  /// Has the kernel send this process a signal when its parent dies, where it can.
  static func signalWhenParentDies(_ signal: Int32) {
    #if os(Linux)
      typealias Call = @convention(c) (Int32, UInt, UInt, UInt, UInt) -> Int32
      guard let symbol = dlsym(nil, "prctl") else { return }
      let setParentDeathSignal: Int32 = 1
      _ = unsafeBitCast(symbol, to: Call.self)(setParentDeathSignal, UInt(signal), 0, 0, 0)
    #endif
  }
}
