import Autodiff
import Testing

@Suite struct ElementTests {
  @Test func `indices are tensors: made, reshaped, cut, joined, compared`() {
    let x = Tensor<Int32>(shape: [2, 3], [1, -2, 3, 4, 5, -6])
    #expect(x[1, 2] == -6)
    #expect(x.reshaped(to: [3, 2])[2, 0] == 5)
    #expect(x.transposed().scalars == [1, 4, -2, 5, 3, -6])
    #expect(x.rows(1..<2).scalars == [4, 5, -6])
    #expect(x.rows(at: [1, 1, 0]).shape == [3, 3])
    #expect(concatenate([x, x.rows(0..<1)], axis: 0).scalars == [1, -2, 3, 4, 5, -6, 1, -2, 3])
    #expect(stack([x, x], axis: -1).scalars == [1, 1, -2, -2, 3, 3, 4, 4, 5, 5, -6, -6])
    #expect(x.selected(Tensor<Int32>([2, 0]), axis: 1).scalars == [3, 1, -6, 4])
    #expect(x == Tensor<Int32>(shape: [2, 3], [1, -2, 3, 4, 5, -6]))
    #expect(x != x.reshaped(to: [6]) && x != Tensor<Int32>(zeros: [2, 3]))
    #expect(Tensor<Int64>(repeating: 1 << 40, shape: [3]).scalars == [1 << 40, 1 << 40, 1 << 40])
    #expect(Tensor<Int64>([]).count == 0)
    var copy = x
    copy[0, 1] = 9
    #expect(x[0, 1] == -2 && copy[0, 1] == 9)
  }

  @Test func `conversions go between all types`() {
    let x = Tensor<Double>([0, -1.75, 2.5, 1e30, -1e30, .nan, .infinity])
    #expect(x.converted(to: Int32.self).scalars == [0, -1, 2, .max, .min, 0, .max])
    #expect(x.converted(to: Int64.self).scalars == [0, -1, 2, .max, .min, 0, .max])
    #expect(
      x.converted(to: Float.self).converted(to: Int32.self).scalars
        == [0, -1, 2, .max, .min, 0, .max])
    let whole = Tensor<Int64>([3, -70_000, 1 << 33])
    #expect(whole.converted(to: Float.self).scalars == [3, -70_000, 0x1p33])
    #expect(whole.converted(to: Double.self).scalars == [3, -70_000, 0x1p33])
    #expect(whole.rows(0..<2).converted(to: Int32.self).scalars == [3, -70_000])
    #expect(
      Tensor<Int32>([5, -6]).converted(to: Int64.self) == Tensor<Int64>([5, -6]))
    #expect(Tensor<Int32>([5, -6]).converted(to: Double.self).scalars == [5, -6])
    #expect(Tensor<Int32>([5, -6]).converted(to: Int32.self).scalars == [5, -6])
  }

  @Test func `equality is that of the numbers`() {
    #expect(Tensor<Float>([0]) == Tensor<Float>([-0.0]))
    #expect(Tensor<Float>([.nan]) != Tensor<Float>([.nan]))
    let long = Tensor<Double>(repeating: 1, shape: [1_001])
    var other = long
    #expect(other == long)
    other[1_000] = 1.5
    #expect(other != long)
  }
}
