internal import Numerics

extension Variable {
  /// softmax(Q Kᵀ · scale + bias) V for each element of a batch and each head (Vaswani et al.,
  /// 2017): queries `[batch, heads, q, depth]` to `[batch, heads, q, width]`.
  ///
  /// It is worked out in tiles that stay in cache, and the pullback makes the coefficients again
  /// from the logarithms of their sums (Dao et al., "FlashAttention", 2022): memory grows with q
  /// and k, not with their product. A query that sees no key gets zeros.
  ///
  /// - Parameters:
  ///   - keys: of shape `[batch, heads, k, depth]`.
  ///   - values: of shape `[batch, heads, k, width]`.
  ///   - bias: added to the scaled scores; of shape `[q, k]`, or `[batch, heads, q, k]` where
  ///     batch and heads may be 1.
  ///   - options: scale, what queries see, and dropout of the coefficients.
  public func attention(
    keys: Variable, values: Variable, bias: Variable? = nil, _ options: Attention = Attention()
  ) -> Variable {
    let (q, k, v) = (shape, keys.shape, values.shape)
    let target = trapping { () throws(TensorError) in
      try ShapeRules.attention(
        queries: q, keys: k, values: v, bias: bias?.shape, mask: options.mask?.shape,
        keyLengths: options.keyLengths?.count)
    }
    func part(_ variable: Variable) -> AttentionPart<Scalar> {
      let shape = variable.shape
      // A view whose rows have no gaps is read where it is.
      let isInPlace = variable.value.steps[3] == 1 || shape[3] <= 1
      let tensor = isInPlace ? variable.value : variable.value.contiguous()
      let steps = tensor.steps
      return AttentionPart(
        tensor: tensor, offset: 0,
        layout: .init(batch: steps[0], head: steps[1], row: steps[2]),
        gradientLayout: .init(
          batch: shape[1] * shape[2] * shape[3], head: shape[2] * shape[3], row: shape[3]))
    }
    let call = AttentionCall(
      shape: .init(
        batch: q[0], heads: q[1], queries: q[2], keys: k[2], depth: q[3], width: v[3],
        options),
      queries: part(self), keys: part(keys), values: part(values), bias: bias?.value,
      mask: options.mask, target: target,
      layout: .init(batch: q[1] * q[2] * v[3], head: q[2] * v[3], row: v[3]))
    let (result, logarithms) = call.forward()
    let (nodes, biasNode) = ([node, keys.node, values.node], bias?.node ?? .constant)
    let wantsBias = bias?.isRecorded ?? false
    return tape.record(
      "attention", result,
      when: isRecorded || keys.isRecorded || values.isRecorded || wantsBias
    ) { gradient, gradients in
      let found = [q, k, v].map { TensorStorage<Scalar>(count: $0.reduce(1, *)) }
      let biasGradient = call.pullback(
        result, logarithms, gradient, into: found.map(\.pointer), wantsBias: wantsBias)
      if let biasGradient { gradients.add(to: biasNode) { biasGradient } }
      for (index, shape) in [q, k, v].enumerated() {
        gradients.add(to: nodes[index]) { Tensor(shape: shape, storage: found[index]) }
      }
    }
  }

  /// ``attention(keys:values:bias:_:)`` of a sequence to itself, straight from queries, keys and
  /// values side by side as one projection makes them: `[batch, length, 3 width]` to `[batch,
  /// length, width]`; nothing is transposed or copied.
  ///
  /// - Parameters:
  ///   - heads: how many there are; each takes width / heads neighbouring columns of each third.
  ///   - bias: added to the scaled scores; of shape `[length, length]`, or `[batch, heads,
  ///     length, length]` where batch and heads may be 1.
  ///   - options: scale, what queries see, and dropout of the coefficients.
  public func selfAttention(
    heads: Int, bias: Variable? = nil, _ options: Attention = Attention()
  ) -> Variable {
    let packed = shape
    let target = trapping { () throws(TensorError) in
      try ShapeRules.selfAttention(
        packed, heads: heads, bias: bias?.shape, mask: options.mask?.shape,
        keyLengths: options.keyLengths?.count)
    }
    let (batch, length, width) = (target[0], target[1], target[2])
    let depth = width / heads
    let layout = Kernels.HeadLayout(batch: length * 3 * width, head: depth, row: 3 * width)
    let whole = value.contiguous()
    let parts = (0..<3).map {
      AttentionPart(
        tensor: whole, offset: $0 * width, layout: layout, gradientLayout: layout)
    }
    let call = AttentionCall(
      shape: .init(
        batch: batch, heads: heads, queries: length, keys: length, depth: depth, width: depth,
        options),
      queries: parts[0], keys: parts[1], values: parts[2], bias: bias?.value, mask: options.mask,
      target: target, layout: .init(batch: length * width, head: depth, row: width))
    let (result, logarithms) = call.forward()
    let biasNode = bias?.node ?? .constant
    let wantsBias = bias?.isRecorded ?? false
    return tape.record("selfAttention", result, when: isRecorded || wantsBias) {
      [node] gradient, gradients in
      let found = TensorStorage<Scalar>(count: packed.reduce(1, *))
      let biasGradient = call.pullback(
        result, logarithms, gradient, into: (0..<3).map { found.pointer + $0 * width },
        wantsBias: wantsBias)
      if let biasGradient { gradients.add(to: biasNode) { biasGradient } }
      gradients.add(to: node) { Tensor(shape: packed, storage: found) }
    }
  }
}

