internal import CKernels

extension Kernels {
  /// Where the rows of each element of a batch and each head lie; the columns of a row lie side by side.
  package struct HeadLayout: Sendable {
    /// Steps in elements; 0 repeats.
    let batch: Int, head: Int, row: Int

    /// Steps between the elements of a batch, heads and rows.
    package init(batch: Int, head: Int, row: Int) {
      (self.batch, self.head, self.row) = (batch, head, row)
    }
  }

  /// Rows of every pair of a batch's element and a head that are read.
  package struct HeadRows<Element> {
    let start: UnsafePointer<Element>
    let layout: HeadLayout

    /// Rows from an address on.
    package init(_ start: UnsafePointer<Element>, _ layout: HeadLayout) {
      (self.start, self.layout) = (start, layout)
    }

    func pair(_ pair: Int, _ heads: Int) -> UnsafePointer<Element> {
      start + pair / heads * layout.batch + pair % heads * layout.head
    }
  }

  /// Rows of every pair that are written.
  package struct HeadTarget<Element> {
    let start: UnsafeMutablePointer<Element>
    let layout: HeadLayout

    /// Rows from an address on.
    package init(_ start: UnsafeMutablePointer<Element>, _ layout: HeadLayout) {
      (self.start, self.layout) = (start, layout)
    }

    func pair(_ pair: Int, _ heads: Int) -> UnsafeMutablePointer<Element> {
      start + pair / heads * layout.batch + pair % heads * layout.head
    }
  }

  /// The sizes and constants of an attention: softmax(q kᵀ · scale + bias) v for each pair.
  package struct AttentionShape: Sendable {
    package var batch: Int, heads: Int, queries: Int, keys: Int
    /// Columns of queries and keys.
    package var depth: Int
    /// Columns of values.
    package var width: Int
    package var scale: Double
    /// Whether query i sees the keys up to i alone.
    package var isCausal: Bool
    /// How many keys count in each element of the batch; all if there is no list.
    package var keyLengths: [Int32]?
    /// Dropout of the coefficients, as of ``dropout(count:key:threshold:scale:_:into:)``; 0 is none.
    package var threshold: UInt32 = 0
    package var keep = 1.0
    package var key: UInt64 = 0

    /// An attention without dropout.
    package init(
      batch: Int, heads: Int, queries: Int, keys: Int, depth: Int, width: Int, scale: Double,
      isCausal: Bool, keyLengths: [Int32]?
    ) {
      (self.batch, self.heads, self.queries, self.keys) = (batch, heads, queries, keys)
      (self.depth, self.width, self.scale) = (depth, width, scale)
      (self.isCausal, self.keyLengths) = (isCausal, keyLengths)
    }

    var pairs: Int { batch * heads }

    func limit(_ pair: Int) -> Int {
      keyLengths.map { min(keys, max(0, Int($0[pair / heads]))) } ?? keys
    }
  }

  /// What an attention reads.
  package struct AttentionInputs<S: NumericScalar> {
    package var queries: HeadRows<S>, keys: HeadRows<S>, values: HeadRows<S>
    /// Added to the scaled scores.
    package var bias: HeadRows<S>?
    /// 0 where a query must not see a key.
    package var mask: HeadRows<UInt8>?

    /// Inputs without bias and mask.
    package init(queries: HeadRows<S>, keys: HeadRows<S>, values: HeadRows<S>) {
      (self.queries, self.keys, self.values) = (queries, keys, values)
    }
  }

  /// Softmax(q kᵀ · scale + bias) v of every pair, in tiles: no matrix of coefficients is ever whole.
  ///
  /// - Parameter logarithms: batch × heads × queries elements, from which the way back makes the
  ///   coefficients again.
  package static func attention<S: NumericScalar>(
    _ shape: AttentionShape, _ inputs: AttentionInputs<S>, into result: HeadTarget<S>,
    logarithms: UnsafeMutablePointer<S>
  ) {
    let common = shape.common(inputs, resultStep: result.layout.row)
    let size = meridian_head_attention_scratch(S.element, [common])
    let block = Int(MERIDIAN_ATTENTION_QUERIES)
    let blocks = (shape.queries + block - 1) / block
    Parallel.forEach(shape.pairs * blocks) { index in
      let (pair, first) = (index / blocks, index % blocks * block)
      withScratch(of: S.self, size) { scratch in
        withUnsafePointer(to: common) { common in
          meridian_head_attention(
            S.element, common, pair, shape.limit(pair), first, min(block, shape.queries - first),
            inputs.queries.pair(pair, shape.heads), inputs.keys.pair(pair, shape.heads),
            inputs.values.pair(pair, shape.heads), inputs.bias?.pair(pair, shape.heads),
            inputs.mask?.pair(pair, shape.heads),
            result.pair(pair, shape.heads) + first * result.layout.row,
            logarithms + pair * shape.queries + first, scratch)
        }
      }
    }
  }

