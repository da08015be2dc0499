import Command

/// The process: the command with this process's arguments and its exit code.
@main
struct Main {
  static func main() {
    Meridian.start()
  }
}
