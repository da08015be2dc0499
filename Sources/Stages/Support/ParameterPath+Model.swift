internal import Pipeline

extension ParameterPath {
  /// A path as the model language writes it, `blocks[3].linear.channels`, below a parameter if one is named.
  init(_ parameter: String? = nil, modelPath: String) {
    var steps: [Step] = parameter.map { [.name($0)] } ?? []
    for piece in modelPath.split(whereSeparator: { ".[]".contains($0) }) {
      steps.append(Int(piece).map { .index($0) } ?? .name(String(piece)))
    }
    self.init(steps)
  }
}
