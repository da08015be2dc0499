import Artifacts
import Geometry
import Models
import Pipeline
import Store
import TestSupport
import Testing

@Suite struct MakeSequencesTests {
  private let trial: Trial
  init() throws { trial = try Trial() }

  @Test func `the adding problem has sequences, sums and parts`() throws {
    let outputs = try trial.run(
      "make.adding_problem", ["steps": 11, "train": 5, "validation": 2, "test": 3], seed: 4)
    let wanted = try AddingProblem(count: 10, steps: 11, seed: 4)
    let sequences = try trial.read(NumberArray.self, outputs["sequences"])
    #expect(sequences.shape == [10, 11, 2])
    #expect(sequences.floats == wanted.sequences)
    let targets = try trial.read(NumberArray.self, outputs["targets"])
    #expect(targets.shape == [10, 1])
    #expect(targets.floats == wanted.sums)
    let split = try trial.read(Split.self, outputs["split"])
    #expect((split.train, split.validation, split.test) == ([0, 1, 2, 3, 4], [5, 6], [7, 8, 9]))
  }

  @Test(arguments: WarpedRecallOptions.Filling.allCases)
  func `characters are shown one-hot, and answered at the end or at every step`(
    filling: WarpedRecallOptions.Filling
  ) throws {
    func make(_ answer: String) throws -> [String: ArtifactReference] {
      try trial.run(
        "make.warped_recall",
        [
          "steps": 13, "characters": 4, "longest": 3, "filling": .string(filling.rawValue),
          "answer": .string(answer), "train": 5, "validation": 2, "test": 3,
        ], seed: 4)
    }
    let wanted = try WarpedRecall(
      count: 10,
      options: WarpedRecallOptions(steps: 13, characters: 4, longest: 3, filling: filling), seed: 4)
    let last = try make("last")
    let sequences = try trial.read(NumberArray.self, last["sequences"])
    #expect(sequences.shape == [10, 13, 4])
    for step in 0..<130 {
      let shown = sequences.floats[4 * step..<4 * step + 4]
      #expect(shown.elementsEqual((0..<4).map { $0 == wanted.sequences[step] ? 1 : 0 }))
    }
    let labels = try trial.read(Labels.self, last["labels"])
    #expect(labels.classNames == ["blank", "1", "2", "3"])
    #expect(labels.classes == wanted.lastAnswers.map { Int32($0) })
    #expect(try trial.read(Split.self, last["split"]).test == [7, 8, 9])
    let all = try make("steps")
    #expect(all["sequences"]?.digest == last["sequences"]?.digest)
    #expect(
      try trial.read(Labels.self, all["labels"]).classes == wanted.answers.map { Int32($0) })
    let split = try trial.read(Split.self, all["split"])
    #expect(split.train == Array(0..<65))
    #expect(split.validation == Array(65..<91))
    #expect(split.test == Array(91..<130))
  }

  @Test(arguments: ["fixed", "variable"])
  func `what is to be copied is shown one-hot, and told again at its end`(delays: String) throws {
    func make(_ answer: String) throws -> [String: ArtifactReference] {
      try trial.run(
        "make.copy_memory",
        [
          "length": 3, "delay": 6, "letters": 4, "delays": .string(delays),
          "answer": .string(answer), "train": 5, "validation": 2, "test": 3,
        ], seed: 4)
    }
    let wanted = try CopyMemory(
      count: 10,
      options: CopyMemoryOptions(
        length: 3, delay: 6, letters: 4, isVariable: delays == "variable"), seed: 4)
    let all = try make("steps")
    let sequences = try trial.read(NumberArray.self, all["sequences"])
    #expect(sequences.shape == [10, 12, 6])
    for (step, shown) in rows(sequences.floats, of: 6).enumerated() {
      #expect(shown.firstIndex(of: 1) == Int(wanted.sequences[step]))
      #expect(shown.reduce(0, +) == 1)
    }
    let labels = try trial.read(Labels.self, all["labels"])
    #expect(labels.classNames == ["blank", "1", "2", "3", "4", "signal"])
    #expect(labels.classes == wanted.answers.map { Int32($0) })
    #expect(try trial.read(Split.self, all["split"]).test == Array(84..<120))
    let first = try make("first")
    #expect(first["sequences"]?.digest == all["sequences"]?.digest)
    let firsts = (0..<10).map { Int32(wanted.sequences[12 * $0]) }
    #expect(try trial.read(Labels.self, first["labels"]).classes == firsts)
    #expect(try trial.read(Split.self, first["split"]).test == [7, 8, 9])
  }

  @Test(arguments: ["make.adding_problem", "make.copy_memory", "make.warped_recall"])
  func `the seed decides, and threads do not`(kind: String) throws {
    let length = kind == "make.copy_memory" ? "delay" : "steps"
    let sizes: ParameterValue = ["train": 150, "validation": 0, "test": 7]
    let parameters = sizes.with(length == "delay" ? ["delay": 23] : ["steps": 23])
    func digest(_ seed: UInt64, _ threads: Int) throws -> Digest? {
      try trial.run(kind, parameters, seed: seed, threads: threads)["sequences"]?.digest
    }
    let first = try digest(4, 1)
    #expect(try first != nil && first == digest(4, 2) && first == digest(4, 3))
    #expect(try first != digest(5, 1))
  }

  @Test(
    arguments: [
      ("make.adding_problem", ["steps": 1], "1 is no whole number from 2"),
      ("make.adding_problem", ["train": 0], "0 is no whole number from 1"),
      ("make.adding_problem", ["steps": 1_000_000, "train": 10_000_000], "a number of sequences"),
      ("make.copy_memory", ["delay": 0], "0 is no whole number from 1"),
      ("make.copy_memory", ["letters": 1], "1 is no whole number from 2"),
      ("make.copy_memory", ["answer": "last"], "'last' is none of the choices"),
      ("make.warped_recall", ["steps": 10], "leaves no room for a second character"),
      ("make.warped_recall", ["characters": 2], "2 is no whole number from 3"),
      ("make.warped_recall", ["warping": "none"], "'none' is none of the choices"),
    ] as [(String, ParameterValue, String)])
  func `parameters that make no task are refused`(
    kind: String, parameters: ParameterValue, wanted: String
  ) throws {
    let message = try trial.failure(kind, parameters)
    #expect(message.contains(wanted), "\(message)")
  }
}