  /// Where the gradients of an attention go.
  package struct AttentionGradients<S: NumericScalar> {
    package var queries: HeadTarget<S>, keys: HeadTarget<S>, values: HeadTarget<S>
    /// In the bias's layout; its `count` elements are all written.
    package var bias: (target: HeadTarget<S>, count: Int)?

    /// Targets without one for the bias.
    package init(queries: HeadTarget<S>, keys: HeadTarget<S>, values: HeadTarget<S>) {
      (self.queries, self.keys, self.values) = (queries, keys, values)
    }
  }

  /// The gradients of ``attention(_:_:into:logarithms:)``, with the coefficients made again from
  /// its logarithms.
  package static func attentionPullback<S: NumericScalar>(
    _ shape: AttentionShape, _ inputs: AttentionInputs<S>, result: HeadRows<S>,
    logarithms: UnsafePointer<S>, gradient: HeadRows<S>, into target: AttentionGradients<S>
  ) {
    let (heads, queries, depth) = (shape.heads, shape.queries, shape.depth)
    let common = shape.common(inputs, resultStep: result.layout.row)
    let size = meridian_head_attention_scratch(S.element, [common])
    let plan = AttentionPlan(shape, biasGradient: target.bias?.target.layout)
    let block = Int(MERIDIAN_ATTENTION_KEYS)
    withScratch(of: S.self, shape.pairs * queries) { products in
      shards(shape.pairs, size: rowShard(elementsPerRow: queries * shape.width)) { range in
        for pair in range {
          meridian_row_products(
            S.element, queries, shape.width, result.pair(pair, heads), result.layout.row,
            gradient.pair(pair, heads), gradient.layout.row, products + pair * queries)
        }
      }
      let partialCount = plan.keyGroups > 1 ? plan.keyGroups * shape.pairs * queries * depth : 0
      let biasCount = target.bias?.count ?? 0
      withScratch(of: S.self, partialCount) { partial in
        withScratch(of: S.self, plan.biasParts * biasCount) { biasParts in
          if biasCount > 0 { fill(count: plan.biasParts * biasCount, with: 0, biasParts) }
          Parallel.forEach(plan.units.count * plan.keyGroups) { index in
            let (unit, group) = (plan.units[index / plan.keyGroups], index % plan.keyGroups)
            for pair in unit.pairs {
              // Several groups of keys each have a gradient to the queries of their own.
              let (gq, gqStep) =
                plan.keyGroups > 1
                ? (partial + (group * shape.pairs + pair) * queries * depth, depth)
                : (target.queries.pair(pair, heads), target.queries.layout.row)
              let gbias = target.bias.map {
                biasParts + unit.part * $0.count
                  + ($0.target.pair(pair, heads) - $0.target.start)
              }
              for keys in plan.keys(group) {
                withScratch(of: S.self, size) { scratch in
                  withUnsafePointer(to: common) { common in
                    meridian_head_attention_pullback(
                      S.element, common, pair, shape.limit(pair), keys.lowerBound, keys.count,
                      inputs.queries.pair(pair, heads), inputs.keys.pair(pair, heads),
                      inputs.values.pair(pair, heads), inputs.bias?.pair(pair, heads),
                      inputs.mask?.pair(pair, heads), logarithms + pair * queries,
                      products + pair * queries, gradient.pair(pair, heads), gradient.layout.row,
                      keys.lowerBound == group * block ? 1 : 0, gq, gqStep,
                      target.keys.pair(pair, heads) + keys.lowerBound * target.keys.layout.row,
                      target.keys.layout.row,
                      target.values.pair(pair, heads)
                        + keys.lowerBound * target.values.layout.row, target.values.layout.row,
                      gbias, scratch)
                  }
                }
              }
            }
          }
          if let bias = target.bias {
            sum(
              outer: 1, middle: plan.biasParts, inner: bias.count, biasParts,
              into: bias.target.start)
          }
        }
        if plan.keyGroups > 1 {
          gather(shape, partial, plan.keyGroups, into: target.queries)
        }
      }
    }
  }

