internal import Foundation

/// Choices that change how a store works, never what it holds.
public struct StoreOptions: Sendable {
  /// zstd's level, 1 (fast) to 19 (small); 1 unless set.
  public var compressionLevel: Int32 = 1
  /// Artifacts of up to this many stored bytes go to packs, larger ones to files; 64 KiB unless set.
  public var packedBytes = 64 << 10
  /// A pack that has reached this many bytes is left for a new one; 64 MiB unless set.
  public var packBytes = 64 << 20
  /// The threads that compress or decompress one array; the machine's unless set, at most 8 are used.
  public var threads = ProcessInfo.processInfo.activeProcessorCount
  /// The longest a recorded result waits for the flush it shares with others, in milliseconds.
  public var flushMilliseconds = 20

  /// Whether the store's folder is only read; what is written then throws `notWritable`.
  ///
  /// The index lies in the user's own cache folder (`$XDG_CACHE_HOME`, else `~/.cache`).
  public var isReadOnly = false

  /// Whether other hosts may use the store's folder at the same time; what the file system tells unless set.
  ///
  /// Then the index lies in the user's own cache folder, too, and nothing rests on locks.
  public var isShared: Bool?
  /// The folder of the index; chosen by the two above unless set.
  public var indexFolder: String?

  /// How long a host of a shared folder may be silent before others take what it was computing, in seconds.
  public var leaseSeconds = 30.0
  /// What this host is called among those that share the folder; its name and boot unless set.
  public var host: String?

  /// Creates the defaults.
  public init() {}
}
