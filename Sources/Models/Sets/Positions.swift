public import Autodiff
import Foundation

/// Adds to each element of a sequence what says where it stands: sines and cosines of its place.
public struct Positions: Block {
  /// What the block says of itself.
  public static let declaration = BlockDeclaration(
    name: "positions",
    summary:
      "Adds sin and cos of the place in the item, over wavelengths from 2π to 2π `wavelength`.",
    supports: [.nodes], domains: [.sequence],
    symmetries: [
      .init(.translation, .approximate("a shift turns each pair of sine and cosine by an angle"))
    ],
    options: [
      BlockOption(
        "wavelength", .number(1...1e9), default: 10_000.0,
        doc: "ratio of the longest wavelength to the shortest")
    ], mainOption: "wavelength",
    paper: "Vaswani et al., Attention is all you need, NeurIPS 2017, arXiv 1706.03762, section 3.5")

  private let wavelength: Double

  /// Makes the block of checked options.
  public init(_ options: BlockOptions) { wavelength = options.number("wavelength") }

  /// Hands on what it is fed.
  public func prepare(_ site: inout BlockSite) -> FieldSignature { site.input }

  /// `[steps, c]`, kept.
  public func apply<Scalar: TensorScalar>(
    _ input: FieldValue<Scalar>, _ pass: BlockPass<Scalar>
  ) throws -> FieldValue<Scalar> {
    let x = input.dense(on: pass.tape)
    let items = try pass.items(of: x)
    let table = pass.tape.constant(
      Self.table(length: items.longest, channels: x.shape[1], wavelength: wavelength)
        as Tensor<Scalar>)
    if items.isUniform {
      return .dense((x.padded(items: items) + table).unpadded(items: items))
    }
    let places = (0..<items.count).flatMap { (0..<Int32(items[$0].count)) }
    return .dense(x + table.gatherRows(places))
  }

  /// Channel 2i of row t is sin(t / wavelength^(2i / channels)), channel 2i + 1 the cosine of the same.
  private static func table<Scalar: TensorScalar>(
    length: Int, channels: Int, wavelength: Double
  ) -> Tensor<Scalar> {
    let rates = stride(from: 0, to: channels, by: 2).map {
      pow(wavelength, -Double($0) / Double(channels))
    }
    var scalars = [Scalar](repeating: 0, count: length * channels)
    for place in 0..<length {
      for channel in 0..<channels {
        let angle = Double(place) * rates[channel / 2]
        scalars[place * channels + channel] = Scalar(channel % 2 == 0 ? sin(angle) : cos(angle))
      }
    }
    return Tensor(shape: [length, channels], scalars)
  }
}
