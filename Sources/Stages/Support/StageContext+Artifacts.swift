internal import Artifacts
internal import Numerics
internal import Pipeline
internal import Store

extension StageContext {
  /// Reads the artifact connected to a port.
  func read<A: Artifact>(_ type: A.Type = A.self, _ port: String) throws -> A {
    try A(from: reader(port))
  }

  /// Reads the artifact connected to an optional port; nil when nothing is connected.
  func readIfConnected<A: Artifact>(_ type: A.Type = A.self, _ port: String) throws -> A? {
    isConnected(port) ? try read(type, port) : nil
  }

  /// Stores a value as the artifact of an output port.
  func write<A: Artifact>(_ value: A, to port: String) throws {
    let writer = try makeWriter(port, type: A.artifactType)
    try value.write(to: writer)
    try commit(writer, to: port)
  }

  /// Stores a stiffness and a mass matrix as the operators of these ports.
  func write(stiffness: SparseMatrix<Double>, mass: SparseMatrix<Double>) throws {
    try write(OperatorArtifact(kind: "stiffness", matrix: stiffness), to: "stiffness")
    try write(OperatorArtifact(kind: "mass", matrix: mass), to: "mass")
  }

  /// Reads the file connected to a port, expanding gzip; errors name it as the user wrote it.
  func fileBytes(_ port: String) throws -> FileBytes {
    let input = try file(port)
    return try FileBytes.read(path: input.path, name: input.name)
  }
}
