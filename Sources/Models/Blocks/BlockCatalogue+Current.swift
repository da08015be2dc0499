internal import Synchronization

extension BlockCatalogue {
  private static let program = Mutex(BlockCatalogue.standard)

  /// The blocks of this program: those of Meridian and those that were added.
  public static var current: BlockCatalogue { program.withLock { $0 } }

  /// Adds a block of one's own to this program, before it reads any description; one of the same name is replaced.
  ///
  /// Descriptions in pipeline files may name it from then on. Its workers are processes of the same program, so that
  /// they know it, too.
  public static func add(_ type: (some Block).Type) {
    let kind = BlockKind(type)
    program.withLock { $0 = $0.adding(kind) }
  }
}
