import Artifacts
import Foundation
import Pipeline
import Stages
import Store
import TestSupport
import Testing

/// Every kind run once on a tiny input.
struct TinyResults {
  /// One output of one kind.
  struct Row: Equatable {
    let kind: String
    let version: Int
    let output: String
    let digest: String
  }

  let trial: Trial
  private let threads: Int

  init(threads: Int = 1) throws {
    trial = try Trial()
    self.threads = threads
  }

  /// The digests of all outputs, kind by kind.
  func rows() throws -> [Row] {
    var rows: [Row] = []
    func run(
      _ kind: String, _ parameters: ParameterValue = [:],
      _ inputs: [String: [StageTrial.Input]] = [:]
    ) throws -> [String: ArtifactReference] {
      let outputs = try trial.run(kind, parameters, inputs, seed: 1, threads: threads)
      let version = try #require(Catalogue.standard[kind]).version
      for (port, reference) in outputs.sorted(by: { $0.key < $1.key }) {
        rows.append(
          Row(kind: kind, version: version, output: port, digest: reference.digest.hex))
      }
      return outputs
    }
    try surface(run)
    try graph(run)
    try images(run)
    try madeData(run)
    return rows
  }

  typealias Run = (String, ParameterValue, [String: [StageTrial.Input]]) throws -> [String:
    ArtifactReference]

  private func surface(_ run: Run) throws {
    let mesh = try run("make.mesh", ["shape": "icosphere", "subdivisions": 2], [:])["mesh"]
    let surface = ["mesh": try artifact(mesh)]
    let laplacian = try run("mesh.laplacian", [:], surface)
    _ = try run("mesh.connection", [:], surface)
    _ = try run("mesh.curvature", [:], surface)
    _ = try run("mesh.gradient", [:], surface)
    _ = try run("mesh.graph", ["weights": "length"], surface)
    _ = try run("mesh.tangent", [:], surface)
    _ = try run("points.laplacian", [:], surface)
    _ = try run("points.graph", [:], surface)
    _ = try run("points.geodesics", ["sources": [3]], surface)
    _ = try run("geodesics.transport", ["sources": [3, 7], "angles": [0.5, 1]], surface)
    _ = try run("geodesics.logmap", ["source": 3], surface)
    _ = try run("mesh.patches", ["rings": 2, "angles": 5], surface)
    let basis = try run(
      "operator.eigenbasis", ["count": 9],
      [
        "stiffness": artifact(laplacian["stiffness"]), "mass": artifact(laplacian["mass"]),
      ])["basis"]
    let distance = try run("geodesics.heat", ["sources": [3]], surface)["distance"]
    let exact = try run("geodesics.exact", ["sources": [3]], surface)["distance"]
    let edges = try run("geodesics.edges", ["sources": [3]], surface)["distance"]
    _ = try run(
      "geodesics.trace", ["sources": [3, 0], "directions": [0.3, 2], "lengths": [1.5]], surface)
    _ = try run("geodesics.matrix", ["sources": [3, 0], "method": "exact"], surface)
    _ = try run(
      "evaluate.distance", [:],
      [
        "reference": artifact(exact),
        "distances": artifact(distance, name: "heat") + artifact(edges, name: "edges"),
      ])
    // What the first version of the heat method gave: the rows of what reads it stand as they are.
    let first = try trial.run("geodesics.heat", ["sources": [3], "near_field": 0], surface)[
      "distance"]
    _ = try run(
      "evaluate.sphere", [:],
      ["mesh": artifact(mesh), "distance": artifact(first), "basis": artifact(basis)])
    _ = try run(
      "export.mesh", [:], ["mesh": artifact(mesh), "fields": artifact(first, name: "distance")])
    _ = try run("export", ["format": "npz"], ["artifact": artifact(basis)])
    try spectra(run, surface, laplacian, basis: artifact(basis), field: artifact(first))
    _ = try run("mesh.inspect", [:], surface)
    _ = try run("mesh.repair", [:], surface)
    _ = try run("mesh.normalize", [:], surface)
    _ = try run("mesh.decimate", [:], surface)
    _ = try run("mesh.coarsen", ["method": "poisson-disk", "levels": 2], surface)
    _ = try run("mesh.sample", ["count": 17], surface)
    _ = try run("points.farthest", ["count": 17], surface)
    try shapes(run)
    let file = try trial.file("tetrahedron.off", Self.tetrahedron)
    _ = try run("load.mesh", [:], ["mesh": file])
    _ = try run("load.points", [:], ["points": file])
    _ = try run(
      "source.url",
      [
        "url": .string("file://" + trial.folder.path("tetrahedron.off")),
        "sha256": .string(Digest.of(text: Self.tetrahedron).hex),
      ], [:])
    _ = try run(
      "command", ["run": "cp {shape} {copy}", "outputs": ["copy": "copy.off"]],
      ["files": [namedFile("shape", file)]])
  }

