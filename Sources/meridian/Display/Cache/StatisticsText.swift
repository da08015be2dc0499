internal import Artifacts
internal import Store

/// The counts of a store as tables and as JSON.
struct StatisticsText {
  private let statistics: StoreStatistics
  private let root: String

  init(_ statistics: StoreStatistics, root: String) {
    self.statistics = statistics
    self.root = root
  }

  func lines(style: Style) -> [String] {
    var types = Table(["type": .left, "artifacts": .right, "size": .right, "stored": .right])
    for row in statistics.types + [statistics.artifacts] {
      types.append([
        row.type.isEmpty ? "all" : row.type, Figures.count(row.count), Figures.bytes(row.rawBytes),
        Figures.bytes(row.storedBytes),
      ])
    }
    var places = Table(["in the store": .left, "files": .right, "size": .right, "": .left])
    for place in StoreStatistics.Place.allCases {
      let amount = statistics.places[place] ?? FileAmount()
      places.append([
        place.rawValue, Figures.count(amount.count), Figures.bytes(amount.bytes), note(place),
      ])
    }
    places.append([
      "all", Figures.count(statistics.total.count), Figures.bytes(statistics.total.bytes),
    ])
    return ["store  \(root)", ""] + types.lines(style: style) + [""] + places.lines(style: style)
  }

  private func note(_ place: StoreStatistics.Place) -> String {
    switch place {
    case .packs:
      let results = Figures.counted(statistics.results.count, "result")
      let unused = statistics.unusedPackBytes
      return unused > 0 ? "\(results); \(Figures.bytes(unused)) not in use" : results
    case .objects where statistics.unnamed.count > 0:
      let unnamed = statistics.unnamed
      return
        "\(Figures.counted(unnamed.count, "artifact")) of \(Figures.bytes(unnamed.bytes)) that no result names"
    case .temporary where statistics.leases > 0:
      return statistics.leases == 1 ? "1 process at work" : "\(statistics.leases) processes at work"
    default: return ""
    }
  }

  var json: JSON {
    .members([
      "store": .string(root),
      "artifacts": .members([
        "count": .integer(statistics.artifacts.count),
        "bytes": .integer(statistics.artifacts.rawBytes),
        "stored": .integer(statistics.artifacts.storedBytes),
        "unnamed": .integer(statistics.unnamed.count),
        "types": .array(
          statistics.types.map {
            .members([
              "type": .string($0.type), "count": .integer($0.count),
              "bytes": .integer($0.rawBytes), "stored": .integer($0.storedBytes),
            ])
          }),
      ]),
      "results": Self.json(statistics.results),
      "unused_pack_bytes": .integer(statistics.unusedPackBytes),
      "leases": .integer(statistics.leases),
      "places": .object(
        StoreStatistics.Place.allCases.map {
          ($0.rawValue, Self.json(statistics.places[$0] ?? FileAmount()))
        }),
      "bytes": .integer(statistics.total.bytes),
    ])
  }

  private static func json(_ amount: FileAmount) -> JSON {
    .members(["count": .integer(amount.count), "bytes": .integer(amount.bytes)])
  }
}
