import Command
import Testing

@Suite struct LiveFrameTests {
  @Test func `finished lines stay and the frame is the last thing on the screen`() {
    var screen = Screen()
    var frame = LiveFrame()
    var finished: [String] = []
    let steps: [(above: [String], lines: [String])] = [
      ([], ["running a", "0 of 3"]), (["ran a"], ["running b", "running c", "1 of 3"]),
      ([], ["running b with more words", "running c", "1 of 3"]), (["ran b", "ran c"], ["3 of 3"]),
      (["in all"], []),
    ]
    for step in steps {
      screen.write(frame.redraw(above: step.above, lines: step.lines))
      finished += step.above
      #expect(screen.text == finished + step.lines)
    }
    #expect(screen.unknown.isEmpty)
  }

  @Test func `nothing on the screen is blank between two frames`() {
    var frame = LiveFrame()
    _ = frame.redraw(lines: ["one", "two"])
    let next = frame.redraw(lines: ["one", "too"])
    // Old text is overwritten before what is behind it is erased.
    #expect(next == "\u{1b}[2A\rone\u{1b}[K\ntoo\u{1b}[K\n")
  }
}
