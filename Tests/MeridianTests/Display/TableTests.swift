import Command
import Testing

@Suite struct TableTests {
  @Test func `columns are as wide as their widest cell and numbers stand right`() {
    var table = Table(["stage": .left, "size": .right])
    table.append(["mesh", "12"])
    table.append(["laplacian", "5,120", "surplus"])
    table.append([])
    #expect(table.lines() == ["stage       size", "mesh          12", "laplacian  5,120", ""])
  }

  @Test func `wide characters and colours keep columns straight`() {
    var table = Table(["a": .left, "b": .left])
    table.append(["球面", "x"])
    table.append([Style.coloured.red("ok"), "y"])
    let lines = table.lines()
    #expect(lines[0] == "a     b")
    #expect(lines[1] == "球面  x")
    #expect(TextWidth.columns(lines[2]) == TextWidth.columns(lines[0]))
  }

  @Test func `text is cut to the columns there are`() {
    #expect(TextWidth.fitted("laplacian", to: 9) == "laplacian")
    #expect(TextWidth.fitted("laplacian", to: 5) == "lapl…")
    #expect(TextWidth.fitted("球面球面", to: 4) == "球…")
    #expect(TextWidth.fitted("abc", to: 0) == "")
  }

  @Test func `the last column is broken between words to fit a width`() {
    var table = Table(["kind": .left, "what": .left])
    table.append(["make.mesh", "A procedural surface: icosphere, torus or flat grid patch."])
    let lines = table.lines(width: 40)
    #expect(lines.dropFirst().first == "make.mesh  A procedural surface:")
    #expect(lines.allSatisfy { TextWidth.columns($0) <= 40 })
    #expect(lines.dropFirst(2).allSatisfy { $0.hasPrefix("           ") })
    #expect(table.lines(width: 30).count == 2, "too narrow to break")
  }
}
