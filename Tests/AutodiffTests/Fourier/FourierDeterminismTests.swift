import Autodiff
import Numerics
import Testing

extension DeterminismTests {
  @Test func `Fourier transforms, modes and complex products`() throws {
    for shape in [[9, 31, 33, 5], [1, 64, 65, 70], [3, 1_025, 17]] {
      same("realFourier \(shape)") {
        gradients([shape]) { $0[0].realFourier(axes: [1, 2]).parts }
      }
      same("fourier \(shape)") {
        gradients([shape + [2]]) { ComplexVariable(parts: $0[0]).fourier(axes: [1]).parts }
      }
    }
    let plan = try FourierModes<Float>(points: [31, 33], modes: [5, 7])
    same("Fourier layer") {
      gradients([[9, 31, 33, 11], plan.frequencies + [11, 13, 2]]) {
        plan.grids(of: plan.modes(of: $0[0]).mixingChannels(by: ComplexVariable(parts: $0[1])))
      }
    }
    same("complex products") {
      gradients([[1_237, 91, 2], [91, 2]]) {
        (ComplexVariable(parts: $0[0]) * ComplexVariable(parts: $0[1])).parts
      }
    }
  }
}
