extension FunctionalMap {
  /// The map with more functions, found by going back and forth between functions and vertices.
  ///
  /// Melzi, Ren, Rodolà, Sharma, Wonka & Ovsjanikov, "ZoomOut: Spectral Upsampling for Efficient Shape
  /// Correspondence" (2019): the correspondence of a k₂ × k₁ map makes one of (k₂ + step) × (k₁ + step), and so on. A
  /// start of a few dozen good functions suffices; noise of the start goes away, a symmetry it mistook stays.
  ///
  /// - Parameters:
  ///   - source: with `largest` functions or more.
  ///   - target: with `largest` functions or more.
  ///   - largest: the number of functions of both shapes at the end; a side that has as many already keeps its
  ///     number.
  ///   - step: by how many both grow at a time, at least 1. Default: 1, as in the paper.
  ///   - checkCancellation: called before each step; what it throws ends the refinement.
  /// - Throws: ``GraphError`` for bases too small or a bad parameter, and what `checkCancellation` throws.
  /// - Complexity: that of one correspondence a step.
  public func refined(
    from source: SpectralDomain, to target: SpectralDomain, upTo largest: Int, step: Int = 1,
    checkCancellation: () throws -> Void = {}
  ) throws -> FunctionalMap {
    try requireRoom(source: source.basis, target: target.basis)
    let most = min(source.basis.count, target.basis.count)
    guard largest >= max(sourceCount, targetCount), largest <= most else {
      throw GraphError.parameterOutOfRange(
        name: "largest", value: "\(largest)",
        range: "an integer from \(max(sourceCount, targetCount)), the functions of the map, to"
          + " \(most), the pairs of the smaller basis")
    }
    guard step >= 1 else {
      throw GraphError.parameterOutOfRange(name: "step", value: "\(step)", range: "at least 1")
    }
    var map = self
    while min(map.sourceCount, map.targetCount) < largest {
      try checkCancellation()
      map = try FunctionalMap(
        of: map.correspondence(from: source.basis, to: target.basis),
        from: source.prefix(min(largest, map.sourceCount + step)),
        to: target.prefix(min(largest, map.targetCount + step)))
    }
    return map
  }
}
