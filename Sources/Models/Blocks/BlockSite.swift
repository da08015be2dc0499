/// Where a block stands while a model is planned or built: what it is fed, and where it states what it needs.
public struct BlockSite {
  /// What the block is fed.
  public let input: FieldSignature
  /// The fields that are carried beside it, inputs of other types such as positions.
  public private(set) var companions: Companions
  /// The model's domain.
  public let domain: Domain
  /// The model's symmetry.
  public let symmetry: Symmetry
  /// Number of classes; nil while the labels are not known.
  public let classCount: Int?

  let path: String
  let place: String
  let declaration: BlockDeclaration
  let weightDecay: Double?
  let uses: String
  let placement: Placement
  private(set) var parameters: [ParameterSpecification] = []
  private(set) var operators: [OperatorSlot] = []
  private(set) var children: [PlacedBlock] = []
  private(set) var problems: [ModelProblem] = []
  /// The levels whose nodes are chosen in each pass, by blocks before this one or by itself.
  private(set) var selectedLevels: Set<Int>

  init(
    input: FieldSignature, companions: Companions, selectedLevels: Set<Int>,
    placement: Placement, path: String, place: String, declaration: BlockDeclaration,
    options: BlockOptions
  ) {
    self.input = input
    self.companions = companions
    self.selectedLevels = selectedLevels
    domain = placement.domain
    symmetry = placement.symmetry
    classCount = placement.classCount
    self.path = path
    self.place = place
    self.declaration = declaration
    weightDecay = options.optionalNumber("weight_decay")
    uses = options.text("uses")
    self.placement = placement
  }

  /// States a trained parameter.
  ///
  /// - Parameters:
  ///   - name: last part of its path.
  ///   - shape: its sizes; any of them may be unknown at plan time.
  ///   - initialization: how it begins.
  ///   - decays: whether weight decay applies to it; biases, scales and shifts do without.
  public mutating func parameter(
    _ name: String, shape: [Int?], _ initialization: Initialization, decays: Bool = true
  ) {
    add(name, shape, initialization, isTrained: true, weightDecay: decays ? weightDecay : 0)
  }

  /// States a buffer: values that the block itself updates during training, such as running statistics.
  public mutating func buffer(_ name: String, shape: [Int?], _ initialization: Initialization) {
    add(name, shape, initialization, isTrained: false, weightDecay: 0)
  }

  private mutating func add(
    _ name: String, _ shape: [Int?], _ initialization: Initialization, isTrained: Bool,
    weightDecay: Double?
  ) {
    let known = shape.compactMap { $0 }
    parameters.append(
      ParameterSpecification(
        path: "\(path).\(name)", shape: known.count == shape.count ? known : nil,
        initialization: initialization, isTrained: isTrained, weightDecay: weightDecay))
  }

  /// States that the block needs the operator of a declared role on a level of the domain.
  ///
  /// - Parameter isOptional: whether the block can do without, where none is connected that fits; see `BlockPass.optionalOperator`.
  public mutating func needOperator(_ role: String, level: Int = 0, isOptional: Bool = false) {
    need(role, .level(level), isOptional: isOptional)
  }

  /// States that the block needs the prolongation from level + 1 to level.
  public mutating func needProlongation(_ role: String, level: Int) {
    need(role, .prolongation(level))
  }

  /// States that the block needs the map that takes means (or sums) over clusters from level to level + 1.
  public mutating func needRestriction(_ role: String, level: Int, averaging: Bool) {
    need(role, averaging ? .averaging(level) : .summing(level))
  }

  private mutating func need(
    _ role: String, _ part: OperatorSlot.Part, isOptional: Bool = false
  ) {
    let kinds = declaration.operators.first { $0.role == role }?.kinds ?? []
    var slot = OperatorSlot(role: role, kinds: kinds, part: part, uses: uses, path: place)
    slot.isOptional = isOptional
    switch part {
    case .level(let level):
      var base = level
      while selectedLevels.contains(base) { base -= 1 }
      slot.part = .level(base)
      slot.selections = base < level ? Array(base + 1...level) : []
    case .prolongation(let level) where selectedLevels.contains(level + 1):
      slot.part = .selection(level + 1)
      operators.append(slot)
      return
    case .averaging(let level), .summing(let level):
      guard selectedLevels.contains(level) else { break }
      refuse("joins clusters of a hierarchy, but the nodes here were chosen by a topk; take topk")
      return
    default: break
    }
    if !slot.selections.isEmpty, kinds.allSatisfy(\.isOwnType) {
      let wanted = kinds.map(\.rawValue).joined(separator: " or ")
      refuse("needs the \(wanted) of its nodes, which a topk chooses in each pass; take pool")
      return
    }
    operators.append(slot)
    guard let connected = placement.operators else { return }
    do throws(ModelError) {
      _ = try slot.find(among: connected)
    } catch {
      problems += error.problems
    }
  }

  /// Places blocks inside this one, the first fed `input`; gives back what the last hands on.
  public mutating func nest(_ value: ModelValue, option: String) -> FieldSignature {
    let entries = BlockDescription.list(value, at: "\(place).\(option)", problems: &problems)
    let nested = placement.place(
      entries, input: input, companions: companions, selectedLevels: selectedLevels,
      path: "\(path).\(option)", place: "\(place).\(option)")
    children += nested.blocks
    companions = nested.companions
    selectedLevels = nested.selectedLevels
    problems += nested.problems
    return nested.output
  }

  /// Places blocks inside this one once more, with parameters of their own, the first fed `input`; each time there are as many.
  ///
  /// - Parameter round: which time it is, from 0; part of the parameters' paths.
  public mutating func nest(
    _ value: ModelValue, option: String, round: Int, input: FieldSignature
  ) -> FieldSignature {
    var found: [ModelProblem] = []
    let entries = BlockDescription.list(value, at: "\(place).\(option)", problems: &found)
    let nested = placement.place(
      entries, input: input, companions: companions, selectedLevels: selectedLevels,
      path: "\(path).\(option).\(round)", place: "\(place).\(option)")
    children += nested.blocks
    companions = nested.companions
    selectedLevels = nested.selectedLevels
    // A mistake that every round makes is reported once.
    problems += (found + nested.problems).filter { !problems.contains($0) }
    return nested.output
  }

  /// States that the block chooses nodes in each pass, which make up a level of their own; the fields beside its input go on with them.
  public mutating func selectNodes(to level: Int) {
    selectedLevels.insert(level)
    carryCompanions(to: .nodes(level: level))
  }

  /// States the field that goes on beside the main one under a name; nil drops it.
  public mutating func setCompanion(_ name: String, _ signature: FieldSignature?) {
    companions[name] = signature
  }

  /// States that the fields beside the main one that live where it does go on with it to another support.
  mutating func carryCompanions(to support: Support) {
    for name in companions.names(on: input.support) {
      companions[name] = companions[name]?.on(support)
    }
  }

  /// The number of channels that an option states; nil while it is not known.
  public func count(_ channels: ChannelCount) -> Int? {
    switch channels {
    case .fixed(let count): count
    case .classes: classCount
    case .unknown: nil
    }
  }

  /// Refuses the block here, saying why and what would fit.
  public mutating func refuse(_ message: String, option: String? = nil) {
    problems.append(ModelProblem(option.map { "\(place).\($0)" } ?? place, message))
  }
}
