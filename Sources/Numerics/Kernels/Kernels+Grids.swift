internal import CKernels

extension Kernels {
  /// An axis that two arrays are walked along together: its size and how far each steps.
  package struct Axis: Equatable {
    package var size: Int
    package var from: Int
    package var to: Int

    package init(size: Int, from: Int, to: Int) {
      (self.size, self.from, self.to) = (size, from, to)
    }
  }

  /// Axes, outermost first, with those of size 1 left out and neighbours that step as one made one.
  package static func merged(_ axes: [Axis]) -> [Axis] {
    var result: [Axis] = []
    for axis in axes where axis.size != 1 {
      if let last = result.last, last.from == axis.from * axis.size,
        last.to == axis.to * axis.size
      {
        result[result.count - 1] = Axis(
          size: last.size * axis.size, from: axis.from, to: axis.to)
      } else {
        result.append(axis)
      }
    }
    return result
  }

  /// Copies the elements that the axes walk through; those of y are apart.
  package static func copy<S: BitwiseCopyable>(
    along axes: [Axis], _ x: UnsafePointer<S>, into y: UnsafeMutablePointer<S>
  ) {
    walk(arranged(axes), x, y) { rows, columns, x, y in
      meridian_copy_grid(
        code(S.self), rows.size, columns.size, x, rows.from, columns.from, y, rows.to, columns.to)
    }
  }

  /// Adds the elements that the axes walk through; those of y are apart.
  package static func add<S: NumericScalar>(
    along axes: [Axis], _ x: UnsafePointer<S>, to y: UnsafeMutablePointer<S>
  ) {
    walk(arranged(axes), x, y) { rows, columns, x, y in
      meridian_add_grid(
        S.element, rows.size, columns.size, x, rows.from, columns.from, y, rows.to, columns.to)
    }
  }

  /// At least two axes; where the innermost does not walk x in memory's order, one that does comes next to
  /// it, so that tiles of the two touch few lines on either side.
  private static func arranged(_ axes: [Axis]) -> [Axis] {
    var result = merged(axes)
    if let last = result.last, last.from != 1, result.count > 2,
      let near = result.indices.dropLast().last(where: { result[$0].from == 1 })
    {
      let axis = result.remove(at: near)
      result.insert(axis, at: result.count - 1)
    }
    while result.count < 2 { result.insert(Axis(size: 1, from: 0, to: 0), at: 0) }
    return result
  }

  /// Runs `body` over the grid of the two innermost axes for each place of the others, in shards.
  private static func walk<S: BitwiseCopyable>(
    _ axes: [Axis], _ x: UnsafePointer<S>, _ y: UnsafeMutablePointer<S>,
    _ body: (Axis, Axis, UnsafePointer<S>, UnsafeMutablePointer<S>) -> Void
  ) {
    guard axes.allSatisfy({ $0.size > 0 }) else { return }
    let (rows, columns) = (axes[axes.count - 2], axes[axes.count - 1])
    let outer = axes.dropLast(2)
    let places = outer.reduce(1) { $0 * $1.size }
    if rows.size == 1 && places == 1 {
      shards(columns.size, size: elementShard) { range in
        body(
          rows, Axis(size: range.count, from: columns.from, to: columns.to),
          x + range.lowerBound * columns.from, y + range.lowerBound * columns.to)
      }
    } else if places < 4 {
      for place in 0..<places {
        let (fromStart, toStart) = start(of: place, outer)
        shards(rows.size, size: max(16, rowShard(elementsPerRow: columns.size))) { range in
          body(
            Axis(size: range.count, from: rows.from, to: rows.to), columns,
            x + fromStart + range.lowerBound * rows.from,
            y + toStart + range.lowerBound * rows.to)
        }
      }
    } else {
      shards(places, size: rowShard(elementsPerRow: rows.size * columns.size)) { range in
        for place in range {
          let (fromStart, toStart) = start(of: place, outer)
          body(rows, columns, x + fromStart, y + toStart)
        }
      }
    }
  }

  private static func start(of place: Int, _ axes: ArraySlice<Axis>) -> (Int, Int) {
    var (rest, from, to) = (place, 0, 0)
    for axis in axes.reversed() {
      let index = rest % axis.size
      rest /= axis.size
      from += index * axis.from
      to += index * axis.to
    }
    return (from, to)
  }
}
