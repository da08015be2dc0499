/// Lets a kind fill in parameters that follow from what is connected, and check its use.
enum KindResolution {
  /// The parameters after the kind's `resolve`, and what is wrong with the stage.
  static func apply(
    _ kind: any StageKind.Type, to invocation: StageInvocation
  ) -> (parameters: Parameters, problems: [StageProblem]) {
    var values = invocation.parameters.values
    var problems: [StageProblem] = []
    for (name, value) in kind.resolve(invocation).sorted(by: { $0.key < $1.key }) {
      guard let declaration = kind.allParameters.first(where: { $0.name == name }) else {
        problems.append(
          StageProblem(at: .stage, "kind \(kind.name) resolves '\(name)', which it lacks"))
        continue
      }
      switch ParameterCoercion.coerce(value, to: declaration) {
      case .success(let value): values[name] = value
      case .failure(let failure):
        problems.append(
          StageProblem(
            at: .parameter(ParameterPath(.name(name))), failure.message, remedy: failure.remedy))
      }
    }
    let parameters = Parameters(values)
    let resolved = StageInvocation(parameters: parameters, inputs: invocation.inputs)
    return (parameters, problems + kind.check(resolved))
  }
}
