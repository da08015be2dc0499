/// How the elements of a parameter begin.
///
/// Fans count the last two axes as inputs × outputs; axes before them are taps of a kernel, which multiply both.
public indirect enum Initialization: Hashable, Sendable {
  /// Uniform in ±√(6 / (fan in + fan out)) (Glorot & Bengio 2010, eq. 16).
  case glorotUniform
  /// Normal with variance 2 / (fan in + fan out) (Glorot & Bengio 2010).
  case glorotNormal
  /// Uniform in ±√(6 / fan in), for rectifiers (He et al. 2015, eq. 10).
  case heUniform
  /// Normal with variance 2 / fan in, for rectifiers (He et al. 2015, eq. 10).
  case heNormal
  /// Uniform in ±√(3 / fan in), for self-normalizing networks (LeCun et al., Efficient BackProp, 1998, eq. 16).
  case lecunUniform
  /// Normal with variance 1 / fan in (the same).
  case lecunNormal
  /// Uniform in ±bound.
  case uniform(bound: Double)
  /// Normal with mean 0 and this standard deviation.
  case normal(deviation: Double)
  /// Normal with mean 0 and this standard deviation before everything beyond two of it is drawn anew.
  case truncatedNormal(deviation: Double)
  /// Orthonormal rows or columns, whichever are fewer, times a gain, uniform among all such (Saxe, McClelland & Ganguli, ICLR 2014).
  ///
  /// A kernel's taps and inputs together are the rows.
  case orthogonal(gain: Double)
  /// 1 where input and output have the same number, at the middle tap of a kernel; 0 elsewhere.
  case identity
  /// All this value.
  case constant(Double)
  /// All 0.
  case zeros
  /// All 1.
  case ones
  /// The weights are a part of a larger layer's, whose fans these are: inputs that stand end to end are multiplied part by part.
  case part(Initialization, inputs: Int, outputs: Int)
  /// Equal groups of columns, each of which begins in its own way.
  case groups([Initialization])
  /// As many equal groups of columns as there are factors: a factor times log u, where u is drawn between 1 and longest − 1 for
  /// each column of a group and is the same in all groups (Tallec & Ollivier 2018, equation 16).
  case chrono(longest: Double, factors: [Double])

  /// The same for a part of the weights of a layer of so many inputs and outputs; as it is while they are not known.
  public func inLayer(inputs: Int?, outputs: Int?) -> Initialization {
    inputs.flatMap { inputs in outputs.map { .part(self, inputs: inputs, outputs: $0) } } ?? self
  }
}
