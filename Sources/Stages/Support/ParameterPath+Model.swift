internal import Pipeline

extension ParameterPath {
  /// A parameter's name followed by a path as the model language writes it: `blocks[3].linear.channels`.
  init(_ parameter: String, modelPath: String) {
    var steps: [Step] = [.name(parameter)]
    for piece in modelPath.split(whereSeparator: { ".[]".contains($0) }) {
      steps.append(Int(piece).map { .index($0) } ?? .name(String(piece)))
    }
    self.init(steps)
  }
}
