import TestSupport

/// Planetoid's files of three nodes: one trains, one validates, one is tested.
enum TinyPlanetoid {
  static let files: [(part: String, bytes: [UInt8])] = [
    ("x", PickleWriter.matrix([[1, 0]])), ("y", PickleWriter.array([[1, 0]])),
    ("allx", PickleWriter.matrix([[1, 0], [1, 2]])),
    ("ally", PickleWriter.array([[1, 0], [0, 1]])), ("tx", PickleWriter.matrix([[0, 5]])),
    ("ty", PickleWriter.array([[0, 1]])), ("graph", PickleWriter.graph([(0, [1]), (1, [0, 2])])),
    ("test.index", Array("2\n".utf8)),
  ]
}
