import Foundation
import Numerics
import Pipeline
import Stages
import Store
import TestSupport
import Testing

/// The one place where results of our own are stored: a digest that moves while its kind's version stands is a
/// changed result that nobody announced (docs/design.md, invariant 12).
///
/// A row holds fingerprint, kind, version, output and digest. Bits belong to a numerics fingerprint, so a machine
/// without rows of its own only checks that two computations agree; `MERIDIAN_RECORD_LEDGER=1` adds its rows.
@Suite struct LedgerTests {
  @Test func `a result's digest moves only with its kind's version`() throws {
    let rows = try TinyResults().rows()
    let again = try TinyResults(threads: 2).rows()
    #expect(rows == again, "one and two threads differ")

    let fingerprint = Digest.of(text: NumericsFingerprint.current.description).short
    let known = try Ledger.read().filter { $0.fingerprint == fingerprint }
    if ProcessInfo.processInfo.environment["MERIDIAN_RECORD_LEDGER"] == "1" {
      try Ledger.add(rows, fingerprint: fingerprint)
    } else if known.isEmpty {
      print("ledger: no rows for the fingerprint \(fingerprint); only repeatability was checked")
    }
    for row in rows {
      guard let expected = known.first(where: { $0.names(row) }) else { continue }
      #expect(
        expected.digest == row.digest,
        "\(row.kind) version \(row.version), \(row.output): raise the version with the result")
    }
  }

  @Test func `every kind has a row`() throws {
    let measured = Set(try TinyResults().rows().map(\.kind))
    #expect(measured == Set(Catalogue.standard.names))
  }

  @Test func `the ledger has every output of every kind in its present version`() throws {
    let known = try Ledger.read()
    for row in try TinyResults().rows() {
      #expect(
        known.contains { $0.names(row) },
        "\(row.kind) version \(row.version), \(row.output): run with MERIDIAN_RECORD_LEDGER=1")
    }
    // A version below the present one stays as a record of the past; one above it was never made.
    for row in known {
      let version = Catalogue.standard[row.kind]?.version
      #expect(version.map { row.version <= $0 } ?? true, "\(row.kind) \(row.version)")
    }
  }
}

/// The rows of the ledger's file.
private struct Ledger {
  struct Row {
    let fingerprint: String
    let kind: String
    let version: Int
    let output: String
    let digest: String

    func names(_ row: TinyResults.Row) -> Bool {
      kind == row.kind && version == row.version && output == row.output
    }
  }

  private static let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("ledger.csv").path

  static func read() throws -> [Row] {
    try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").dropFirst().map {
      let cells = $0.split(separator: ",").map(String.init)
      try #require(cells.count == 5)
      return Row(
        fingerprint: cells[0], kind: cells[1], version: try #require(Int(cells[2])),
        output: cells[3], digest: cells[4])
    }
  }

  static func add(_ rows: [TinyResults.Row], fingerprint: String) throws {
    let known = try read()
    var text = try String(contentsOfFile: path, encoding: .utf8)
    for row in rows
    where !known.contains(where: { $0.fingerprint == fingerprint && $0.names(row) }) {
      text += "\(fingerprint),\(row.kind),\(row.version),\(row.output),\(row.digest)\n"
    }
    try text.write(toFile: path, atomically: true, encoding: .utf8)
  }
}
