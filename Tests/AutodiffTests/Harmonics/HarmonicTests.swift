import Autodiff
import Foundation
import Numerics
import Testing

@Suite("Fourier transforms over the sphere and the rotations") struct HarmonicTests {
  /// What a case is about: the domain, the grid's bandwidth, degrees, items, channels.
  struct Case: Sendable, CustomStringConvertible {
    var sphere: Bool, bandwidth: Int, degrees: Int, items: Int, channels: Int
    var description: String {
      "\(sphere ? "sphere" : "rotations") b \(bandwidth) l \(degrees) \(items) × \(channels)"
    }
    var grid: [Int] {
      [items] + Array(repeating: 2 * bandwidth, count: sphere ? 2 : 3) + [channels]
    }
    var spectrum: [Int] {
      [
        items,
        sphere
          ? ShapeRules.sphericalRows(degrees: degrees) : ShapeRules.rotationRows(degrees: degrees),
        channels,
      ]
    }

    func forward<S: TensorScalar>(_ x: Variable<S>) -> Variable<S> {
      sphere ? x.sphericalFourier(degrees: degrees) : x.rotationFourier(degrees: degrees)
    }
    func inverse<S: TensorScalar>(_ x: Variable<S>) -> Variable<S> {
      sphere
        ? x.inverseSphericalFourier(bandwidth: bandwidth)
        : x.inverseRotationFourier(bandwidth: bandwidth)
    }
  }

  static let cases = [
    Case(sphere: true, bandwidth: 1, degrees: 1, items: 2, channels: 1),
    Case(sphere: true, bandwidth: 4, degrees: 4, items: 3, channels: 2),
    Case(sphere: true, bandwidth: 5, degrees: 3, items: 1, channels: 19),
    Case(sphere: true, bandwidth: 3, degrees: 0, items: 2, channels: 2),
    Case(sphere: true, bandwidth: 3, degrees: 2, items: 0, channels: 2),
    Case(sphere: true, bandwidth: 3, degrees: 2, items: 2, channels: 0),
    Case(sphere: false, bandwidth: 1, degrees: 1, items: 2, channels: 3),
    Case(sphere: false, bandwidth: 2, degrees: 2, items: 3, channels: 1),
    Case(sphere: false, bandwidth: 3, degrees: 3, items: 2, channels: 5),
    Case(sphere: false, bandwidth: 4, degrees: 2, items: 2, channels: 20),
    Case(sphere: false, bandwidth: 3, degrees: 2, items: 1, channels: 37),
    Case(sphere: false, bandwidth: 2, degrees: 2, items: 1, channels: 71),
    Case(sphere: false, bandwidth: 2, degrees: 0, items: 2, channels: 3),
    Case(sphere: false, bandwidth: 2, degrees: 2, items: 0, channels: 3),
  ]

  /// Values of the functions at the points, `[points][rows]`.
  private func functions(_ test: Case) -> [[Double]] {
    let rows = HarmonicReference.rows(degrees: test.degrees, sphere: test.sphere)
    return HarmonicReference.points(bandwidth: test.bandwidth, sphere: test.sphere).map { point in
      rows.map {
        HarmonicReference.element(
          $0.l, $0.mu, $0.nu, alpha: point.alpha, beta: point.beta, gamma: point.gamma)
      }
    }
  }

  @Test("forward and inverse are sums of the functions, in Double and Float", arguments: cases)
  func sums(test: Case) {
    var numbers = TestNumbers(seed: 3)
    let x: Tensor<Double> = numbers.tensor(test.grid)
    let s: Tensor<Double> = numbers.tensor(test.spectrum)
    let values = functions(test)
    let rows = HarmonicReference.rows(degrees: test.degrees, sphere: test.sphere)
    let points = HarmonicReference.points(bandwidth: test.bandwidth, sphere: test.sphere)
    let (count, channels) = (test.spectrum[1], test.channels)
    var forward = [Double](repeating: 0, count: s.count)
    var inverse = [Double](repeating: 0, count: x.count)
    for item in 0..<test.items {
      for (point, place) in points.enumerated() {
        for row in 0..<count {
          for channel in 0..<channels {
            let at = (item * points.count + point) * channels + channel
            let to = (item * count + row) * channels + channel
            forward[to] += place.weight * values[point][row] * x.scalars[at]
            inverse[at] += Double(2 * rows[row].l + 1) * values[point][row] * s.scalars[to]
          }
        }
      }
    }
    let tape = Tape<Double>(recording: false)
    expectClose(
      test.forward(tape.constant(x)).value, forward, shape: test.spectrum, tolerance: 1e-12)
    expectClose(test.inverse(tape.constant(s)).value, inverse, shape: test.grid, tolerance: 1e-12)
    let single = Tape<Float>(recording: false)
    expectClose(
      test.forward(single.constant(x.converted(to: Float.self))).value, forward,
      shape: test.spectrum, tolerance: 1e-5)
    expectClose(
      test.inverse(single.constant(s.converted(to: Float.self))).value, inverse, shape: test.grid,
      tolerance: 1e-5)
  }

