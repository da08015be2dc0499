import Artifacts
import Pipeline
import Store
import TestSupport
import Testing

@Suite struct EvaluateDistanceTests {
  private let trial: Trial
  init() throws { trial = try Trial() }

  private func field(_ values: [Double], channels: Int = 1) throws -> ArtifactReference {
    try trial.store(FieldArtifact(name: "distance", values: values, channels: channels))
  }

  @Test func `differences are relative, and only where both reach`() throws {
    let metrics = try trial.read(
      Metrics.self,
      trial.run(
        "evaluate.distance", [:],
        [
          "reference": artifact(field([0, 1, 2, .infinity, 4, .infinity])),
          "distances": artifact(field([0, 1.1, 1.5, .infinity, .infinity, 3]), name: "near")
            + artifact(field([0, 1, 2, .infinity, 4, .infinity]), name: "same"),
        ])["metrics"])
    #expect(
      metrics.scalars.map(\.name).sorted() == [
        "near_largest", "near_mean", "near_unreached", "same_largest", "same_mean",
        "same_unreached",
      ])
    #expect(abs(try #require(metrics["near_mean"]) - 0.175) < 1e-12)
    #expect(metrics["near_largest"] == 0.25)
    #expect(metrics["near_unreached"] == 2)
    for name in ["mean", "largest", "unreached"] { #expect(metrics["same_" + name] == 0) }
  }

  @Test func `what is no distance on the same mesh is refused`() throws {
    let reference = try artifact(field([0, 1, 2]))
    for (values, channels, wanted) in [
      ([0, 1], 1, "item has 2 vertices, the reference 3"),
      ([0, -1, 2], 1, "item is -1.0 at vertex 1"), ([0, .nan, 2], 1, "item is nan at vertex 1"),
      ([0, 1, 2, 3], 2, "item has 2 values a vertex"),
    ] as [([Double], Int, String)] {
      let message = try trial.failure(
        "evaluate.distance", [:],
        ["reference": reference, "distances": artifact(field(values, channels: channels))])
      #expect(message.contains(wanted), "\(message)")
    }
  }
}
