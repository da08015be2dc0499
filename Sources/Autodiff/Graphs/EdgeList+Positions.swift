internal import Numerics

extension EdgeList {
  /// x[receiver] − x[sender] of each edge, and its squared length: `[nodes, c]` to `[edges, c]` and `[edges, 1]`.
  @_specialize(where Scalar == Float)
  public func differences<Scalar>(
    _ x: Variable<Scalar>
  ) -> (vectors: Variable<Scalar>, squaredLengths: Variable<Scalar>) {
    let shape = x.shape
    trapping { () throws(TensorError) in
      try ShapeRules.rows("differences", shape, count: nodes, of: "nodes")
    }
    let (kernel, channels, node) = (kernel, shape[1], x.node)
    let squares = TensorStorage<Scalar>(count: count)
    let vectors = Tensor<Scalar>(
      shape: [count, channels],
      writing: { y in
        x.value.read {
          kernel.differences(channels: channels, $0, into: y, squares: squares.pointer)
        }
      })
    let results = [vectors, Tensor(shape: [count, 1], storage: squares)]
    let recorded = x.tape.record("differences", results, when: x.isRecorded) {
      found, gradients in
      gradients.add(to: node) {
        let toVectors =
          found[1].map { squares in
            Tensor(
              shape: vectors.shape,
              writing: { target in
                withPointers(vectors, found[0], squares) { y, gradient, squares in
                  guard let y, let squares else { return }
                  kernel.differencesPullback(
                    channels: channels, y, gradient: gradient, squares: squares, into: target)
                }
              })
          } ?? found[0] ?? Tensor(zeros: vectors.shape)
        return Tensor(
          shape: shape,
          writing: { target in
            toVectors.read {
              kernel.nodeSum(channels: channels, scale: 1, isBalance: true, $0, into: target)
            }
          })
      }
    }
    return (recorded[0], recorded[1])
  }

  /// The mean of what each node receives, each message times its edge's weight; 0 where none comes.
  ///
  /// - Parameters:
  ///   - messages: `[edges, c]`.
  ///   - weights: `[edges, 1]`.
  /// - Returns: `[nodes, c]`.
  @_specialize(where Scalar == Float)
  public func meanReceived<Scalar>(
    _ messages: Variable<Scalar>, weights: Variable<Scalar>
  ) -> Variable<Scalar> {
    let shape = messages.shape
    trapping { () throws(TensorError) in
      try ShapeRules.rows("meanReceived", shape, count: count, of: "edges")
      try ShapeRules.weights("meanReceived", weights.shape, count: count)
    }
    let (kernel, channels) = (kernel, shape[1])
    let (x, w) = (messages.value, weights.value)
    let result = Tensor<Scalar>(
      shape: [nodes, channels],
      writing: { y in
        x.read { x in
          w.read { w in kernel.weightedMean(channels: channels, x, weights: w, into: y) }
        }
      })
    let (xNode, wNode) = (messages.node, weights.node)
    let isNeeded = messages.isRecorded || weights.isRecorded
    return messages.tape.record("meanReceived", result, when: isNeeded) { gradient, gradients in
      let toWeights = TensorStorage<Scalar>(count: w.count)
      let toMessages = Tensor<Scalar>(
        shape: shape,
        writing: { target in
          withPointers(x, w, gradient) { x, w, gradient in
            guard let x, let w, let gradient else { return }
            kernel.weightedMeanPullback(
              channels: channels, x, weights: w, gradient: gradient, toX: target,
              toWeights: toWeights.pointer)
          }
        })
      gradients.add(to: xNode) { toMessages }
      gradients.add(to: wNode) { Tensor(shape: w.shape, storage: toWeights) }
    }
  }
}