  private func shapes(_ run: Run) throws {
    _ = try run("make.articulated_shape", ["vertices": 800, "index": 2], [:])
    _ = try run("make.parametric_shape", ["vertices": 301, "index": 12], [:])
  }

  private func spectra(
    _ run: Run, _ surface: [String: [StageTrial.Input]], _ laplacian: [String: ArtifactReference],
    basis: [StageTrial.Input], field: [StageTrial.Input]
  ) throws {
    let mass = try artifact(laplacian["mass"])
    _ = try run("spectral.descriptors", ["count": 5, "gap": 0], ["basis": basis])
    _ = try run(
      "spectral.filter", ["filter": "wavelets", "scales": 2],
      ["signal": field, "stiffness": artifact(laplacian["stiffness"]), "mass": mass])
    let bases = ["source": basis, "target": basis]
    let domains = bases.merging(["source_mass": mass, "target_mass": mass]) { $1 }
    let fitted = try run(
      "functional.map",
      [
        "count": 4, "gap": 0, "samples": 6, "source_landmarks": [3], "target_landmarks": [5],
      ], domains)["map"]
    let refined = try run(
      "functional.refine", ["count": 9], domains.merging(["map": artifact(fitted)]) { $1 })["map"]
    let vertices = try run(
      "functional.correspondence", [:], bases.merging(["map": artifact(refined)]) { $1 })[
        "vertices"]
    _ = try run(
      "evaluate.correspondence", ["samples": 31],
      surface.merging(["vertices": artifact(vertices)]) { $1 })
  }

