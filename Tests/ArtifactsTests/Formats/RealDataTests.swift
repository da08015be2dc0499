import Artifacts
import Foundation
import Numerics
import Testing

@Suite(
  "Real files", .enabled(if: TestData.folder != nil, "set MERIDIAN_TEST_DATA to the data folder"))
struct RealDataTests {
  private func read(_ path: String) throws -> FileBytes {
    let folder = try #require(TestData.folder)
    return try FileBytes.read(path: folder + "/" + path, name: path)
  }

  @Test(
    "meshes have the counts their list gives",
    arguments: [
      ("meshes/clean/spot.obj", 2930, 5856), ("meshes/clean/bunny_3k.off", 3485, 6966),
      ("meshes/clean/fox.ply", 313, 622), ("meshes/clean/human_man.obj", 6890, 13776),
      ("meshes/genus/bob_small.ply", 250, 500), ("meshes/genus/3holes.off", 3596, 7200),
      ("meshes/boundary/camelhead.off", 11381, 22704),
      ("meshes/boundary/stanford_bunny_69k.obj", 35947, 69451),
      ("meshes/dirty/bunny_tri.ply", 8171, 16301), ("meshes/dirty/comments.off", 8, 12),
      ("meshes/dirty/whitespace.off", 8, 12), ("meshes/dirty/negative_indices.obj", 8, 12),
      ("meshes/dirty/moebius.obj", 280, 448), ("meshes/dirty/sliver_tet.ply", 5009, 4),
      ("poses/cat/cat-03.obj.gz", 7207, 14410),
    ])
  func counts(path: String, vertices: Int, faces: Int) throws {
    let mesh = try MeshFile.read(try read(path))
    #expect(mesh.positions.count == vertices)
    #expect(mesh.faces.count == faces)
  }

  @Test(
    "every mesh of clean, genus and boundary is read", arguments: ["clean", "genus", "boundary"])
  func everyMesh(folder: String) throws {
    let root = try #require(TestData.folder) + "/meshes/" + folder
    let names = try FileManager.default.contentsOfDirectory(atPath: root)
    #expect(names.count >= 4)
    for name in names where MeshFile.format(ofName: name) != nil {
      let mesh = try MeshFile.read(try read("meshes/\(folder)/\(name)"))
      #expect(mesh.faces.count > 200, "\(name)")
    }
  }

  @Test("MNIST's test images and labels, gzipped IDX")
  func mnist() throws {
    let images = try IDX.read(try read("mnist/t10k-images-idx3-ubyte.gz"))
    #expect(images.shape == [10000, 28, 28])
    let labels = try IDX.read(try read("mnist/t10k-labels-idx1-ubyte.gz"))
    #expect(labels.integers?.prefix(5) == [7, 2, 1, 0, 4])
  }

  @Test("Cora's edges, labels and features")
  func cora() throws {
    let edges = try CSV(try read("planetoid/cora/edges.csv"))
    #expect(edges.rowCount == 5278)
    #expect(try edges.integers("src").allSatisfy { $0 < 2708 })
    let labels = try CSV(try read("planetoid/cora/labels.csv"))
    #expect(try labels.strings("split").filter { $0 == "train" }.count == 140)
    let features = try MatrixMarket.read(try read("planetoid/cora/features.mtx"))
    #expect(features.rows == 2708 && features.columns == 1433)
    #expect(features.values.count == 49216)
    #expect(features.values.allSatisfy { $0 == 1 })
  }
}
