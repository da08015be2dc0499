import Geometry
import Testing

@Suite struct ReachTests {
  @Test func reach() {
    for body in ArticulatedShape.Body.allCases {
      for n in [800, 900, 1000] {
        var failed = 0
        var worst = 180.0
        let start = ContinuousClock.now
        for index in 0..<30 {
          do {
            let s = try ArticulatedShape(body, vertices: n, pose: index, mesh: index, seed: 99)
            worst = min(worst, ShapeChecks.angles(s.mesh)[0])
          } catch { failed += 1 }
        }
        print("REACH", body, n, "failed", failed, "worst", worst, ContinuousClock.now - start)
      }
    }
    for k in 0..<20 {
      var failed = 0
      var worst = 180.0
      let start = ContinuousClock.now
      for index in 0..<10 {
        do {
          let s = try ParametricShape(class: k, vertices: 300, bend: 0.15, index: index, seed: 99)
          worst = min(worst, ShapeChecks.angles(s.mesh)[0])
        } catch { failed += 1 }
      }
      print("REACH", k, "failed", failed, "worst", worst, ContinuousClock.now - start)
    }
  }
}