  /// Adds the gradients to the queries of groups of keys, in order.
  private static func gather<S: NumericScalar>(
    _ shape: AttentionShape, _ partial: UnsafePointer<S>, _ groups: Int,
    into target: HeadTarget<S>
  ) {
    let (queries, depth) = (shape.queries, shape.depth)
    shards(shape.pairs * queries, size: rowShard(elementsPerRow: groups * depth)) { range in
      for row in range {
        let to =
          target.pair(row / queries, shape.heads) + row % queries * target.layout.row
        for column in 0..<depth {
          var sum = partial[row * depth + column]
          for group in 1..<groups {
            sum += partial[(group * shape.pairs * queries + row) * depth + column]
          }
          to[column] = sum
        }
      }
    }
  }
}

extension Kernels.AttentionShape {
  /// The shape on the side of C.
  fileprivate func common<S>(
    _ inputs: Kernels.AttentionInputs<S>, resultStep: Int
  ) -> meridian_head_attention {
    meridian_head_attention(
      queries: queries, keys: keys, depth: depth, width: width, scale: scale,
      causal: isCausal ? 1 : 0, queryStep: inputs.queries.layout.row,
      keyStep: inputs.keys.layout.row, valueStep: inputs.values.layout.row,
      resultStep: resultStep, biasStep: inputs.bias?.layout.row ?? 0,
      maskStep: inputs.mask?.layout.row ?? 0, threshold: threshold, keep: keep, key: key)
  }
}

/// How the way back of an attention is shared out, by its shape alone.
private struct AttentionPlan {
  /// Pairs that are worked out one after the other, and where their gradient to the bias is added up.
  struct Unit {
    var part: Int
    var pairs: [Int]
  }

  private(set) var units: [Unit]
  /// Sums of the whole gradient to the bias that are formed at the same time.
  let biasParts: Int
  /// Groups of blocks of keys that are worked out at the same time, where there are few pairs.
  let keyGroups: Int
  private let keys: Int

  init(_ shape: Kernels.AttentionShape, biasGradient layout: Kernels.HeadLayout?) {
    let pairs = shape.pairs
    keys = shape.keys
    guard let layout else {
      units = (0..<pairs).map { Unit(part: 0, pairs: [$0]) }
      biasParts = 0
      let block = Int(MERIDIAN_ATTENTION_KEYS)
      let blocks = max(1, (keys + block - 1) / block)
      keyGroups = pairs >= 8 ? 1 : min(blocks, (8 + pairs - 1) / max(1, pairs))
      return
    }
    keyGroups = 1
    let slots = (layout.batch == 0 ? 1 : shape.batch) * (layout.head == 0 ? 1 : shape.heads)
    // Pairs that share a bias are cut into a few parts, each with a sum of its own.
    biasParts = min(pairs / max(1, slots), max(1, 8 / max(1, slots)))
    var found: [Int: Unit] = [:]
    for pair in 0..<pairs {
      let (batch, head) = (pair / shape.heads, pair % shape.heads)
      let slot =
        (layout.batch == 0 ? 0 : batch) * (layout.head == 0 ? 1 : shape.heads)
        + (layout.head == 0 ? 0 : head)
      let rank =
        layout.batch == 0 ? (layout.head == 0 ? pair : batch) : (layout.head == 0 ? head : 0)
      let part = rank % biasParts
      found[slot * biasParts + part, default: Unit(part: part, pairs: [])].pairs.append(pair)
    }
    units = found.sorted { $0.key < $1.key }.map(\.value)
  }

  /// The blocks of keys of a group.
  func keys(_ group: Int) -> [Range<Int>] {
    let block = Int(MERIDIAN_ATTENTION_KEYS)
    // Without keys there is still a gradient to the queries, of zeros.
    if keys == 0 { return [0..<0] }
    return stride(from: group * block, to: keys, by: keyGroups * block).map {
      $0..<min($0 + block, keys)
    }
  }
}
