import Autodiff
import Testing

@Suite struct NearestEdgesTests {
  /// The senders of each point, by sorting all distances in its item.
  private func reference(_ x: [[Double]], _ neighbours: Int, _ offsets: [Int]) -> [[Int32]] {
    var found: [[Int32]] = []
    for (start, end) in zip(offsets, offsets.dropFirst()) {
      for point in start..<end {
        var distances: [(distance: Double, point: Int32)] = []
        for other in start..<end {
          var sum = 0.0
          for (a, b) in zip(x[point], x[other]) { sum += (a - b) * (a - b) }
          distances.append((sum, Int32(other)))
        }
        distances.sort { $0 < $1 }
        found.append(distances.prefix(neighbours).map(\.point))
      }
    }
    return found
  }

  @Test(arguments: [
    (1, 3, [0, 17]), (5, 2, [0, 3, 3, 4, 90]), (20, 33, [0, 130, 131, 200]), (7, 1, [0, 64]),
    (3, 0, [0, 5]), (4, 3, [0]),
  ])
  func `are those that sorting all distances finds`(
    _ neighbours: Int, _ channels: Int, _ offsets: [Int]
  ) {
    var numbers = TestNumbers(seed: UInt64(31 + channels))
    let points = offsets[offsets.count - 1]
    // Few different values: many points are equally far, some the same.
    let rows = (0..<points).map { _ in (0..<channels).map { _ in Double(numbers.below(4)) } }
    let x = Tensor<Double>(shape: [points, channels], rows.flatMap { $0 })
    let edges = EdgeList(nearest: neighbours, among: x, offsets: offsets)
    let wanted = reference(rows, neighbours, offsets)
    #expect(edges.senders == wanted.flatMap { $0 })
    #expect(
      edges.receivers
        == wanted.enumerated().flatMap { row in row.element.map { _ in Int32(row.offset) } })
    let single = EdgeList(
      nearest: neighbours, among: x.converted(to: Float.self), offsets: offsets)
    #expect(single.senders == edges.senders)
    #expect(edges.order == Array(0..<Int32(edges.count)))
  }

  @Test func `what is no number is farther than all others`() {
    let x = Tensor<Float>(shape: [5, 1], [.nan, 3, 1, .nan, 2])
    let edges = EdgeList(nearest: 4, among: x, offsets: [0, 5])
    #expect(edges.senders[4..<8] == [1, 4, 2, 0])
    #expect(edges.senders[0..<4] == [0, 1, 2, 3])
  }

  @Test func `edges between all nodes of an item leave out loops and other items`() {
    let edges = EdgeList(completing: [0, 2, 2, 3, 6])
    let pairs = zip(edges.receivers, edges.senders).map { [$0, $1] }
    #expect(pairs == [[0, 1], [1, 0], [3, 4], [3, 5], [4, 3], [4, 5], [5, 3], [5, 4]])
    #expect(edges.nodes == 6)
  }
}

extension DeterminismTests {
  @Test func `nearest points`() {
    var numbers = TestNumbers(seed: 37)
    let x: Tensor<Float> = numbers.tensor([1_301, 7])
    same("nearest points") {
      let edges = EdgeList(nearest: 9, among: x, offsets: [0, 700, 1_301])
      return [Tensor(edges.senders.map { Float($0) })]
    }
  }
}
