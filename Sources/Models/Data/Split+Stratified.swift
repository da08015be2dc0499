import Numerics

extension Split {
  /// Parts of the given sizes in which every class has its share, drawn with a seed.
  ///
  /// The parts' sizes are the fractions of all labelled items, and each class's share of a part its fraction of the class,
  /// both rounded by the method of largest remainders. A class is represented in every part where it has items enough;
  /// where it has not, training comes first, then test. Hidden items stay outside.
  /// - Parameters:
  ///   - fractions: of the labelled items, each in 0…1, together at most 1; what is left over joins no part.
  ///   - seed: the same seed draws the same parts.
  /// - Throws: `ModelError` with code `labels` if a fraction is out of range or the training part would be empty.
  public static func stratified(
    labels: Labels, train: Double, validation: Double, test: Double, seed: UInt64
  ) throws(ModelError) -> Split {
    let fractions = [train, validation, test]
    let sum = train + validation + test
    guard fractions.allSatisfy({ $0 >= 0 && $0 <= 1 }), sum <= 1 + 1e-9 else {
      throw ModelError(
        .labels,
        "fractions are between 0 and 1 and together at most 1, not \(train) + \(validation) + \(test)"
      )
    }
    let members = shuffledMembers(of: labels, seed: seed)
    let counts = Apportionment(
      classSizes: members.map(\.count), fractions: fractions + [max(0, 1 - sum)]
    ).counts
    var parts: [[Int32]] = [[], [], []]
    for (items, shares) in zip(members, counts) {
      var start = 0
      for part in 0..<3 {
        parts[part] += items[start..<start + shares[part]]
        start += shares[part]
      }
    }
    guard !parts[0].isEmpty else {
      throw ModelError(.labels, "the training part is empty; raise its fraction above \(train)")
    }
    return try Split(train: parts[0], validation: parts[1], test: parts[2])
  }

  /// The same number of training items of every class, and fixed numbers of the rest drawn at random, as in Planetoid.
  ///
  /// (Yang, Cohen & Salakhutdinov 2016, arXiv 1603.08861: 20 a class, 500 validation, 1,000 test.)
  /// - Parameters:
  ///   - test: number of test items; nil takes all that remain.
  /// - Throws: `ModelError` with code `labels` if a class or the rest has too few items.
  public static func balanced(
    labels: Labels, trainPerClass: Int, validation: Int, test: Int?, seed: UInt64
  ) throws(ModelError) -> Split {
    var train: [Int32] = [], rest: [Int32] = []
    for (index, items) in shuffledMembers(of: labels, seed: seed).enumerated() {
      guard items.count >= trainPerClass else {
        throw ModelError(
          .labels,
          "class '\(labels.classNames[index])' has \(items.count) items, fewer than \(trainPerClass) to train on"
        )
      }
      train += items.prefix(trainPerClass)
      rest += items.dropFirst(trainPerClass)
    }
    guard trainPerClass > 0, validation >= 0, (test ?? 0) >= 0,
      validation + (test ?? 0) <= rest.count
    else {
      throw ModelError(
        .labels,
        "\(rest.count) items remain for validation (\(validation)) and test (\(test ?? 0)), after \(trainPerClass) of each class"
      )
    }
    var stream = RandomStream(seed: seed, "split", "rest")
    rest.sort()
    stream.shuffle(&rest)
    return try Split(
      train: train, validation: Array(rest.prefix(validation)),
      test: Array(rest.dropFirst(validation).prefix(test ?? rest.count)))
  }

  /// The items of each class in an order drawn with the seed, one stream a class.
  static func shuffledMembers(of labels: Labels, seed: UInt64) -> [[Int32]] {
    var members = [[Int32]](repeating: [], count: labels.classCount)
    for (item, label) in labels.classes.enumerated() where label >= 0 {
      members[Int(label)].append(Int32(item))
    }
    for index in members.indices {
      var stream = RandomStream(seed: seed, "split", labels.classNames[index])
      stream.shuffle(&members[index])
    }
    return members
  }
}
