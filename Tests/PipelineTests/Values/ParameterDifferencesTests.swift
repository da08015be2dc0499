import Pipeline
import Testing

@Suite struct ParameterDifferencesTests {
  private func differences(_ old: String, _ new: String) -> [String] {
    ParameterValue.differences(from: ParameterValue(json: old), to: ParameterValue(json: new)).map {
      "\($0.path): \($0.from?.canonicalJSON ?? "–") → \($0.to?.canonicalJSON ?? "–")"
    }
  }

  @Test("The innermost values that differ are named by their path")
  func paths() {
    #expect(
      differences(
        #"{"k": 1, "model": {"blocks": [{"linear": 4}, "relu"]}}"#,
        #"{"k": 1, "model": {"blocks": [{"linear": 8}, "relu"]}}"#)
        == ["model.blocks[0].linear: 4 → 8"])
  }

  @Test("What is new or gone has no value on one side, and lists of two lengths differ whole")
  func presence() {
    #expect(
      differences(#"{"a": 1, "l": [1]}"#, #"{"b": 2, "l": [1, 2]}"#)
        == ["b: – → 2", "l: [1] → [1,2]", "a: 1 → –"])
  }

  @Test("A whole number and a number are two values; maps in another order are one")
  func equality() {
    #expect(differences(#"{"a": 1, "b": 2}"#, #"{"b": 2, "a": 1}"#).isEmpty)
    #expect(differences(#"{"a": 1}"#, #"{"a": 1.0}"#) == ["a: 1 → 1.0"])
  }
}
