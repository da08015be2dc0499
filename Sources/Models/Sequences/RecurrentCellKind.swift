/// The cells that recurrent blocks are made of.
enum RecurrentCellKind: Sendable {
  /// h′ = tanh(x W + b + h U), or with max(·, 0) in the place of tanh.
  case plain(isRectifier: Bool)
  /// h′ = (1 − z) tanh(x W + b + h U) + z h with z = σ(leak), one number a unit.
  case leaky
  case gru, lstm

  /// Groups of columns in the weights.
  var gates: Int {
    switch self {
    case .plain, .leaky: 1
    case .gru: 3
    case .lstm: 4
    }
  }
}
