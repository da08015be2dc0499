import Foundation
import TestSupport
import Testing

/// Wrong data and wrong files: one line that names the place and the remedy, and nothing half done.
@Suite struct BadInputTests {
  /// A file that a loader must refuse.
  struct BadFile: Sendable, CustomTestStringConvertible {
    let what: String
    let kind: String
    let port: String
    let name: String
    let content: Data
    /// What the message must name.
    let place: String
    var moreInputs = ""

    var testDescription: String { what }

    init(
      _ what: String, kind: String = "load.mesh", port: String = "mesh", _ name: String,
      _ content: String, place: String, moreInputs: String = ""
    ) {
      self.init(
        what, kind: kind, port: port, name, data: Data(content.utf8), place: place,
        moreInputs: moreInputs)
    }

    init(
      _ what: String, kind: String, port: String, _ name: String, data: Data, place: String,
      moreInputs: String = ""
    ) {
      self.what = what
      self.kind = kind
      self.port = port
      self.name = name
      content = data
      self.place = place
      self.moreInputs = moreInputs
    }
  }

  static let badFiles: [BadFile] = [
    BadFile(
      "a truncated PLY", "cut.ply",
      """
      ply
      format ascii 1.0
      element vertex 3
      property float x
      property float y
      property float z
      element face 1
      property list uchar int vertex_indices
      end_header
      0 0 0
      1 0 0

      """, place: "vert"),
    BadFile(
      "an OBJ face that names vertex 0", "zero.obj", "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 0 1 2\n",
      place: "4"),
    BadFile(
      "an OBJ face out of range", "range.obj", "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 9\n", place: "9"),
    BadFile(
      "NaN coordinates", "nan.off", "OFF\n3 1 0\n0 0 0\nnan 0 0\n0 1 0\n3 0 1 2\n", place: "nan"),
    BadFile("an empty file", "empty.obj", "", place: "empty"),
    BadFile(
      "an IDX file whose header lies about its size", kind: "load.images", port: "images",
      "lies-idx3-ubyte",
      data: Data([0, 0, 8, 3, 0, 0, 0, 100, 0, 0, 0, 28, 0, 0, 0, 28, 1, 2, 3]), place: "78",
      moreInputs: ", labels: labels-idx1-ubyte"),
    BadFile(
      "a CSV with a missing column", kind: "load.graph", port: "edges", "edges.csv",
      "src,weight\n0,1\n", place: "dst"),
  ]

  @Test(arguments: badFiles)
  func `a bad file fails its stage with one line and leaves no artifact`(bad: BadFile) throws {
    let folder = try TemporaryFolder()
    try folder.write(bad.name, bad.content)
    try folder.write("labels-idx1-ubyte", Data([0, 0, 8, 1, 0, 0, 0, 1, 7]))
    try folder.write(
      "bad.yml",
      """
      name: bad
      stages:
        load:
          kind: \(bad.kind)
          inputs: {\(bad.port): \(bad.name)\(bad.moreInputs)}
      """)
    let program = MeridianProgram(folder: folder.path)
    let outcome = try program.run("run", "bad.yml", "--json")
    #expect(outcome.code == 1, "\(outcome)")
    #expect(outcome.errorLines.count == 1, "\(outcome)")
    #expect(outcome.errors.contains(bad.name), "\(outcome)")
    #expect(outcome.errors.lowercased().contains(bad.place.lowercased()), "\(outcome)")
    #expect(outcome.errors.contains(";"), "a remedy is given: \(outcome)")
    #expect(try Events.list(try program.run("list", "--json").output).isEmpty)
    #expect(try Events.statuses(outcome.output) == ["load": "failed"])
  }

  /// A pipeline file, or a command line for a good one, that must be refused before anything runs.
  struct BadPipeline: Sendable, CustomTestStringConvertible {
    let what: String
    let text: String
    /// What the message must begin with and contain.
    let place: String
    let contains: String
    var arguments: [String] = []

    var testDescription: String { what }
  }

  static let badPipelines: [BadPipeline] = [
    BadPipeline(
      what: "a cycle",
      text: """
        name: bad
        stages:
          a: {kind: command, inputs: {artifacts: {x: b}}, parameters: {run: "cp {x} {y}", outputs: {y: y}}}
          b: {kind: command, inputs: {artifacts: {x: a}}, parameters: {run: "cp {x} {y}", outputs: {y: y}}}
        """, place: "bad.yml:", contains: "circle"),
    BadPipeline(
      what: "a misspelled kind",
      text: "name: bad\nstages:\n  a: {kind: make.mehs, parameters: {shape: icosphere}}\n",
      place: "bad.yml:3:", contains: "make.mesh"),
    BadPipeline(
      what: "a duplicate key",
      text: """
        name: bad
        stages:
          a: {kind: make.mesh, parameters: {shape: icosphere}}
          a: {kind: make.mesh, parameters: {shape: torus}}
        """, place: "bad.yml:4:3: ", contains: "'a'"),
    BadPipeline(
      what: "an unknown parameter on the command line", text: Pipelines.sphere, place: "meridian: ",
      contains: "subdivisions", arguments: ["--set", "subdivision=3"]),
    BadPipeline(
      what: "a missing file",
      text: "name: bad\nstages:\n  a: {kind: load.mesh, inputs: {mesh: nothing.ply}}\n",
      place: "bad.yml:3:", contains: "nothing.ply"),
  ]

  @Test(arguments: badPipelines, ["run", "plan"])
  func `a bad pipeline is refused before anything runs`(bad: BadPipeline, command: String) throws {
    let folder = try TemporaryFolder()
    try folder.write("bad.yml", bad.text)
    let program = MeridianProgram(folder: folder.path)
    let outcome = try program.run([command, "bad.yml"] + bad.arguments)
    #expect(outcome.code == 2, "\(outcome)")
    #expect(outcome.output.isEmpty, "\(outcome)")
    #expect(outcome.errorLines.count == 1, "\(outcome)")
    #expect(outcome.errors.hasPrefix(bad.place), "\(outcome)")
    #expect(outcome.errors.contains(bad.contains), "\(outcome)")
    #expect(!folder.contains("cache"))
  }

  @Test func `a store on a folder that cannot be written is refused`() throws {
    let folder = try TemporaryFolder()
    try folder.write("sphere.yml", Pipelines.sphere)
    let program = MeridianProgram(folder: folder.path)
    // Not even root may write there.
    let outcome = try program.run("run", "sphere.yml", "--store", "/proc/meridian")
    #expect(outcome.code == 1, "\(outcome)")
    #expect(outcome.errorLines.count == 1, "\(outcome)")
    #expect(outcome.errors.contains("/proc/meridian") && outcome.errors.contains("--store"))
  }
}
