extension WindowFront {
  /// A stretch of an edge and the window that is nearest there: −1 for the new one.
  struct Part {
    var owner: Int32
    var lower: Double
    var upper: Double
  }

  /// Puts a window on its edge where it is nearer than those that are there, and trims them.
  mutating func add(_ window: GeodesicWindow) {
    let edge = Int(window.edge)
    let sliver = Self.sliver * surface.lengths[edge]
    guard window.upper - window.lower > sliver, !isUseless(window) else { return }
    let nearest = window.nearest
    let ends = surface.edges[edge]
    let bound = distances[Int(ends[0])] + distances[Int(ends[1])] + surface.lengths[edge]
    guard nearest <= radius, nearest <= bound * (0.5 + Self.margin) else { return }

    let first = firstWindow(of: edge, reaching: window.lower + sliver)
    var current = first.index
    parts.removeAll(keepingCapacity: true)
    var covered = window.lower
    var wins = false
    while current >= 0, windows[Int(current)].lower < window.upper - sliver {
      let old = windows[Int(current)]
      if old.lower < window.lower { append(current, old.lower, window.lower, 0) }
      if old.lower > covered { wins = append(-1, covered, old.lower, sliver) || wins }
      let (from, to) = (max(old.lower, window.lower), min(old.upper, window.upper))
      wins = divide(from, to, window, old, current, sliver) || wins
      if old.upper > window.upper { append(current, window.upper, old.upper, 0) }
      covered = max(covered, to)
      current = old.next
    }
    if window.upper > covered { wins = append(-1, covered, window.upper, sliver) || wins }
    if wins { relink(window, after: first.before, first: first.index, end: current) }
  }

  /// The first window of an edge that ends beyond a place, or −1, and the one before it.
  @inline(__always)
  private func firstWindow(
    of edge: Int, reaching place: Double
  ) -> (before: Int32, index: Int32) {
    var current = hints[edge] >= 0 ? hints[edge] : heads[edge]
    guard current >= 0 else { return (-1, -1) }
    var before = windows[Int(current)].previous
    while before >= 0, windows[Int(before)].upper > place {
      current = before
      before = windows[Int(current)].previous
    }
    while current >= 0, windows[Int(current)].upper <= place {
      before = current
      current = windows[Int(current)].next
    }
    return (before, current)
  }

  /// Adds a stretch, joined to the one before where it has the same owner.
  @inline(__always) @discardableResult
  private mutating func append(
    _ owner: Int32, _ lower: Double, _ upper: Double, _ least: Double
  ) -> Bool {
    guard upper - lower > least else { return false }
    if let last = parts.last, last.owner == owner, lower - last.upper <= least {
      parts[parts.count - 1].upper = upper
    } else {
      parts.append(Part(owner: owner, lower: lower, upper: upper))
    }
    return owner < 0
  }

  /// Cuts a stretch that both windows cover where they change places.
  @inline(__always)
  private mutating func divide(
    _ lower: Double, _ upper: Double, _ new: GeodesicWindow, _ old: GeodesicWindow,
    _ owner: Int32, _ sliver: Double
  ) -> Bool {
    var (first, second) = new.crossings(with: old)
    if !(first > lower && first < upper) { first = upper }
    if !(second > lower && second < upper) { second = upper }
    if second < first { swap(&first, &second) }
    var wins = false
    var start = lower
    let ends = SIMD3(first, second, upper)
    for place in 0..<3 where ends[place] > start {
      let end = ends[place]
      let middle = 0.5 * (start + end)
      let (mine, theirs) = (new.distance(at: middle), old.distance(at: middle))
      let isNearer = mine + Self.margin * theirs < theirs && end - start > sliver
      wins = append(isNearer ? -1 : owner, start, end, 0) || wins
      start = end
    }
    return wins
  }

  /// Makes windows of the stretches, in the place of those from `first` up to `end`.
  private mutating func relink(
    _ window: GeodesicWindow, after before: Int32, first: Int32, end: Int32
  ) {
    var old = first
    var last = before
    var owner: Int32 = -1
    var hint = before
    for part in parts {
      var piece = part.owner < 0 ? window : windows[Int(part.owner)]
      (piece.lower, piece.upper) = (part.lower, part.upper)
      let index: Int32
      if part.owner < 0 || part.owner == owner {
        index = place(piece)
        hint = index
      } else {
        owner = part.owner
        index = owner
        vacate(from: old, upTo: owner)
        old = piece.next
        windows[Int(owner)] = piece
      }
      link(last, to: index, edge: Int(window.edge))
      last = index
    }
    vacate(from: old, upTo: end)
    link(last, to: end, edge: Int(window.edge))
    hints[Int(window.edge)] = hint
  }

  @inline(__always)
  private mutating func link(_ index: Int32, to next: Int32, edge: Int) {
    if index < 0 { heads[edge] = next } else { windows[Int(index)].next = next }
    if next >= 0 { windows[Int(next)].previous = index }
  }

  /// Frees the windows of a chain up to one that stays.
  private mutating func vacate(from index: Int32, upTo end: Int32) {
    var index = index
    while index != end {
      let next = windows[Int(index)].next
      vacate(index)
      index = next
    }
  }

  /// Stores a window, and queues it unless it is the rest of one that has gone on.
  private mutating func place(_ window: GeodesicWindow) -> Int32 {
    var window = window
    let index: Int32
    if let free = vacant.popLast() {
      index = free
      window.stamp = windows[Int(free)].stamp
      windows[Int(free)] = window
    } else {
      index = Int32(windows.count)
      window.stamp = 0
      windows.append(window)
    }
    if !window.isPassed { queue.push(index, at: window.nearest, stamp: window.stamp) }
    return index
  }
}
