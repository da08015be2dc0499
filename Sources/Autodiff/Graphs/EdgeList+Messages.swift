internal import Numerics

extension EdgeList {
  /// The first layer of a network over edges: f(a[receiver] + b[sender] + x W + c) for each of them.
  ///
  /// It equals a linear layer over the receiver's features, the sender's and the edge's own end to end, with two
  /// differences: a and b are products of nodes, of which there are fewer than edges, and nothing is gathered into
  /// memory first.
  ///
  /// - Parameters:
  ///   - nodes: a and b side by side, `[nodes, 2 · out]`; one linear layer of the nodes' features gives both.
  ///   - edges: features x of the edges, `[edges, in]`, with `weights`, `[in, out]`; or none.
  ///   - bias: c, of shape `[out]`.
  ///   - activation: the function f.
  /// - Returns: `[edges, out]`.
  @_specialize(where Scalar == Float)
  public func messages<Scalar>(
    nodes: Variable<Scalar>,
    edges: (features: Variable<Scalar>, weights: Variable<Scalar>)? = nil,
    bias: Variable<Scalar>? = nil, activation: Activation = .identity
  ) -> Variable<Scalar> {
    let target = trapping { () throws(TensorError) in
      try ShapeRules.messages(
        self, nodes: nodes.shape, features: edges?.features.shape, weights: edges?.weights.shape,
        bias: bias?.shape)
    }
    let channels = target[1]
    let (kernel, features) = (kernel, edges?.features.shape[1] ?? 0)
    let given = [nodes, edges?.features, edges?.weights, bias]
    let isNeeded = given.contains { $0?.isRecorded ?? false }
    let (function, parameter, keepsResult) = activation.kernel
    let slopes =
      keepsResult || !isNeeded || !nodes.tape.isRecording
      ? nil : TensorStorage<Scalar>(count: count * channels)
    // Without features any address will do, but the pullback would keep the nodes'.
    let none = Tensor<Scalar>(zeros: [])
    let (x, w) = (edges?.features.value ?? none, edges?.weights.value ?? none)
    let result = Tensor<Scalar>(
      shape: target,
      writing: { y in
        nodes.value.read { nodes in
          x.read { x in
            w.read { w in
              func run(_ bias: UnsafePointer<Scalar>?) {
                kernel.sum(
                  channels: channels, nodes: nodes, features: features, x, weights: w, bias: bias,
                  function: function, parameter: parameter, slopes: slopes?.pointer, into: y)
              }
              if let bias { bias.value.read { run($0) } } else { run(nil) }
            }
          }
        }
      })
    let kept =
      function == nil ? nil : slopes.map { Tensor(shape: target, storage: $0) } ?? result
    let shapes = given.map { $0?.shape }
    let ends = given.map { $0?.node ?? .constant }
    return nodes.tape.record("messages", result, when: isNeeded) { gradient, gradients in
      let targets = [
        TensorStorage<Scalar>(count: self.nodes * 2 * channels),
        ends[1].index == nil ? nil : TensorStorage<Scalar>(count: count * features),
        TensorStorage<Scalar>(count: features * channels), TensorStorage<Scalar>(count: channels),
      ]
      guard let toNodes = targets[0], let toWeights = targets[2], let toBias = targets[3] else {
        return
      }
      x.read { x in
        w.read { w in
          gradient.read { gradient in
            func run(_ kept: UnsafePointer<Scalar>?) {
              kernel.sumPullback(
                channels: channels, features: features, x, weights: w, function: function,
                parameter: parameter, keptResults: keepsResult, kept: kept, gradient: gradient,
                toNodes: toNodes.pointer, toFeatures: targets[1]?.pointer,
                toWeights: toWeights.pointer, toBias: toBias.pointer)
            }
            if let kept { kept.read { run($0) } } else { run(nil) }
          }
        }
      }
      for (index, target) in targets.enumerated() {
        guard let target, let shape = shapes[index] else { continue }
        gradients.add(to: ends[index]) { Tensor(shape: shape, storage: target) }
      }
    }
  }

  /// The sum of what each node receives, times a number: `[edges, c]` to `[nodes, c]`.
  @_specialize(where Scalar == Float)
  public func received<Scalar>(
    _ messages: Variable<Scalar>, scaledBy scale: Scalar = 1
  ) -> Variable<Scalar> {
    let shape = messages.shape
    trapping { () throws(TensorError) in
      try ShapeRules.rows("received", shape, count: count, of: "edges")
    }
    let (kernel, channels, node) = (kernel, shape[1], messages.node)
    let scale = Double(scale)
    let result = Tensor<Scalar>(
      shape: [nodes, channels],
      writing: { y in
        messages.value.read {
          kernel.nodeSum(channels: channels, scale: scale, isBalance: false, $0, into: y)
        }
      })
    return messages.tape.record("received", result, when: messages.isRecorded) {
      gradient, gradients in
      gradients.add(to: node) {
        let spread = gradient.rows(at: kernel.receivers)
        return scale == 1 ? spread : spread.mapped(.scale, parameter: scale)
      }
    }
  }
}
