import Models
import Numerics
import Testing

@Suite("Splits") struct SplitTests {
  private func labels(_ sizes: [Int]) throws -> Labels {
    try Labels(
      classes: sizes.enumerated().flatMap { Array(repeating: Int32($0.offset), count: $0.element) },
      classNames: sizes.indices.map { "c\($0)" })
  }

  private func counts(_ items: [Int32], _ labels: Labels) -> [Int] {
    (0..<labels.classCount).map { index in
      items.count { labels.classes[Int($0)] == Int32(index) }
    }
  }

  @Test("parts have the sizes of largest remainders, classes their shares, every item one part")
  func stratified() throws {
    let labels = try labels([50, 31, 19, 7])
    let split = try Split.stratified(
      labels: labels, train: 0.6, validation: 0.2, test: 0.2, seed: 4)
    // 107 × (0.6, 0.2, 0.2) = 64.2, 21.4, 21.4.
    #expect([split.train.count, split.validation.count, split.test.count] == [64, 22, 21])
    #expect(Set(split.train + split.validation + split.test).count == 107)
    for (items, fraction) in [(split.train, 0.6), (split.validation, 0.2), (split.test, 0.2)] {
      for (count, size) in zip(counts(items, labels), [50.0, 31, 19, 7]) {
        #expect(abs(Double(count) - fraction * size) < 1.0000001)
      }
      #expect(items == items.sorted())
    }
  }

  @Test("the seed decides, and nothing else")
  func seeded() throws {
    let labels = try labels([40, 40])
    func split(_ seed: UInt64) throws -> Split {
      try .stratified(labels: labels, train: 0.5, validation: 0, test: 0.5, seed: seed)
    }
    #expect(try split(1) == split(1))
    #expect(try split(1) != split(2))
  }

  @Test("a class with as many items as parts is in each; a single item trains", arguments: 0..<20)
  func represented(seed: UInt64) throws {
    let labels = try labels([90, 3, 1])
    let split = try Split.stratified(
      labels: labels, train: 0.1, validation: 0.1, test: 0.8, seed: seed)
    for items in [split.train, split.validation, split.test] {
      #expect(counts(items, labels)[1] == 1, "seed \(seed)")
    }
    #expect(counts(split.train, labels)[2] == 1)
    #expect(split.train.count + split.validation.count + split.test.count == 94)
  }