/// Queries, keys or values: rows in a tensor.
private struct AttentionPart<Scalar: TensorScalar> {
  let tensor: Tensor<Scalar>
  let offset: Int
  let layout: Kernels.HeadLayout
  /// Where the rows of the gradient lie.
  let gradientLayout: Kernels.HeadLayout

  func read<R>(_ body: (Kernels.HeadRows<Scalar>) -> R) -> R {
    tensor.readInPlace { body(.init($0 + offset, layout)) }
  }
}

/// One attention with all it reads.
private struct AttentionCall<Scalar: TensorScalar> {
  let shape: Kernels.AttentionShape
  let queries: AttentionPart<Scalar>, keys: AttentionPart<Scalar>, values: AttentionPart<Scalar>
  let bias: Tensor<Scalar>?
  let mask: AttentionMask?
  /// The result's shape and layout.
  let target: [Int]
  let layout: Kernels.HeadLayout

  /// The result and the logarithms of the coefficients' sums.
  func forward() -> (Tensor<Scalar>, TensorStorage<Scalar>) {
    let logarithms = TensorStorage<Scalar>(count: shape.batch * shape.heads * shape.queries)
    let result = Tensor<Scalar>(
      shape: target,
      writing: { y in
        withInputs {
          Kernels.attention(shape, $0, into: .init(y, layout), logarithms: logarithms.pointer)
        }
      })
    return (result, logarithms)
  }

  /// Writes the gradients to queries, keys and values; gives that to the bias if it is wanted.
  func pullback(
    _ result: Tensor<Scalar>, _ logarithms: TensorStorage<Scalar>, _ gradient: Tensor<Scalar>,
    into targets: [UnsafeMutablePointer<Scalar>], wantsBias: Bool
  ) -> Tensor<Scalar>? {
    var target = Kernels.AttentionGradients(
      queries: .init(targets[0], queries.gradientLayout),
      keys: .init(targets[1], keys.gradientLayout),
      values: .init(targets[2], values.gradientLayout))
    let biasGradient = wantsBias ? bias.map { TensorStorage<Scalar>(count: $0.count) } : nil
    if let biasGradient, let bias {
      target.bias = (.init(biasGradient.pointer, shape.layout(of: bias.shape)), bias.count)
    }
    result.read { y in
      gradient.read { g in
        withInputs {
          Kernels.attentionPullback(
            shape, $0, result: .init(y, layout), logarithms: logarithms.pointer,
            gradient: .init(g, layout), into: target)
        }
      }
    }
    return biasGradient.flatMap { storage in
      bias.map { Tensor(shape: $0.shape, storage: storage) }
    }
  }

  private func withInputs(_ body: (Kernels.AttentionInputs<Scalar>) -> Void) {
    queries.read { q in
      keys.read { k in
        values.read { v in
          var inputs = Kernels.AttentionInputs(queries: q, keys: k, values: v)
          withMask { mask in
            inputs.mask = mask
            guard let bias else { return body(inputs) }
            bias.read {
              inputs.bias = .init($0, shape.layout(of: bias.shape))
              body(inputs)
            }
          }
        }
      }
    }
  }

  private func withMask(_ body: (Kernels.HeadRows<UInt8>?) -> Void) {
    guard let mask else { return body(nil) }
    mask.bytes.withUnsafeBufferPointer { bytes in
      body(bytes.baseAddress.map { .init($0, shape.layout(of: mask.shape)) })
    }
  }
}

extension Kernels.AttentionShape {
  fileprivate init(
    batch: Int, heads: Int, queries: Int, keys: Int, depth: Int, width: Int, _ options: Attention
  ) {
    self.init(
      batch: batch, heads: heads, queries: queries, keys: keys, depth: depth, width: width,
      scale: options.scale ?? 1 / Double(max(1, depth)).squareRoot(), isCausal: options.isCausal,
      keyLengths: options.keyLengths)
    guard options.dropoutRate != 0 else { return }
    let plan = DropoutPlan(rate: options.dropoutRate)
    (threshold, keep, key) = (plan.threshold, plan.scale, options.dropoutKey)
  }

  /// Where the rows of a bias or a mask of two or four axes lie; axes of size 1 repeat.
  fileprivate func layout(of shape: [Int]) -> Kernels.HeadLayout {
    guard shape.count == 4 else { return .init(batch: 0, head: 0, row: keys) }
    let one = queries * keys
    return .init(
      batch: shape[0] == 1 ? 0 : shape[1] * one, head: shape[1] == 1 ? 0 : one, row: keys)
  }
}