  @Test("gradients", arguments: cases)
  func gradients(test: Case) {
    guard test.grid.reduce(1, *) <= 2000 else { return }
    checkGradient(seed: 5, [test.grid]) { test.forward($0[0]) }
    checkGradient(seed: 6, [test.spectrum]) { test.inverse($0[0]) }
  }

  @Test(
    "band-limited fields come back to 1e-12",
    arguments: [
      Case(sphere: true, bandwidth: 32, degrees: 32, items: 2, channels: 1),
      Case(sphere: true, bandwidth: 32, degrees: 20, items: 1, channels: 9),
      Case(sphere: false, bandwidth: 9, degrees: 9, items: 2, channels: 11),
      Case(sphere: false, bandwidth: 10, degrees: 6, items: 1, channels: 3),
      Case(sphere: false, bandwidth: 32, degrees: 32, items: 1, channels: 1),
    ])
  func roundTrip(test: Case) {
    var numbers = TestNumbers(seed: 8)
    let s: Tensor<Double> = numbers.tensor(test.spectrum)
    let tape = Tape<Double>(recording: false)
    let field = test.inverse(tape.constant(s))
    let back = test.forward(field)
    expectClose(back.value, s.scalars, shape: test.spectrum, tolerance: 1e-12)
    let again = test.inverse(back)
    expectClose(again.value, field.value.scalars, shape: test.grid, tolerance: 1e-12)
    let single = Tape<Float>(recording: false)
    let own = test.forward(test.inverse(single.constant(s.converted(to: Float.self))))
    expectClose(own.value, s.scalars, shape: test.spectrum, tolerance: 1e-5)
  }

  @Test("the mean is the coefficient of degree 0")
  func mean() {
    for test in [Self.cases[1], Self.cases[8]] {
      checkGradient(seed: 4, [test.grid]) { $0[0].harmonicMean() }
      var numbers = TestNumbers(seed: 9)
      let x: Tensor<Double> = numbers.tensor(test.grid)
      let tape = Tape<Double>(recording: false)
      let first = test.forward(tape.constant(x)).value
      let wanted = (0..<test.items).flatMap { item in
        (0..<test.channels).map { first[item, 0, $0] }
      }
      expectClose(
        tape.constant(x).harmonicMean().value, wanted, shape: [test.items, test.channels],
        tolerance: 1e-13)
    }
  }

  @Test("shapes that are no field or spectrum are refused, naming them")
  func mistakes() {
    func text(_ body: () throws(TensorError) -> [Int]) -> String {
      do { return "\(try body())" } catch { return error.description }
    }
    let odd = text { () throws(TensorError) in
      try ShapeRules.sphericalFourier([2, 5, 5, 1], degrees: 2)
    }
    #expect(odd.contains("[2, 5, 5, 1]") && odd.contains("2 b"))
    #expect(
      text { () throws(TensorError) in
        try ShapeRules.rotationFourier([2, 4, 4, 6, 1], degrees: 2)
      }.contains("[items, 2 b, 2 b, 2 b, channels]"))
    #expect(
      text { () throws(TensorError) in
        try ShapeRules.sphericalFourier([2, 4, 4, 1], degrees: 3)
      }.contains("3 degrees"))
    #expect(
      text { () throws(TensorError) in
        try ShapeRules.inverseRotationFourier([1, 9, 1], bandwidth: 2)
      }.contains("(2 l + 1)²"))
    #expect(
      text { () throws(TensorError) in
        try ShapeRules.inverseSphericalFourier([1, 9, 1], bandwidth: 2)
      }.contains("bandwidth 3"))
  }

  @Test("bits are the same for one, two and three workers, and memory is recycled")
  func workers() {
    let before = Parallel.workers
    defer { Parallel.use(workers: before) }
    let test = Case(sphere: false, bandwidth: 5, degrees: 4, items: 7, channels: 13)
    var numbers = TestNumbers(seed: 2)
    let x: Tensor<Float> = numbers.tensor(test.grid)
    let results = (1...3).map { count in
      Parallel.use(workers: count)
      let tape = Tape<Float>()
      let variable = tape.parameter(x)
      let loss = test.inverse(test.forward(variable)).power(2).sum()
      return tape.gradients(of: loss, withRespectTo: [variable])[0].scalars.map(\.bitPattern)
    }
    #expect(results[0] == results[1] && results[0] == results[2])
  }
}
