import Artifacts
import Foundation
import Numerics
import Store
import TestSupport
import Testing

@Suite(
  "NumPy and SciPy agree", .enabled(if: Python.isAvailable, "needs python3 with NumPy and SciPy"))
struct NumPyAgreementTests {
  @Test("arrays NumPy saved, in both orders and byte orders, read with the same values")
  func reads() throws {
    let folder = try TemporaryFolder()
    try Python.run(
      """
      import numpy as np, sys
      d = sys.argv[1]
      a = np.arange(24).reshape(2, 3, 4)
      np.save(d + '/c.npy', a.astype('<f4'))
      np.save(d + '/f.npy', np.asfortranarray(a.astype('<f8')))
      np.save(d + '/b.npy', a.astype('>i4'))
      np.save(d + '/t.npy', a % 2 == 0)
      np.save(d + '/s.npy', np.int16(-5))
      np.savez(d + '/z.npz', first=a.astype('u2'), second=np.zeros((0, 3)))
      np.savez_compressed(d + '/k.npz', first=a.astype('i8'))
      """, [folder.path])
    let expected = (0..<24).map(Double.init)
    for name in ["c", "f", "b"] {
      let array = try NPY.read(try FileBytes.read(path: folder.path("\(name).npy")))
      #expect(array.shape == [2, 3, 4])
      #expect(array.doubles == expected, "\(name)")
    }
    #expect(
      try NPY.read(try FileBytes.read(path: folder.path("t.npy"))).doubles
        == expected.map { 1 - $0.truncatingRemainder(dividingBy: 2) })
    #expect(try NPY.read(try FileBytes.read(path: folder.path("s.npy"))).integers == [-5])
    let stored = try NPZ.read(try FileBytes.read(path: folder.path("z.npz")))
    #expect(stored.map(\.name) == ["first", "second"])
    #expect(stored[0].array.doubles == expected)
    #expect(stored[1].array.shape == [0, 3])
    let packed = try NPZ.read(try FileBytes.read(path: folder.path("k.npz")))
    #expect(packed[0].array.integers == Array(0..<24))
  }

  @Test("arrays written here are read by NumPy with type, shape and values")
  func writes() throws {
    let folder = try TemporaryFolder()
    let array = NumberArray([0.5, -1, 2, 3, 4, 5], shape: [3, 2])
    _ = try folder.write(NPY.write(array), "a.npy")
    _ = try folder.write(
      try NPZ.write([("x", array), ("n", NumberArray([Int32(7)], shape: []))]), "a.npz")
    let text = try Python.run(
      """
      import numpy as np, sys
      d = sys.argv[1]
      a = np.load(d + '/a.npy')
      z = np.load(d + '/a.npz')
      print(a.dtype, a.shape, a.tolist(), sorted(z.files), z['x'].tolist(), int(z['n']), z['n'].dtype)
      """, [folder.path])
    #expect(
      text
        == "float64 (3, 2) [[0.5, -1.0], [2.0, 3.0], [4.0, 5.0]] ['n', 'x'] [[0.5, -1.0], [2.0, 3.0], [4.0, 5.0]] 7 int32\n"
    )
  }

  @Test("sparse matrices pass both ways between SciPy's save_npz and here")
  func sparse() throws {
    let folder = try TemporaryFolder()
    let matrix = try SparseMatrix<Double>(
      rows: 3, columns: 5, triplets: [(0, 4, 1.5), (2, 0, -2), (2, 3, 7)])
    _ = try folder.write(try SparseNPZ.write(matrix), "ours.npz")
    let text = try Python.run(
      """
      import numpy as np, scipy.sparse as s, sys
      d = sys.argv[1]
      m = s.load_npz(d + '/ours.npz')
      print(m.format, m.shape, m.toarray().tolist())
      s.save_npz(d + '/theirs.npz', m)
      s.save_npz(d + '/plain.npz', m.astype('f4'), compressed=False)
      s.save_npz(d + '/csc.npz', m.tocsc())
      """, [folder.path])
    #expect(
      text
        == "csr (3, 5) [[0.0, 0.0, 0.0, 0.0, 1.5], [0.0, 0.0, 0.0, 0.0, 0.0], [-2.0, 0.0, 0.0, 7.0, 0.0]]\n"
    )
    for name in ["theirs", "plain"] {
      #expect(try SparseNPZ.read(try FileBytes.read(path: folder.path("\(name).npz"))) == matrix)
    }
    let other = formatError {
      _ = try SparseNPZ.read(try FileBytes.read(path: folder.path("csc.npz")))
    }
    #expect(other?.code == .unsupported)
  }

  @Test("MatrixMarket files that SciPy writes read as the same matrix")
  func matrixMarket() throws {
    let folder = try TemporaryFolder()
    let text = try Python.run(
      """
      import numpy as np, scipy.sparse as s, scipy.io as io, sys
      d = sys.argv[1]
      m = s.random(7, 7, 0.3, random_state=3, format='csr')
      m = m + m.T
      io.mmwrite(d + '/general.mtx', m, symmetry='general')
      io.mmwrite(d + '/symmetric.mtx', m, symmetry='symmetric')
      s.save_npz(d + '/m.npz', m)
      """, [folder.path])
    #expect(text.isEmpty)
    let expected = try SparseNPZ.read(try FileBytes.read(path: folder.path("m.npz")))
    #expect(expected.values.count > 10)
    for name in ["general", "symmetric"] {
      let read = try MatrixMarket.read(try FileBytes.read(path: folder.path("\(name).mtx")))
      #expect(read.columnIndices == expected.columnIndices)
      for (ours, theirs) in zip(read.values, expected.values) {
        #expect(abs(ours - theirs) < 1e-12)
      }
    }
  }
}
