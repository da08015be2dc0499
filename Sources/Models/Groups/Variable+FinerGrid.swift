import Autodiff

extension Variable {
  /// What a function of every point makes of a band-limited field over the sphere or its rotations, sampled at twice the bandwidth
  /// and cut to the field's own; of a field on other points, the function alone.
  ///
  /// The first axis counts items, which are taken one after the other: a grid of the rotations grows eightfold.
  func onFinerGrid(_ function: (Variable) -> Variable) -> Variable {
    let axes = shape.count - 2
    guard axes == 2 || axes == 3, shape[0] > 0 else { return function(self) }
    let bandwidth = shape[1] / 2
    let items = split(axis: 0, sizes: [Int](repeating: 1, count: shape[0])).map { item in
      axes == 2
        ? function(item.sphericalFourier().inverseSphericalFourier(bandwidth: 2 * bandwidth))
          .sphericalFourier(degrees: bandwidth).inverseSphericalFourier()
        : function(item.rotationFourier().inverseRotationFourier(bandwidth: 2 * bandwidth))
          .rotationFourier(degrees: bandwidth).inverseRotationFourier()
    }
    return concatenate(items, axis: 0)
  }
}