  private func graph(_ run: Run) throws {
    let made = try run(
      "make.graph", ["sizes": [13, 17], "within": 0.5, "between": 0.05], [:])
    let input = ["graph": try artifact(made["graph"])]
    let features = try run("graph.features", ["features": "identity"], input)["features"]
    let spread = try run("graph.operator", [:], input)["operator"]
    let levels = try run("graph.coarsen", ["levels": 2], input)["hierarchy"]
    _ = try run("graph.partition", ["parts": 3], input)
    _ = try run("grid.pyramid", ["shape": [5, 4], "prolongation": "linear"], [:])
    let laplacian = try trial.run("graph.operator", ["operator": "laplacian"], input, seed: 1)
    _ = try run(
      "hierarchy.operators", [:],
      ["hierarchy": artifact(levels), "operator": artifact(laplacian["operator"])])
    _ = try run("graph.diffusion", ["method": "push", "keep": "largest", "largest": 7], input)
    _ = try run("graph.encoding", ["count": 5], input)
    try encodings(run)
    _ = try run("graph.colours", ["rounds": 2], input)
    _ = try run("graph.wavelet", ["scale": 2], input)
    _ = try run("scattering.graph", ["scales": 3], input)
    let parts = try run("split", [:], ["labels": artifact(made["labels"])])
    let data = [
      "features": try artifact(features), "operators": try artifact(spread, name: "spread"),
    ]
    let fit = try run(
      "train", ["model": Self.graphModel, "epochs": 5],
      data.merging([
        "labels": artifact(parts["training"]), "split": artifact(parts["split"]),
      ]) { $1 })
    let model = fit["model"]
    let trained = data.merging(["model": try artifact(model)]) { $1 }
    _ = try run("predict", [:], trained)
    _ = try run("audit", ["samples": 2], trained)
    let file = try trial.run("export", ["format": "safetensors"], ["artifact": artifact(model)])[
      "file"]
    _ = try run("load.model", [:], ["parameters": artifact(file, name: "model.safetensors")])
    let measured = try run(
      "evaluate", [:], trained.merging(["labels": artifact(parts["test"])]) { $1 })["metrics"]
    _ = try run("evaluate.summary", [:], ["metrics": artifact(measured)])
    _ = try run("evaluate.folds", [:], ["histories": artifact(fit["history"])])
    _ = try run(
      "load.graphml", ["weight": "w", "label": "c", "features": ["c"]],
      ["graph": trial.file("tiny.graphml", Self.graphML)])
    _ = try run(
      "load.graph", [:],
      [
        "edges": trial.file("edges.csv", "src,dst\n0,1\n1,2\n"),
        "labels": trial.file("labels.csv", "node,label,split\n0,a,train\n1,b,val\n2,a,test\n"),
        "features": trial.file(
          "features.mtx", "%%MatrixMarket matrix coordinate real general\n3 2 2\n1 1 1\n3 2 4\n"),
      ])
    _ = try run(
      "load.tudataset", ["node_features": "both"],
      [
        "files": trial.file("T_A.txt", "1,2\n2,1\n3,4\n4,3\n")
          + trial.file("T_graph_indicator.txt", "1\n1\n2\n2\n")
          + trial.file("T_graph_labels.txt", "1\n-1\n")
          + trial.file("T_node_labels.txt", "0\n3\n3\n0\n")
          + trial.file("T_node_attributes.txt", "0.5,1\n2,3\n4,5\n6,7\n")
      ])
    _ = try run(
      "load.planetoid", ["validation": 1],
      [
        "files": try TinyPlanetoid.files.map {
          .file(try trial.folder.write("ind.tiny.\($0.part)", Data($0.bytes)))
        }
      ])
  }

  private func images(_ run: Run) throws {
    let images = try trial.folder.write(
      "images.idx", Data([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 9, 7, 5, 3]))
    let labels = try trial.folder.write("labels.idx", Data([0, 0, 8, 1, 0, 0, 0, 2, 1, 0]))
    _ = try run("load.images", [:], ["images": [.file(images)], "labels": [.file(labels)]])
    let pixels = (0..<198).map { (index: Int) in Float(index * index % 17) }
    let array = try trial.store(NumberArray(pixels, shape: [2, 9, 11, 1]))
    _ = try run("scattering.grid", ["scales": 2, "angles": 3], ["images": artifact(array)])
    _ = try run("load.array", [:], ["array": [.file(images)]])
  }

  private func namedFile(_ name: String, _ input: [StageTrial.Input]) throws -> StageTrial.Input {
    guard case .file(let path, _)? = input.first else {
      throw TrialError(description: "a file was expected")
    }
    return .file(path, name: name)
  }

  private static let tetrahedron = """
    OFF
    4 4 6
    0 0 0
    1 0 0
    0 1 0
    0 0 1
    3 0 2 1
    3 0 1 3
    3 1 2 3
    3 0 3 2

    """

  private static let graphML = """
    <graphml><key id="c" for="node"><default>1</default></key><key id="w" for="edge"/>
    <graph edgedefault="directed"><node id="a"/><node id="b"><data key="c">0</data></node>
    <edge source="b" target="a"><data key="w">0.5</data></edge></graph></graphml>
    """

  private static let graphModel: ParameterValue = [
    "domain": "graph", "symmetry": "permutation", "inputs": ["features": "scalar"],
    "blocks": [
      ["linear": ["channels": 7]], "relu", ["dropout": 0.5], ["linear": ["channels": "classes"]],
    ],
  ]
}

/// Why a trial could not be set up.
struct TrialError: Error, CustomStringConvertible {
  let description: String
}
