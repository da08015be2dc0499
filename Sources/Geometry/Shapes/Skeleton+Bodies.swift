/// The bodies there are. Lengths are near a metre; x points to the body's left, y backwards, z up.
extension Skeleton {
  /// A body on two legs, arms half lowered: nine parts.
  static let biped: Skeleton = {
    var body = SkeletonBuilder()
    let hips = body.add("hips", on: nil, Capsule([0, 0, 0.98], [0, 0, 1.08], radius: 0.15))
    let chest = body.add(
      "chest", on: hips, Capsule([0, 0, 1.2], [0, 0, 1.38], radius: 0.15, to: 0.16),
      [
        Turn(about: [0, 0, 1], -0.4...0.4), Turn(about: [0, 1, 0], -0.25...0.25),
        Turn(about: [1, 0, 0], -0.2...0.5),
      ])
    body.add(
      "head", on: chest, Capsule([0, 0, 1.57], [0, -0.02, 1.76], radius: 0.075, to: 0.115),
      [Turn(about: [0, 0, 1], -0.7...0.7), Turn(about: [1, 0, 0], -0.4...0.4)])
    let upperArms = body.addPair(
      "upper arm", on: (chest, chest),
      Capsule([0.17, 0, 1.42], [0.41, 0, 1.2], radius: 0.075, to: 0.062),
      [Turn(about: [0, 1, 0], -0.6...0.3), Turn(about: [1, 0, 0], -0.9...0.6)])
    // About this axis the forearm turns from where it points to the front.
    let elbow = SIMD3<Double>(-1, 0, -1)
    let forearms = body.addPair(
      "forearm", on: upperArms,
      Capsule([0.41, 0, 1.2], [0.62, 0, 0.99], radius: 0.06, to: 0.05),
      [Turn(about: elbow, 0...1.4)])
    body.addPair(
      "hand", on: forearms, Capsule([0.65, 0, 0.96], [0.73, 0, 0.88], radius: 0.055),
      [Turn(about: elbow, -0.5...0.5)])
    let thighs = body.addPair(
      "thigh", on: (hips, hips),
      Capsule([0.12, 0, 0.88], [0.17, 0, 0.5], radius: 0.1, to: 0.075),
      [Turn(about: [0, 1, 0], -0.45...0.05), Turn(about: [1, 0, 0], -1.0...0.5)])
    let shanks = body.addPair(
      "shank", on: thighs, Capsule([0.17, 0, 0.5], [0.19, 0, 0.13], radius: 0.072, to: 0.055),
      [Turn(about: [1, 0, 0], 0...1.3)])
    body.addPair(
      "foot", on: shanks,
      Capsule([0.19, 0.01, 0.08], [0.2, -0.16, 0.06], radius: 0.06, to: 0.05),
      [Turn(about: [1, 0, 0], -0.3...0.3)])
    return body.skeleton(blend: 0.03, softness: 0.035)
  }()

  /// A body on four legs with neck and tail: eight parts.
  static let quadruped: Skeleton = {
    var body = SkeletonBuilder()
    let rump = body.add(
      "trunk", on: nil, Capsule([0, 0.32, 0.8], [0, 0.02, 0.8], radius: 0.16, to: 0.15))
    let chest = body.add(
      "trunk", on: rump, Capsule([0, 0.0, 0.8], [0, -0.32, 0.8], radius: 0.15, to: 0.17),
      [Turn(about: [0, 0, 1], -0.35...0.35), Turn(about: [1, 0, 0], -0.2...0.2)])
    let neck = body.add(
      "neck", on: chest, Capsule([0, -0.4, 0.88], [0, -0.58, 1.14], radius: 0.1, to: 0.075),
      [Turn(about: [0, 0, 1], -0.5...0.5), Turn(about: [1, 0, 0], -0.4...0.7)])
    body.add(
      "head", on: neck, Capsule([0, -0.6, 1.18], [0, -0.84, 1.1], radius: 0.1, to: 0.065),
      [Turn(about: [0, 0, 1], -0.5...0.5), Turn(about: [1, 0, 0], -0.4...0.4)])
    let tail = body.add(
      "tail", on: rump, Capsule([0, 0.46, 0.86], [0, 0.66, 0.8], radius: 0.06, to: 0.05),
      [Turn(about: [0, 0, 1], -0.6...0.6), Turn(about: [1, 0, 0], -0.5...0.7)])
    body.add(
      "tail", on: tail, Capsule([0, 0.66, 0.8], [0, 0.86, 0.7], radius: 0.05, to: 0.045),
      [Turn(about: [0, 0, 1], -0.6...0.6), Turn(about: [1, 0, 0], -0.5...0.5)])
    for (name, y, knee) in [("fore", -0.34, 0...1.0), ("hind", 0.32, -1.0...0)] {
      let carrier = name == "fore" ? chest : rump
      let upper = body.addPair(
        "upper \(name)leg", on: (carrier, carrier),
        Capsule([0.13, y, 0.68], [0.16, y, 0.4], radius: 0.085, to: 0.065),
        [Turn(about: [0, 1, 0], -0.25...0.05), Turn(about: [1, 0, 0], -0.7...0.7)])
      body.addPair(
        "lower \(name)leg", on: upper,
        Capsule([0.16, y, 0.38], [0.17, y, 0.07], radius: 0.062, to: 0.055),
        [Turn(about: [1, 0, 0], knee)])
    }
    return body.skeleton(blend: 0.03, softness: 0.035)
  }()

  /// A hand with five fingers: six parts.
  static let hand: Skeleton = {
    var body = SkeletonBuilder()
    let wrist = body.add(
      "wrist", on: nil, Capsule([0, 0, -0.6], [0, 0, -0.2], radius: 0.2, to: 0.21))
    var palm = wrist
    for (index, x) in [-0.3, 0.0, 0.3].enumerated() {
      let capsule = Capsule([x * 0.5, 0, 0], [x, 0, 0.42], radius: 0.17)
      let turns =
        index == 0
        ? [Turn(about: [1, 0, 0], -0.5...0.5), Turn(about: [0, 1, 0], -0.3...0.3)] : []
      let bone = body.add("palm", on: palm, capsule, turns)
      if index == 0 { palm = bone }
    }
    let thumb = body.add(
      "thumb root", on: palm,
      Capsule([0.28, 0, 0], [0.64, -0.06, 0.16], radius: 0.12, to: 0.105),
      [Turn(about: [0, 1, 0], -0.3...0.3), Turn(about: [0, 0, 1], -0.5...0.3)])
    body.add(
      "thumb tip", on: thumb,
      Capsule([0.66, -0.06, 0.17], [0.9, -0.08, 0.36], radius: 0.1, to: 0.085),
      [Turn(about: [0, 1, 0], -0.9...0.2)])
    for (index, x) in [0.39, 0.13, -0.13, -0.39].enumerated() {
      let length = [0.78, 0.9, 0.84, 0.66][index]
      let lean = x * 0.55
      let (root, middle) = (
        SIMD3<Double>(x, 0, 0.56), SIMD3<Double>(x + lean * length / 2, 0, 0.56 + length / 2)
      )
      let finger = body.add(
        "finger root", on: palm, Capsule(root, middle, radius: 0.085, to: 0.078),
        [Turn(about: [0, 1, 0], -0.08...0.08), Turn(about: [1, 0, 0], -0.15...1.2)])
      body.add(
        "finger tip", on: finger,
        Capsule(middle, root + (middle - root) * 2, radius: 0.076, to: 0.068),
        [Turn(about: [1, 0, 0], 0...1.3)])
    }
    return body.skeleton(blend: 0.03, softness: 0.05)
  }()
}
