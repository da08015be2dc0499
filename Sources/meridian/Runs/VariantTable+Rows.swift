internal import Store

extension VariantTable {
  /// Brings the variants of stages and what they measured together to rows.
  struct RowBuilder {
    /// The stages that may have measured something.
    let stages: [RunStage]
    let samples: [Sample]
    /// The parameters that tell rows apart.
    let parameters: [String]
    let isByItem: Bool

    private struct Place: Hashable {
      let parameters: [String: String]
      let item: String?
    }

    /// The rows in the order of the run.
    ///
    /// - Complexity: linear in the stages, and in the rows for each variant that sets some of the parameters only.
    var rows: [Row] {
      let places = places
      var values: [Place: [String: [Double]]] = [:]
      for sample in samples {
        for place in fitting(sample.variant, sample.item, among: places) {
          values[place, default: [:]][sample.column, default: []].append(sample.value)
        }
      }
      var failures: [Place: Int] = [:]
      for stage in stages where stage.status == .failed || stage.status == .skipped {
        for place in fitting(stage.variant, stage.item, among: places) {
          failures[place, default: 0] += 1
        }
      }
      return places.map { place in
        Row(
          parameters: place.parameters, item: place.item,
          cells: (values[place] ?? [:]).mapValues { Cell($0) }, failures: failures[place] ?? 0)
      }
    }

    /// The places that stages have, without those that only say less than another: a stage that depends on one
    /// parameter of two belongs to all rows with its value.
    private var places: [Place] {
      var seen: Set<Place> = []
      let all = stages.map { place($0.variant, $0.item) }.filter { seen.insert($0).inserted }
      let fullest = all.map(\.parameters.count).max() ?? 0
      let hasItem = all.contains { $0.item != nil }
      return all.filter { place in
        if place.parameters.count == fullest, place.item != nil || !hasItem { return true }
        return !all.contains { $0 != place && Self.fits(place, $0) }
      }
    }

    private func place(_ variant: [String: String], _ item: String?) -> Place {
      Place(
        parameters: variant.filter { parameters.contains($0.key) }, item: isByItem ? item : nil)
    }

    private func fitting(
      _ variant: [String: String], _ item: String?, among places: [Place]
    ) -> [Place] {
      let place = place(variant, item)
      let isComplete =
        place.parameters.count == parameters.count && (place.item != nil || !isByItem)
      return isComplete ? [place] : places.filter { Self.fits(place, $0) }
    }

    /// Whether all that a place says is said by another, too.
    private static func fits(_ place: Place, _ other: Place) -> Bool {
      (place.item == nil || place.item == other.item)
        && place.parameters.allSatisfy { other.parameters[$0.key] == $0.value }
    }
  }
}
