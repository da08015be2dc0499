/// A record of operations for reverse-mode differentiation.
///
/// The walk back knows no operation: each leaves a pullback that turns the gradient to its result into
/// gradients to its arguments. A tape belongs to one thread; a training step makes a new one.
public final class Tape<Scalar: TensorScalar> {
  /// The gradient to the result is the pullback's own: it may change it in place and pass it on.
  typealias Pullback = (
    _ gradient: inout Tensor<Scalar>, _ gradients: inout Gradients<Scalar>
  ) -> Void

  private struct Entry {
    let operation: StaticString
    let labels: [String]
    var pullback: Pullback?
  }

  /// Whether operations are recorded; without, every variable is a constant.
  public let isRecording: Bool
  /// Whether every value and gradient is examined for NaN and infinity.
  public let isCheckingNumerics: Bool
  /// Where a value that is not finite first appeared, when examined.
  public private(set) var numericFault: NumericFault?

  private var entries: [Entry] = []
  private var labels: [String] = []
  private var isSpent = false

  /// An empty tape; for inference one that does not record.
  public init(recording: Bool = true, checkingNumerics: Bool = false) {
    isRecording = recording
    isCheckingNumerics = checkingNumerics
  }

  /// A variable that no gradient is wanted for.
  public func constant(_ value: Tensor<Scalar>) -> Variable<Scalar> {
    Variable(value: value, tape: self, node: .constant)
  }

  /// A variable that gradients can be taken with respect to.
  public func parameter(_ value: Tensor<Scalar>) -> Variable<Scalar> {
    record("parameter", value, when: true, pullback: nil)
  }

  /// Runs the closure; a ``numericFault`` found in it bears the label.
  public func labelled<R>(_ label: String, _ body: () throws -> R) rethrows -> R {
    labels.append(label)
    defer { labels.removeLast() }
    return try body()
  }

  /// Enters an operation's result, with its pullback if any argument is on the tape.
  func record(
    _ operation: StaticString, _ value: Tensor<Scalar>, when isNeeded: Bool, pullback: Pullback?
  ) -> Variable<Scalar> {
    if isCheckingNumerics && numericFault == nil && !value.isFinite {
      numericFault = NumericFault(operation: "\(operation)", labels: labels, inGradient: false)
    }
    guard isRecording && isNeeded else { return constant(value) }
    precondition(!isSpent, "\(operation): the tape was spent by gradients(of:withRespectTo:)")
    entries.append(
      Entry(operation: operation, labels: labels, pullback: pullback))
    return Variable(value: value, tape: self, node: Node(index: entries.count - 1))
  }

  /// The gradients of a loss of one element with respect to variables on this tape, each of its
  /// variable's shape; zeros where the loss does not depend on it.
  ///
  /// - Parameter keepingTape: whether the tape can be walked again; otherwise values are released as soon
  ///   as the walk has passed them.
  @_specialize(where Scalar == Float)
  public func gradients(
    of loss: Variable<Scalar>, withRespectTo variables: [Variable<Scalar>],
    keepingTape: Bool = false
  ) -> [Tensor<Scalar>] {
    precondition(
      loss.value.count == 1, "gradients: the loss has shape \(loss.shape), not one element")
    precondition(!isSpent, "gradients: the tape was spent by an earlier call")
    precondition(
      loss.tape === self && variables.allSatisfy { $0.tape === self },
      "gradients: a variable lies on another tape")
    var gradients = Gradients<Scalar>(count: entries.count, isChecking: isCheckingNumerics)
    gradients.add(to: loss.node) { Tensor(repeating: 1, shape: loss.shape) }
    let wanted = Set(variables.compactMap(\.node.index))
    for index in entries.indices.reversed() {
      defer { if !keepingTape { entries[index].pullback = nil } }
      guard let pullback = entries[index].pullback, var gradient = gradients.take(index) else {
        continue
      }
      if wanted.contains(index) { gradients.keep(gradient, at: index) }
      pullback(&gradient, &gradients)
      if gradients.sawFault && numericFault == nil { noteFault(at: index) }
    }
    isSpent = !keepingTape
    return variables.map { variable in
      variable.node.index.flatMap { gradients.slots[$0] } ?? Tensor(zeros: variable.shape)
    }
  }

  private func noteFault(at index: Int) {
    numericFault = NumericFault(
      operation: "\(entries[index].operation)", labels: entries[index].labels, inGradient: true)
  }
}
