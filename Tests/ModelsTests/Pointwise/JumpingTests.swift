import Models
import Testing

@Suite("Jumping knowledge") struct JumpingTests {
  @Test(
    "joins what every round made of the one before, each with weights of its own",
    arguments: [
      ("concat", true, 121), ("concat", false, 122), ("sum", true, 123), ("max", false, 124),
    ])
  func rounds(join: String, input: Bool, seed: Int) throws {
    try GraphBlockCase(
      block: [
        "jumping": [
          "blocks": [["dense": 4], "tanh"], "repeat": 3, "join": .string(join),
          "input": .bool(input),
        ]
      ], takesOneChannel: !input || join == "concat"
    ).check(seed: UInt64(seed)) { _, x, parameter in
      x.map { row in
        var fields = input ? [row] : []
        var current = row
        for round in 0..<3 {
          let path = "blocks.\(round).0.dense"
          current = Rows.sum(
            Rows.times(current, parameter("\(path).weight")), parameter("\(path).bias")[0]
          ).map { 1 - 2 / (exponential(2 * $0) + 1) }
          fields.append(current)
        }
        switch join {
        case "sum": return fields.dropFirst().reduce(fields[0], Rows.sum)
        case "max": return fields[0].indices.map { c in fields.map { $0[c] }.max() ?? 0 }
        default: return fields.flatMap { $0 }
        }
      }
    }
  }

  @Test("rounds that do not fit each other are refused, a mistake inside once")
  func refused() {
    func problems(_ options: ModelValue) -> [String] {
      ModelDescription.problems(
        in: [
          "domain": "graph", "symmetry": "permutation", "inputs": ["x": "scalar"],
          "blocks": [["dense": 3], ["jumping": options], "readout", ["linear": "classes"]],
        ]
      ).map { "\($0)" }
    }
    let found = problems(["blocks": [["dense": 5]], "join": "sum"])
    #expect(found.count == 1 && found[0].contains("joins 3, 5, 5 channels"), "\(found)")
    let wrong = problems(["blocks": [["dence": 5]], "repeat": 4])
    #expect(wrong.count == 1 && wrong[0].contains("did you mean 'dense'"), "\(wrong)")
    #expect(problems(["blocks": ["readout"], "repeat": 1]).contains { $0.contains("keep type") })
  }
}
