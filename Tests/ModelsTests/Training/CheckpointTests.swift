import Models
import Numerics
import Testing

@Suite("Checkpoints") struct CheckpointTests {
  @Test(
    "every truncated or altered checkpoint is refused or read, never trapped on", arguments: 0..<30)
  func damaged(seed: UInt64) throws {
    var trainer = try TrainingCases.communitiesTrainer { $0.epochs = 2 }
    _ = try trainer.run()
    var stream = RandomStream(seed: seed, "damage")
    var bytes = trainer.checkpoint()
    let cut = Array(bytes.prefix(stream.below(bytes.count)))
    let error = #expect(throws: ModelError.self) { try trainer.resume(from: cut) }
    #expect(error?.code == .checkpoint, "seed \(seed)")
    // Any byte of the text, counters and shapes at the start may be hit.
    bytes[stream.below(min(bytes.count, 2000))] ^= UInt8(1 + stream.below(255))
    do {
      try trainer.resume(from: bytes)
    } catch {
      #expect(error.code == .checkpoint, "seed \(seed)")
    }
  }

  @Test("a checkpoint of another training is refused")
  func foreign() throws {
    let first = try TrainingCases.communitiesTrainer()
    var second = try TrainingCases.communitiesTrainer { $0.learningRate = 0.5 }
    let error = #expect(throws: ModelError.self) { try second.resume(from: first.checkpoint()) }
    #expect(error?.description.contains("another training") == true)
  }
}
