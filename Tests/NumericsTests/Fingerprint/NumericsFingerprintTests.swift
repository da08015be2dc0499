import Foundation
import Numerics
import Testing

struct NumericsFingerprintTests {
  @Test func everyPartIsKnownAndTheWholeSurvivesEncoding() throws {
    let current = NumericsFingerprint.current
    print(current)
    #expect(!current.description.contains("unknown"))
    #expect(current.blas.contains("OpenBLAS"))
    #expect(current.cholmod.split(separator: ".").count == 3)
    #expect(current.arpack.contains("arpack"))
    #expect(current.fourier.contains("fftw-3"))
    let data = try JSONEncoder().encode(current)
    #expect(try JSONDecoder().decode(NumericsFingerprint.self, from: data) == current)
  }
}
