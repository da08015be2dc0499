internal import ArgumentParser

/// Looking after a store.
struct CacheCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cache",
    abstract: "Look after the store: count, collect, pin, verify, rebuild, export, import.",
    discussion: """
      EXAMPLES:
        meridian cache stats
        meridian cache gc --older-than 30d --dry-run
        meridian cache pin pipelines/quickstart.yml:basis --name paper
        meridian cache verify --deep
        meridian cache export pipelines/quickstart.yml:basis --to basis.meridian
      """,
    subcommands: [
      CacheStatsCommand.self, CacheCollectCommand.self, CachePinCommand.self,
      CacheUnpinCommand.self, CachePinsCommand.self, CacheVerifyCommand.self,
      CacheRebuildCommand.self, CacheExportCommand.self, CacheImportCommand.self,
    ])
}
