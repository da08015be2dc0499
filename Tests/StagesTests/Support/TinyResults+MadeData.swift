import Artifacts
import Models
import Pipeline
import Store

extension TinyResults {
  /// The kinds that make data to learn from.
  func madeData(_ run: Run) throws {
    let pixels = (0..<5 * 6 * 6).map { (index: Int) in Float(index * index % 19) / 19 }
    let images = try trial.store(NumberArray(pixels, shape: [5, 6, 6, 1]))
    let labels = try trial.store(
      Labels(classes: [3, 1, 0, 2, 1], classNames: ["0", "1", "2", "3"]))
    let source = ["images": try artifact(images), "labels": try artifact(labels)]
    _ = try run(
      "make.rotated_images",
      ["train": 2, "validation": 1, "test": 2, "angles": [0, 180], "interpolation": "bicubic"],
      source)
    _ = try run("make.spherical_images", ["bandwidth": 3, "validation": 1, "test": 2], source)
    _ = try run(
      "make.digit_sums",
      ["train": 3, "validation": 1, "test": 2, "sizes": [1, 3], "test_sizes": [4, 2]], source)
    _ = try run("make.circular_skip_links", ["nodes": 13, "skips": [2, 3], "copies": 2], [:])
    _ = try run("make.adding_problem", ["steps": 5, "train": 2, "validation": 1, "test": 1], [:])
    _ = try run(
      "make.copy_memory",
      ["length": 2, "delay": 5, "train": 2, "validation": 1, "test": 1, "answer": "steps"], [:])
    _ = try run(
      "make.warped_recall",
      ["steps": 9, "longest": 3, "train": 2, "validation": 1, "test": 1, "answer": "steps"], [:])
    _ = try run(
      "make.charged_particles",
      [
        "train": 2, "validation": 1, "test": 1, "sampling": 3, "input_frame": 1, "target_frame": 2,
      ], [:])
  }
}
