import Foundation
import Pipeline
import Testing

@Suite struct CostModelTests {
  private func sample(
    _ bytes: Int?, _ seconds: Double, peak: Int = 1000, parameters: String = "{}",
    outputs: [String: Int] = [:]
  ) -> CostModel.Sample {
    CostModel.Sample(
      parameters: parameters, inputBytes: bytes, seconds: seconds, peakBytes: peak,
      outputBytes: outputs)
  }

  private func isClose(_ value: Double?, _ expected: Double) -> Bool {
    value.map { abs($0 - expected) <= 1e-6 * abs(expected) } ?? false
  }

  @Test("Without samples there is no estimate")
  func empty() {
    #expect(CostModel([]).estimate(parameters: "{}", inputBytes: 10) == nil)
  }

  @Test("A power law is recovered at a size never seen, for time, memory and outputs")
  func powerLaw() {
    let sizes = [1000, 5000, 40_000, 120_000]
    let model = CostModel(
      sizes.map { size in
        sample(
          size, 3e-7 * pow(Double(size), 1.5), peak: Int(2000 * Double(size).squareRoot()),
          outputs: ["out": 4 * size])
      })
    let estimate = model.estimate(parameters: "{}", inputBytes: 1_000_000)
    #expect(isClose(estimate?.seconds, 3e-7 * 1e9))
    #expect(abs(Double(estimate?.peakBytes ?? 0) / 2_000_000 - 1) < 0.01)
    #expect(estimate?.outputBytes == ["out": 4_000_000])
  }

  @Test("At a size that was seen, what it cost there stands, whatever the fit says")
  func sameSize() {
    let model = CostModel([sample(1000, 5), sample(2000, 1), sample(4000, 9)])
    #expect(isClose(model.estimate(parameters: "{}", inputBytes: 1000)?.seconds, 5))
  }

  @Test("With one size only, time grows in proportion, and memory grows but never shrinks")
  func oneSize() {
    let model = CostModel([sample(1000, 2, peak: 500, outputs: ["out": 10])])
    let larger = model.estimate(parameters: "{}", inputBytes: 3000)
    #expect(isClose(larger?.seconds, 6))
    #expect(larger?.peakBytes == 1500)
    #expect(larger?.outputBytes == ["out": 30])
    let smaller = model.estimate(parameters: "{}", inputBytes: 100)
    #expect(isClose(smaller?.seconds, 0.2))
    #expect(smaller?.peakBytes == 500)
  }

  @Test("Memory of small inputs is mostly the process's own: large ones take 64 bytes a byte more")
  func memoryIsBounded() {
    let one = CostModel([sample(1000, 1, peak: 50_000_000)])
    #expect(
      one.estimate(parameters: "{}", inputBytes: 2_000_000)?.peakBytes == 50_000_000 + 128_000_000)
    let steep = CostModel([
      sample(1000, 1, peak: 40_000_000), sample(2000, 1, peak: 160_000_000),
      sample(1500, 1, peak: 900_000_000, parameters: "other"),
    ])
    #expect(
      steep.estimate(parameters: "{}", inputBytes: 1_000_000)?.peakBytes
        == 160_000_000 + 64_000_000)
    // What was seen stands, however much it was.
    #expect(
      steep.estimate(parameters: "other", inputBytes: 1500).map {
        abs($0.peakBytes - 900_000_000) <= 1
      } == true)
  }

  @Test("Where no size is known, the newest sample of the same parameters stands")
  func unknownSizes() {
    let model = CostModel([
      sample(nil, 7, parameters: "{\"k\":2}"), sample(nil, 3, parameters: "{\"k\":1}"),
      sample(nil, 4, parameters: "{\"k\":1}"),
    ])
    #expect(model.estimate(parameters: "{\"k\":1}", inputBytes: 100)?.seconds == 3)
    #expect(model.estimate(parameters: "{\"k\":1}", inputBytes: nil)?.seconds == 3)
    #expect(model.estimate(parameters: "{\"k\":9}", inputBytes: nil)?.seconds == 7)
  }

  @Test("A costlier setting on larger inputs is not taken for growth with the size")
  func settings() {
    // Within each setting the cost is linear; the costly one happened to run on the larger inputs.
    let model = CostModel([
      sample(100_000, 100, parameters: "costly"), sample(200_000, 200, parameters: "costly"),
      sample(1000, 0.001, parameters: "cheap"), sample(2000, 0.002, parameters: "cheap"),
    ])
    #expect(isClose(model.estimate(parameters: "cheap", inputBytes: 100_000)?.seconds, 0.1))
    #expect(isClose(model.estimate(parameters: "costly", inputBytes: 1000)?.seconds, 1))
  }

  @Test("A setting without samples takes its growth and level from the others")
  func newSetting() {
    let model = CostModel([sample(1000, 1, parameters: "a"), sample(4000, 4, parameters: "a")])
    #expect(isClose(model.estimate(parameters: "b", inputBytes: 8000)?.seconds, 8))
  }

  @Test("Absurd samples give no absurd estimate: a cost falling with the size counts as constant")
  func bounded() {
    let falling = CostModel([sample(1000, 8), sample(8000, 1)])
    let estimate = falling.estimate(parameters: "{}", inputBytes: 1 << 40)?.seconds ?? .infinity
    #expect((1...8).contains(estimate))
    let steep = CostModel([sample(1000, 1e-6), sample(2000, 1e6)])
    let far = steep.estimate(parameters: "{}", inputBytes: 1 << 50)
    #expect(far.map { $0.seconds.isFinite } == true)
    // What estimates are added up from leaves room for the sum of many.
    let growing = CostModel(
      [(1_000, 10), (2_000, 1 << 40)].map { input, output in
        CostModel.Sample(
          parameters: "{}", inputBytes: input, seconds: 1, peakBytes: output,
          outputBytes: ["out": output])
      })
    let largest = growing.estimate(parameters: "{}", inputBytes: 1 << 50)
    let sizes = try? #require(largest).outputBytes.values.map { $0 }
    #expect(sizes?.allSatisfy { $0 <= 1 << 50 } == true && largest?.peakBytes ?? .max <= 1 << 50)
  }
}
