import Artifacts
import Foundation
import Geometry
import Pipeline
import Stages
import Store
import TestSupport
import Testing

/// Every kind that takes a mesh, on real meshes as they are loaded: outputs without a NaN, or one error that helps.
@Suite(
  .enabled(if: RealSurfaces.folder != nil, "set MERIDIAN_TEST_DATA to the data folder"))
struct MeshSweepTests {
  private let trial: Trial
  init() throws { trial = try Trial() }

  /// Sound meshes, one of a folder: on these nothing may fail.
  private static let sound = ["clean/fandisk.obj", "genus/bob_small.ply", "boundary/cat_head.obj"]

  /// The meshes of the folder for dirty ones, and the sound ones.
  private static let names: [String] = {
    guard RealSurfaces.folder != nil, let dirty = try? RealSurfaces.paths("dirty") else {
      return []
    }
    return sound + dirty.compactMap { $0.split(separator: "/").last.map { "dirty/\($0)" } }
  }()

  @Test(arguments: names)
  func `a kind gives numbers or an error with a place or a remedy`(name: String) throws {
    let path = try #require(RealSurfaces.folder) + "/meshes/" + name
    let loaded: ArtifactReference
    do {
      loaded = try #require(trial.run("load.mesh", [:], ["mesh": [.file(path)]])["mesh"])
    } catch {
      check("load.mesh", error, name)
      return
    }
    let mesh = try trial.read(TriangleMesh.self, loaded)
    let source = mesh.faces.first(where: Self.isProper).map { Int($0[0]) } ?? 0
    var sweep = MeshSweep(
      source: source, other: mesh.faces.last(where: Self.isProper).map { Int($0[2]) } ?? 0)
    sweep.inputs["mesh"] = try artifact(loaded)
    let reached = MeshSweep.reached(from: [source], on: mesh)
    for call in sweep.surfaceCalls {
      _ = run(call, sweep, reached, name)
    }
    // The smoothest functions of the robust Laplacian, which every mesh with a face has.
    guard let operators = run(sweep.robustLaplacian, sweep, reached, name) else { return }
    for (port, reference) in operators { sweep.inputs[port] = try artifact(reference) }
    guard let basis = run(sweep.eigenbasis, sweep, reached, name) else { return }
    sweep.inputs["basis"] = try artifact(basis["basis"])
    let heights = try FieldArtifact(name: "height", values: mesh.positions.map(\.z))
    sweep.inputs["signal"] = try artifact(trial.store(heights))
    for call in sweep.spectralCalls { _ = run(call, sweep, reached, name) }
  }

  @Test func `no kind that takes a mesh is left out`() throws {
    let sweep = MeshSweep(source: 0, other: 0)
    let wanted = Catalogue.standard.kinds.filter { kind in
      let folder = kind.name.prefix { $0 != "." }
      return ["mesh", "geodesics", "points"].contains(folder)
        && kind.inputs.contains { $0.name == "mesh" }
    }.map { $0.name }
    #expect(Set(sweep.surfaceCalls.map(\.kind)) == Set(wanted))
    let spectral = Catalogue.standard.names.filter { $0.hasPrefix("spectral.") }
    #expect(Set(sweep.spectralCalls.map(\.kind)) == Set(spectral))
  }

  private static func isProper(_ face: SIMD3<Int32>) -> Bool {
    face[0] != face[1] && face[1] != face[2] && face[2] != face[0]
  }

  /// The outputs of a call that worked, after they were checked.
  private func run(
    _ call: MeshSweep.Call, _ sweep: MeshSweep, _ reached: [Bool], _ name: String
  ) -> [String: ArtifactReference]? {
    do {
      let outputs = try trial.run(
        call.kind, call.parameters, sweep.inputs.filter { call.ports.contains($0.key) }, seed: 3)
      for (port, reference) in outputs {
        let reader = try trial.files.open(reference)
        let problems =
          try MeshSweep.faults(of: reader, gaps: call.gaps, reached: reached)
          + ArtifactCheck.problems(of: reader, origin: ArtifactOrigin(nil) { _ in nil })
        #expect(problems.isEmpty, "\(name), \(call), \(port): \(problems)")
      }
      return outputs
    } catch {
      #expect(!Self.sound.contains(name), "\(name), \(call): \(error)")
      check("\(call)", error, name)
      return nil
    }
  }

  /// Refuses an error that helps nobody.
  private func check(_ call: String, _ error: any Error, _ name: String) {
    let message = "\(error)"
    let place = #/\b([Vv]ertex|[Ff]ace|[Ee]dge|[Rr]ow|[Ll]ine|[Bb]yte|offset) \d/#
    let remedy =
      #/\b(Give|Choose|Repair|Cut|Turn|Rescale|Correct|Remove|Set|Ask|Compute|give|choose|set|load) /#
    #expect(
      message.contains(place) || message.contains(remedy), "\(name), \(call): \(message)")
  }
}
