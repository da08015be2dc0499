import Artifacts
import Numerics
import Testing

@Suite("CSV, MatrixMarket, sparse archives and JSON")
struct TableFormatTests {
  @Test("quotes, commas, line ends and doubled quotes inside cells, CR LF, a byte-order mark")
  func quoting() throws {
    let csv = try CSV(
      file("\u{FEFF}name, note\r\n\"a\",\"x, \"\"y\"\"\r\nz\"\r\n\r\nb,\r\n\"\",plain \"q\""))
    #expect(csv.header == ["name", "note"])
    #expect(try csv.strings("name") == ["a", "b", ""])
    #expect(try csv.strings("note") == ["x, \"y\"\r\nz", "", "plain \"q\""])
  }

  @Test("what the writer writes, the reader reads")
  func roundTrip() throws {
    let rows = [["a,b", "\"q\""], ["", "line\nbreak"], ["plain", "ü"]]
    var writer = CSVWriter(header: ["k 1", "v"])
    for row in rows { writer.add(row) }
    let csv = try CSV(FileBytes(writer.bytes, name: "w"))
    #expect(csv.header == ["k 1", "v"])
    #expect(try csv.strings("k 1") == rows.map { $0[0] })
    #expect(try csv.strings("v") == rows.map { $0[1] })
  }

