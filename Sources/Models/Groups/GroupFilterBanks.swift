internal import Synchronization

/// The filter banks that a block has used, so that their tables are worked out once.
final class GroupFilterBanks: Sendable {
  private struct Key: Hashable {
    let group: FiniteGroup
    let size: Int, inputs: Int, outputs: Int
    let isLifting: Bool
  }

  private let known = Mutex<[Key: GroupFilterBank]>([:])

  /// The bank of a group and sizes.
  func bank(
    _ group: FiniteGroup, size: Int, inputs: Int, outputs: Int, isLifting: Bool
  ) -> GroupFilterBank {
    let key = Key(
      group: group, size: size, inputs: inputs, outputs: outputs, isLifting: isLifting)
    return known.withLock { known in
      if let bank = known[key] { return bank }
      let bank = GroupFilterBank(
        group, size: size, inputChannels: inputs, outputChannels: outputs, isLifting: isLifting)
      known[key] = bank
      return bank
    }
  }
}
