import Foundation
import Models
import Numerics

/// The Cora citation graph with the public split of Planetoid, read from the folder that `MERIDIAN_TEST_DATA` names.
struct Cora {
  static let folder = ProcessInfo.processInfo.environment["MERIDIAN_TEST_DATA"].map {
    $0 + "/planetoid/cora/"
  }

  let features: SparseMatrix<Float>
  let adjacency: SparseMatrix<Double>
  let labels: Labels
  let split: Split

  init(_ folder: String) throws {
    func lines(_ name: String) throws -> [[Substring]] {
      try String(contentsOfFile: folder + name, encoding: .utf8).split(separator: "\n")
        .filter { $0.first?.isNumber == true }
        .map { $0.split { $0 == "," || $0 == " " } }
    }
    let nodes = try lines("labels.csv")
    let entries = try lines("features.mtx").dropFirst().map {
      (row: (Int($0[0]) ?? 0) - 1, column: (Int($0[1]) ?? 0) - 1, value: Float(1))
    }
    features = try SparseMatrix(rows: nodes.count, columns: 1433, triplets: entries)
    let edges = try lines("edges.csv").map { (Int($0[0]) ?? 0, Int($0[1]) ?? 0) }
    let triplets = edges.flatMap {
      [(row: $0.0, column: $0.1, value: 1.0), (row: $0.1, column: $0.0, value: 1.0)]
    }
    adjacency = try SparseMatrix(rows: nodes.count, columns: nodes.count, triplets: triplets)
    labels = try Labels(
      classes: nodes.map { Int32($0[1]) ?? -1 }, classNames: (0..<7).map(String.init))
    func part(_ name: String) -> [Int32] {
      nodes.filter { $0[2] == name }.compactMap { Int32($0[0]) }
    }
    split = try Split(train: part("train"), validation: part("val"), test: part("test"))
  }

  /// The two-layer network of Kipf & Welling (2017), section 5.2: 16 hidden channels, dropout ½, decay 5e-4 on the first layer.
  func trainer(seed: UInt64) throws -> Trainer {
    let description = try ModelDescription([
      "domain": "graph", "symmetry": "permutation", "inputs": ["features": "scalar"],
      "blocks": [
        ["dropout": 0.5], ["linear": ["channels": 16, "weight_decay": 0.0005]], "relu",
        ["dropout": 0.5], ["linear": ["channels": "classes"]],
      ],
    ])
    let input = try ModelInput(
      FieldData.sparse(features).rowNormalized(), for: description,
      operators: [DomainOperator(name: "citations", kind: .adjacency, matrix: adjacency)])
    var options = TrainingOptions()
    options.seed = seed
    return try TrainingCases.trainer(description, input, labels, split, options)
  }
}
