#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The irreducible representations of the rotations SO(3), by angles α, β, γ in radians: turn by γ about the axis z, by β
/// about y, by α about z.
///
/// With the small matrices dˡ(β) of quantum mechanics (rows and columns are orders m and n, from −l to l),
/// Dˡ_mn = exp(−imα) dˡ_mn(β) exp(−inγ).
public enum Wigner {
  /// dˡ_mn(β) for every degree l from max(|m|, |n|) to `degrees` − 1.
  ///
  /// By the recursion over degrees, which is stable upwards (Kostelec & Rockmore, FFTs on the rotation group, 2008,
  /// equation 2.14), from a closed form at its start.
  public static func small(_ m: Int, _ n: Int, degrees: Int, beta: Double) -> [Double] {
    let first = max(abs(m), abs(n))
    guard degrees > first else { return [] }
    var result = [start(m, n, beta)]
    result.reserveCapacity(degrees - first)
    let (cosine, mm, nn) = (cos(beta), Double(m), Double(n))
    var (before, now) = (0.0, result[0])
    for degree in first..<degrees - 1 {
      let (l, next) = (Double(degree), Double(degree + 1))
      let rise = ((next * next - mm * mm) * (next * next - nn * nn)).squareRoot()
      let fall = ((l * l - mm * mm) * (l * l - nn * nn)).squareRoot()
      let centre = degree == 0 ? 0 : mm * nn / (l * next)
      let own = next * (2 * l + 1) * (cosine - centre) * now
      (before, now) = (now, (own - (degree == 0 ? 0 : next / l * fall * before)) / rise)
      result.append(now)
    }
    return result
  }

  /// dˡ_mn(β) where l is the larger of |m| and |n|.
  private static func start(_ m: Int, _ n: Int, _ beta: Double) -> Double {
    // Rows of order l; the others follow by the matrix's symmetries.
    let sign = (m - n) % 2 == 0 ? 1.0 : -1.0
    if m == max(abs(m), abs(n)) { return last(m, n, beta) }
    if -m == max(abs(m), abs(n)) { return sign * last(-m, -n, beta) }
    if n == max(abs(m), abs(n)) { return sign * last(n, m, beta) }
    return last(-n, -m, beta)
  }

  /// dˡ_ln(β) = √(2l over l + n) cos(β / 2)ˡ⁺ⁿ (−sin(β / 2))ˡ⁻ⁿ, multiplied up factor by factor.
  private static func last(_ l: Int, _ n: Int, _ beta: Double) -> Double {
    let (c, s) = (cos(beta / 2), -sin(beta / 2))
    // As many factors of either kind, and of the binomial, as there are of the rarer one: nothing over- or underflows
    // before the result does.
    let few = min(l + n, l - n)
    var result = 1.0
    for k in 0..<few {
      result *= (Double(2 * l - k) / Double(few - k)).squareRoot() * c * s
    }
    for _ in few..<max(l + n, l - n) { result *= n < 0 ? s : c }
    return result
  }

  /// The matrix dˡ(β), row-major, orders ascending from −l.
  public static func small(degree: Int, beta: Double) -> [Double] {
    (-degree...degree).flatMap { m in
      (-degree...degree).map { n in
        small(m, n, degrees: degree + 1, beta: beta)[degree - max(abs(m), abs(n))]
      }
    }
  }

  /// The representation of degree l in its real form: an orthogonal matrix, row-major, of 2 l + 1 rows.
  ///
  /// Rows and columns of order m > 0 belong to cosines of m, those of −m to sines; order 0 stands in the middle. The
  /// basis is that of real spherical harmonics, √2 Re Y_m and √2 Im Y_m, so that degree 1 is the rotation itself in the
  /// axes −y, z, −x.
  public static func real(degree: Int, alpha: Double, beta: Double, gamma: Double) -> [Double] {
    let size = 2 * degree + 1
    var result = [Double](repeating: 0, count: size * size)
    for m in 0...degree {
      for n in 0...degree {
        let pair = RealPair(m, n, degrees: degree + 1, beta: beta)
        guard let plus = pair.plus.last, let minus = pair.minus.last else { continue }
        let (ca, sa) = (cos(Double(m) * alpha), sin(Double(m) * alpha))
        let (cg, sg) = (cos(Double(n) * gamma), sin(Double(n) * gamma))
        func set(_ mu: Int, _ nu: Int, _ value: Double) {
          result[(mu + degree) * size + nu + degree] = value
        }
        set(m, n, plus * ca * cg - minus * sa * sg)
        if m > 0 { set(-m, n, plus * sa * cg + minus * ca * sg) }
        if n > 0 { set(m, -n, -plus * ca * sg - minus * sa * cg) }
        if m > 0 && n > 0 { set(-m, -n, minus * ca * cg - plus * sa * sg) }
      }
    }
    return result
  }
}

/// The functions of β of a pair of orders in the real form: κ (d_mn ± (−1)ⁿ d_m,−n), where κ is 1 over √2 for each order
/// that is 0.
struct RealPair {
  let plus: [Double]
  let minus: [Double]

  init(_ m: Int, _ n: Int, degrees: Int, beta: Double) {
    let direct = Wigner.small(m, n, degrees: degrees, beta: beta)
    let mirrored = Wigner.small(m, -n, degrees: degrees, beta: beta)
    let factor = (m == 0 ? 0.5.squareRoot() : 1) * (n == 0 ? 0.5.squareRoot() : 1)
    let sign = n % 2 == 0 ? 1.0 : -1.0
    plus = zip(direct, mirrored).map { factor * ($0 + sign * $1) }
    minus = m == 0 || n == 0 ? direct.map { _ in 0 } : zip(direct, mirrored).map { $0 - sign * $1 }
  }
}