  @Test("a missing column names the header and the nearest column")
  func missingColumn() throws {
    let csv = try CSV(file("source,dst\n1,2\n", "edges.csv"))
    let error = formatError { _ = try csv.integers("sorce") }
    #expect(
      error?.description
        == "edges.csv:1: column \"sorce\": is missing; the header has \"source\", \"dst\"; did you mean \"source\"?"
    )
    #expect(formatError { _ = try csv.integers("weight") }?.remedy == "name one of these columns")
  }

  @Test("ragged rows, open quotes, doubled names and wrong cells name their line")
  func badRows() throws {
    let ragged = formatError { _ = try CSV(file("a,b\n1,2\n\n3\n", "r.csv")) }
    #expect(
      ragged?.description.hasPrefix("r.csv:4: row 2: has 1 cells, but the header has 2 columns")
        == true)
    #expect(formatError { _ = try CSV(file("a,b\n1,\"2\n3,4\n")) }?.place == .line(2))
    #expect(formatError { _ = try CSV(file("a,b\n1,\"2\"x\n")) }?.place == .line(2))
    #expect(formatError { _ = try CSV(file("a,b,a\n")) }?.element == "column \"a\"")
    #expect(formatError { _ = try CSV(file("\n\n")) }?.code == .empty)
    let cell = formatError { _ = try CSV(file("a,b\n1,2\n1,2.5\n", "c.csv")).integers("b") }
    #expect(
      cell?.description.hasPrefix(
        "c.csv:3: row 2, column \"b\": expected a whole number, found \"2.5\"") == true)
  }

  @Test("an empty table is a table")
  func noRows() throws {
    let csv = try CSV(file("a,b"))
    #expect(csv.rowCount == 0)
    #expect(try csv.numbers("b").isEmpty)
  }

  @Test("damaged CSV gives a table or an error, never a trap")
  func damage() {
    survivesDamage(Array("a,b\n1,\"x \"\"y\"\"\"\n2,\"\"\n3,z\r\n".utf8)) {
      let csv = try CSV($0)
      for name in csv.header { _ = try csv.strings(name) }
      if let name = csv.header.first { _ = try csv.numbers(name) }
    }
  }

  @Test("MatrixMarket general, symmetric, skew and pattern matrices, entries summed")
  func matrixMarket() throws {
    let general = try MatrixMarket.read(
      file(
        "%%MatrixMarket matrix coordinate real general\n% c\n\n2 3 4\n1 3 1.5\n2 1 -2\n1 3 1\n1 1 0\n"
      ))
    #expect(
      general
        == (try SparseMatrix(rows: 2, columns: 3, triplets: [(0, 2, 2.5), (1, 0, -2), (0, 0, 0)])))
    let pattern = try MatrixMarket.read(
      file("%%MatrixMarket  matrix coordinate pattern symmetric\r\n2 2 2\r\n1 1\r\n2 1\r\n"))
    #expect(
      pattern
        == (try SparseMatrix(rows: 2, columns: 2, triplets: [(0, 0, 1), (0, 1, 1), (1, 0, 1)])))
    let skew = try MatrixMarket.read(
      file("%%MatrixMarket matrix coordinate integer skew-symmetric\n2 2 1\n2 1 5"))
    #expect(skew == (try SparseMatrix(rows: 2, columns: 2, triplets: [(0, 1, -5), (1, 0, 5)])))
    let empty = try MatrixMarket.read(
      file("%%MatrixMarket matrix coordinate real general\n3 3 0\n"))
    #expect(empty.values.isEmpty)
  }

  @Test("MatrixMarket indices out of range, wrong counts and foreign banners are refused by line")
  func matrixMarketBad() {
    let banner = "%%MatrixMarket matrix coordinate real general\n"
    let cases: [(String, FormatError.Code, FormatError.Place)] = [
      (banner + "2 2 1\n0 1 5\n", .outOfRange, .line(3)),
      (banner + "2 2 1\n1 3 5\n", .outOfRange, .line(3)),
      (banner + "2 2 9999999999\n1 1 5\n", .truncated, .line(2)),
      (banner + "2 2 2\n1 1 5.0000000000\n", .truncated, .line(4)),
      (banner + "2 2 1\n1 1 5\n2 2 5\n", .malformed, .line(4)),
      (banner + "2 2 1\n1 1 nan\n", .notFinite, .line(3)),
      (banner + "2 2 1\n1 1 1 1\n", .malformed, .line(3)),
      (banner + "2 2 1\n1 1   \n", .malformed, .line(3)),
      ("%%MatrixMarket matrix array real general\n2 2\n", .unsupported, .line(1)),
      ("%%MatrixMarket matrix coordinate complex general\n2 2 0\n", .unsupported, .line(1)),
      ("hello\n", .malformed, .line(1)),
    ]
    for (text, code, place) in cases {
      let error = formatError { _ = try MatrixMarket.read(file(text)) }
      #expect(error?.code == code, "\(text)")
      #expect(error?.place == place, "\(text)")
    }
    survivesDamage(Array((banner + "3 3 2\n1 3 1.5\n2 1 -2\n").utf8)) { source in
      // A row count with a digit more costs memory, not correctness: keep the fuzz quick.
      guard source.bytes.count > 46,
        source.bytes[46..<min(51, source.bytes.count)].elementsEqual("3 3 2".utf8)
      else { return }
      _ = try MatrixMarket.read(source)
    }
  }

  @Test("sparse archives keep the matrix; inconsistent ones are refused")
  func sparseArchive() throws {
    let matrix = try SparseMatrix<Double>(
      rows: 3, columns: 4, triplets: [(0, 1, 1), (2, 0, -2), (2, 3, 0.5)])
    let bytes = try SparseNPZ.write(matrix)
    #expect(try SparseNPZ.read(FileBytes(bytes, name: "s")) == matrix)
    let bare = try NPZ.write([("data", NumberArray([1.0]))])
    #expect(
      formatError { _ = try SparseNPZ.read(FileBytes(bare, name: "s")) }?.element
        == "array \"format\"")
    survivesDamage(bytes, flips: 500) { _ = try SparseNPZ.read($0) }
  }

  @Test("JSON escapes text, keeps order, writes numbers exactly and NaN as null")
  func json() {
    let value = JSON.object([
      ("b", .array([.number(0.1), .integer(-3), .number(.nan), .null, .boolean(true)])),
      ("a\"\n", .string("tab\t\u{1} ü \\")), ("e", .array([])), ("o", .object([])),
    ])
    #expect(
      value.text() == #"{"b":[0.1,-3,null,null,true],"a\"\n":"tab\t\u0001 ü \\","e":[],"o":{}}"#)
    #expect(value.text(indented: true).contains("\n  \"b\": [0.1, -3, null, null, true],\n"))
  }
}