  @Test(
    "fractions below 1 leave items out, hidden items stay out, random sizes add up",
    arguments: 0..<40)
  func sizes(seed: UInt64) throws {
    var stream = RandomStream(seed: seed, "sizes")
    let sizes = (0..<(1 + stream.below(6))).map { _ in 3 + stream.below(40) }
    let hidden: [Int32] = [0, 1]
    let labels = try labels(sizes).hiding(hidden)
    let train = 0.2 + 0.3 * stream.uniform(), test = 0.4 * stream.uniform()
    let split = try Split.stratified(
      labels: labels, train: train, validation: 0, test: test, seed: seed)
    let total = Double(sizes.reduce(0, +) - 2)
    #expect(
      abs(Double(split.train.count) - train * total) <= 1 + Double(sizes.count), "seed \(seed)")
    #expect(split.validation.isEmpty)
    #expect(Set(split.train + split.test).isDisjoint(with: hidden))
    #expect(Set(split.train).isDisjoint(with: split.test))
  }

  @Test("balanced takes the same number of each class")
  func balanced() throws {
    let labels = try labels([9, 12, 30])
    let split = try Split.balanced(
      labels: labels, trainPerClass: 4, validation: 10, test: nil, seed: 1)
    #expect(counts(split.train, labels) == [4, 4, 4])
    #expect(split.validation.count == 10 && split.test.count == 29)
    let error = #expect(throws: ModelError.self) {
      try Split.balanced(labels: labels, trainPerClass: 10, validation: 0, test: nil, seed: 1)
    }
    #expect(error?.description.contains("'c0' has 9 items") == true)
  }

  @Test("folds deal every class evenly, and each labelled item is held out once", arguments: 0..<6)
  func folds(seed: UInt64) throws {
    var stream = RandomStream(seed: seed, "folds")
    let sizes = (0..<(1 + stream.below(4))).map { _ in 5 + stream.below(60) }
    let labels = try labels(sizes).hiding([0])
    let count = 2 + stream.below(4)
    var held: [[Int32]] = []
    for fold in 0..<count {
      let split = try Split.folds(
        labels: labels, count: count, fold: fold, heldOut: .test, validation: 0.25, seed: seed)
      held.append(split.test)
      #expect(
        (split.train + split.validation + split.test).sorted() == Array(1..<Int32(labels.count)))
      let rest = Double(split.train.count + split.validation.count)
      #expect(abs(Double(split.validation.count) - rest / 4) <= Double(sizes.count), "seed \(seed)")
      let other = try Split.folds(
        labels: labels, count: count, fold: fold, heldOut: .validation, validation: 0.25,
        seed: seed)
      #expect(other.validation == split.test && other.test.isEmpty)
    }
    #expect(held.flatMap { $0 }.sorted() == Array(1..<Int32(labels.count)))
    let perFold = held.map { counts($0, labels) }
    for column in sizes.indices {
      let found = perFold.map { $0[column] }
      #expect((found.max() ?? 0) - (found.min() ?? 0) <= 1, "seed \(seed)")
    }
    let totals = held.map(\.count)
    #expect((totals.max() ?? 0) - (totals.min() ?? 0) <= 1, "seed \(seed)")
  }

  @Test("folds that cannot be are refused")
  func foldsRefused() throws {
    let labels = try labels([6])
    for (count, fold, validation) in [
      (1, 0, 0.1), (7, 0, 0.1), (3, 3, 0.1), (3, -1, 0.1), (3, 0, 1),
    ] {
      #expect(throws: ModelError.self) {
        try Split.folds(
          labels: labels, count: count, fold: fold, heldOut: .test, validation: validation, seed: 0)
      }
    }
  }

  @Test("overlaps, negative items and impossible fractions are refused")
  func refuses() throws {
    #expect(throws: ModelError.self) { try Split(train: [1], validation: [], test: [1]) }
    #expect(throws: ModelError.self) { try Split(train: [-1], validation: [], test: []) }
    let labels = try labels([5])
    for fractions in [(0.9, 0.2, 0.0), (-0.1, 0, 0.5), (.nan, 0, 0), (0, 0.5, 0.5)] {
      #expect(throws: ModelError.self) {
        try Split.stratified(
          labels: labels, train: fractions.0, validation: fractions.1, test: fractions.2, seed: 0)
      }
    }
  }

  @Test("items that stand twice are found in any lists, wherever they stand", arguments: 1...20)
  func findsOverlaps(seed: UInt64) throws {
    var stream = RandomStream(seed: seed, "split", "overlaps")
    var parts: [[Int32]] = [[], [], []]
    for item in 0..<Int32(1 + stream.below(30)) where item == 0 || stream.below(4) > 0 {
      parts[stream.below(3)].append(item == 29 ? .max : item)
    }
    for index in 0..<3 { stream.shuffle(&parts[index]) }
    let split = try Split(train: parts[0], validation: parts[1], test: parts[2])
    #expect([split.train, split.validation, split.test] == parts.map { $0.sorted() })
    let items = parts.flatMap(\.self)
    parts[stream.below(3)].append(items[stream.below(items.count)])
    #expect(throws: ModelError.self, "seed \(seed)") {
      try Split(train: parts[0], validation: parts[1], test: parts[2])
    }
  }

  @Test("labels refuse classes that do not exist")
  func labelsChecked() {
    #expect(throws: ModelError.self) { try Labels(classes: [0, 2], classNames: ["a", "b"]) }
    #expect(throws: ModelError.self) { try Labels(classes: [-2], classNames: ["a"]) }
    #expect(throws: ModelError.self) { try Labels(classes: [], classNames: ["a", "a"]) }
  }
}
