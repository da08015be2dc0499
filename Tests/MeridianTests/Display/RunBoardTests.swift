import Command
import Pipeline
import Testing

@Suite struct RunBoardTests {
  private let line = StageLine(names: ["digits-model", "mesh"], style: .plain)

  @Test func `a running stage shows its bar, epoch, loss and time`() {
    var board = RunBoard(total: 2, line: line)
    board.start("digits-model", at: 10)
    board.progress("digits-model", StageProgress(fraction: 0.5, epoch: 8, loss: 0.21344))
    let lines = board.lines(at: 13.4, width: 100, height: 24)
    #expect(
      lines == [
        "running   digits-model  ━━━━━━━━━━━━────────────  50%  epoch 8  loss 0.2134  3.40 s",
        "0 of 2 stages done",
      ])
  }

  @Test(arguments: [20, 40, 60, 79, 80, 200])
  func `no line is wider than the terminal`(width: Int) {
    var board = RunBoard(total: 2, line: line)
    board.start("digits-model", at: 0)
    board.progress(
      "digits-model",
      StageProgress(
        fraction: 2, epoch: 100, loss: 1e-9, message: "factorizing the stiffness matrix"))
    for line in board.lines(at: 4000, width: width, height: 24) {
      #expect(TextWidth.columns(line) < width)
    }
  }

  @Test func `the frame stays within the terminal's height`() {
    var board = RunBoard(total: 100, line: line)
    for index in 0..<60 { board.start("stage\(index)", at: 0) }
    let lines = board.lines(at: 1, width: 80, height: 24)
    #expect(lines.count < 24)
    #expect(lines.dropLast().last == "and 40 more running")
  }

  @Test func `finished stages leave the board`() {
    var board = RunBoard(total: 2, line: line)
    board.start("mesh", at: 0)
    board.finish("mesh")
    #expect(board.lines(at: 1, width: 80, height: 24) == ["1 of 2 stages done"])
    board.progress("mesh", StageProgress(fraction: 1))
    #expect(board.lines(at: 1, width: 80, height: 24) == ["1 of 2 stages done"])
  }

  @Test func `a finished stage is one line with its time and size`() {
    #expect(
      line.finished("mesh", status: .ran, seconds: 0.0864, bytes: 1_722_110)
        == "ran       mesh                86 ms   1.72 MB")
    #expect(line.finished("mesh", status: .skipped, seconds: nil, bytes: nil) == "skipped   mesh")
  }
}
