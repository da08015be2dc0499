/// What a store holds, counted.
public struct StoreStatistics: Sendable, Equatable {
  /// The artifacts of one type.
  public struct TypeRow: Sendable, Equatable {
    /// The type's name.
    public let type: String
    /// How many there are.
    public let count: Int
    /// Their size uncompressed, in bytes.
    public let rawBytes: Int
    /// Their size on disk, in bytes.
    public let storedBytes: Int
  }

  /// The folders of a store.
  public enum Place: String, Sendable, Equatable, CaseIterable {
    /// Large artifacts, a file each.
    case objects
    /// Small artifacts and result records.
    case packs
    /// Records of runs.
    case runs
    /// What stages printed.
    case logs
    /// States of stages under way or broken off.
    case checkpoints
    /// What collection keeps.
    case pins
    /// What was found damaged.
    case quarantine
    /// Files being written, locks, leases.
    case temporary = "tmp"
    /// The index with its write-ahead log.
    case index
  }

  /// The artifacts by type, the type that takes most room first.
  public internal(set) var types: [TypeRow] = []
  /// The result records, and their bytes.
  public internal(set) var results = FileAmount()
  /// The artifacts that no result names, and their bytes on disk.
  public internal(set) var unnamed = FileAmount()
  /// The bytes of packs that hold neither an artifact nor a result in use, nor belong to one as a seal does.
  public internal(set) var unusedPackBytes = 0
  /// What lies in each place.
  public internal(set) var places: [Place: FileAmount] = [:]
  /// How many processes hold a lease.
  public internal(set) var leases = 0

  /// All artifacts.
  public var artifacts: TypeRow {
    TypeRow(
      type: "", count: types.reduce(0) { $0 + $1.count },
      rawBytes: types.reduce(0) { $0 + $1.rawBytes },
      storedBytes: types.reduce(0) { $0 + $1.storedBytes })
  }

  /// All files of the store.
  public var total: FileAmount {
    places.values.reduce(into: FileAmount()) { $0.add($1.bytes, count: $1.count) }
  }
}
