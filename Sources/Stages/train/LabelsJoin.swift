internal import Artifacts
internal import Models
internal import Pipeline

/// `labels.join`: the labels of many items one after the other.
enum LabelsJoin: StageKind {
  static let name = "labels.join"
  static let version = 1
  static let summary =
    "The labels of all items of a batch as one list, in the order of the items' names."
  static let inputs = [
    InputPort("labels", .artifacts(["labels"]), .many, doc: "Labels of the same classes.")
  ]
  static let outputs = [OutputPort("labels", "labels", doc: "All of them, item by item.")]
  static let parameters: [ParameterDeclaration] = []

  static func run(_ context: StageContext) throws {
    var (classes, names): ([Int32], [String]?) = ([], nil)
    for item in try context.readers("labels") {
      let labels = try Labels(from: item.reader)
      guard names == nil || names == labels.classNames else {
        throw StageInputError(
          "item '\(item.name)' has other classes than those before it: "
            + "\(labels.classNames.joined(separator: ", ")). Join labels of one list of classes")
      }
      names = labels.classNames
      classes += labels.classes
    }
    try context.write(Labels(classes: classes, classNames: names ?? []), to: "labels")
  }
}
