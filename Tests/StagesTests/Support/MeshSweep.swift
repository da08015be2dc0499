import Artifacts
import Geometry
import Pipeline
import Store

/// What is run on each mesh of a sweep, and what its outputs may hold.
struct MeshSweep {
  /// Where an output may have values that are no finite numbers.
  enum Gaps {
    /// Nowhere.
    case none
    /// Infinite at exactly the vertices that the sources do not reach.
    case infinite
    /// NaN at exactly the vertices that the sources do not reach.
    case notANumber
    /// Infinite at any vertex but NaN at none: a point cloud's surface is not known beforehand.
    case infiniteAnywhere
  }

  /// One run of a kind.
  struct Call: CustomStringConvertible {
    let kind: String
    let parameters: ParameterValue
    var ports: Set<String> = ["mesh"]
    var gaps = Gaps.none

    init(
      _ kind: String, _ parameters: ParameterValue = [:], ports: Set<String> = ["mesh"],
      gaps: Gaps = .none
    ) {
      (self.kind, self.parameters, self.ports, self.gaps) = (kind, parameters, ports, gaps)
    }

    var description: String { "\(kind) \(parameters.canonicalJSON)" }
  }

  /// The vertex that distances and vectors start from.
  let source: Int
  /// Another one, perhaps of another component.
  let other: Int
  /// What is connected, by port.
  var inputs: [String: [StageTrial.Input]] = [:]

  init(source: Int, other: Int) {
    (self.source, self.other) = (source, other)
  }

  /// All kinds of meshes, geodesics and points, with small parameters.
  var surfaceCalls: [Call] { operators + shapes + points + geodesics }

  let robustLaplacian = Call("mesh.laplacian", ["method": "robust"])
  let eigenbasis = Call(
    "operator.eigenbasis", ["count": 5, "clamp": true], ports: ["stiffness", "mass"])

  /// All kinds of spectra, in the basis and by polynomials.
  var spectralCalls: [Call] {
    [
      Call("spectral.descriptors", ["descriptor": "hks", "count": 3, "gap": 0], ports: ["basis"]),
      Call("spectral.descriptors", ["descriptor": "wks", "count": 3, "gap": 0], ports: ["basis"]),
      Call(
        "spectral.filter", ["filter": "inverse", "shift": 1], ports: ["signal", "basis", "mass"]),
      Call(
        "spectral.filter", ["filter": "heat", "time": 0.1, "order": 9],
        ports: ["signal", "stiffness", "mass"]),
    ]
  }

  private var operators: [Call] {
    var calls = ["cotangent", "intrinsic-delaunay", "robust"].map { method in
      Call("mesh.laplacian", ["method": .string(method)])
    }
    calls += ["voronoi", "galerkin"].map { mass in
      Call("mesh.laplacian", ["method": "robust", "mass": .string(mass)])
    }
    calls += ["cotangent", "intrinsic-delaunay"].map { method in
      Call("mesh.connection", ["method": .string(method)])
    }
    return calls + [
      Call("mesh.curvature"), Call("mesh.gradient"), Call("mesh.graph"), Call("mesh.tangent"),
    ]
  }

  private var shapes: [Call] {
    [
      Call("mesh.inspect"), Call("mesh.repair"), Call("mesh.repair", ["cut": "seams"]),
      Call("mesh.normalize"), Call("mesh.sample", ["count": 50]),
      Call("mesh.patches", ["radius": 1.5, "rings": 1, "angles": 3]),
      Call("mesh.decimate", ["ratio": 0.5]), Call("mesh.coarsen", ["levels": 1]),
      Call("mesh.coarsen", ["method": "farthest-points", "levels": 1]),
      Call("mesh.coarsen", ["method": "poisson-disk", "levels": 1]),
    ]
  }

  private var points: [Call] {
    [
      Call("points.farthest", ["count": 4]), Call("points.graph", ["neighbours": 3]),
      Call("points.laplacian", ["neighbours": 8]),
      Call(
        "points.geodesics", ["neighbours": 8, "sources": [.integer(source)]],
        gaps: .infiniteAnywhere),
    ]
  }

  private var geodesics: [Call] {
    let sources: ParameterValue = [.integer(source)]
    var calls = ["cotangent", "intrinsic-delaunay", "robust"].map { method in
      Call("geodesics.heat", ["sources": sources, "method": .string(method)], gaps: .infinite)
    }
    calls += ["exact", "heat"].map { measure in
      Call(
        "geodesics.logmap",
        [
          "source": .integer(source), "direction": .string(measure), "distance": .string(measure),
        ],
        gaps: .notANumber)
    }
    return calls + [
      Call("geodesics.exact", ["sources": sources], gaps: .infinite),
      Call("geodesics.edges", ["sources": sources], gaps: .infinite),
      Call("geodesics.matrix", ["sources": sources, "method": "edges"], gaps: .infinite),
      Call(
        "geodesics.matrix", ["sources": [.integer(source), .integer(other)]],
        gaps: .infiniteAnywhere),
      Call(
        "geodesics.trace",
        ["sources": sources, "directions": [0.4], "lengths": [2], "crossings": 5000]),
      Call("geodesics.transport", ["sources": sources, "angles": [0.7]], gaps: .notANumber),
    ]
  }

  /// Which vertices faces with three corners join to one of these.
  static func reached(from sources: [Int], on mesh: TriangleMesh) -> [Bool] {
    var isReached = [Bool](repeating: false, count: mesh.vertexCount)
    for source in sources where source < mesh.vertexCount { isReached[source] = true }
    let faces = mesh.faces.filter { $0[0] != $0[1] && $0[1] != $0[2] && $0[2] != $0[0] }
    var grows = true
    while grows {
      grows = false
      for face in faces + faces.reversed() {
        let corners = (0..<3).map { Int(face[$0]) }
        let count = corners.count { isReached[$0] }
        guard count == 1 || count == 2 else { continue }
        for corner in corners { isReached[corner] = true }
        grows = true
      }
    }
    return isReached
  }

  /// What is wrong with the numbers of an artifact.
  static func faults(
    of reader: ArtifactReader, gaps: Gaps, reached: [Bool]
  ) throws -> [String] {
    var faults: [String] = []
    for array in reader.arrays {
      let values: [Double]
      switch array.elementType {
      case .float64: values = try reader.read(array.name, as: Double.self)
      case .float32: values = try reader.read(array.name, as: Float.self).map(Double.init)
      default: continue
      }
      let channels = max(1, values.count / max(1, reached.count))
      let bad = values.indices.first { index in
        let value = values[index]
        switch gaps {
        case .none: return !value.isFinite
        case .infiniteAnywhere: return value.isNaN
        case .infinite: return reached[index / channels] ? !value.isFinite : value != .infinity
        case .notANumber: return reached[index / channels] ? !value.isFinite : !value.isNaN
        }
      }
      if let bad {
        faults.append("\(array.name)[\(bad / channels)] of \(values.count) is \(values[bad])")
      }
    }
    return faults
  }
}
