import Autodiff
import Models

/// Adds to every node what the first one has: no permutation leaves that alone.
struct FirstNode: Block {
  static let declaration = BlockDeclaration(
    name: "firstnode", summary: "Adds to every node what the first one has.", supports: [.nodes],
    symmetries: BlockDeclaration.allExact)

  init(_ options: BlockOptions) {}

  func prepare(_ site: inout BlockSite) -> FieldSignature { site.input }

  func apply<Scalar: TensorScalar>(
    _ input: FieldValue<Scalar>, _ pass: BlockPass<Scalar>
  ) throws -> FieldValue<Scalar> {
    let x = input.dense(on: pass.tape)
    return .dense(x + x.gatherRows([0]))
  }
}
