/// Pipelines that need no file and take a fraction of a second.
enum Pipelines {
  /// A sphere with its operators, spectrum and distances.
  static let sphere = """
    name: sphere
    parameters: {subdivisions: 2, count: 6}
    stages:
      surface:
        kind: make.mesh
        parameters: {shape: icosphere, subdivisions: "${subdivisions}"}
      laplacian:
        kind: mesh.laplacian
        inputs: {mesh: surface}
      basis:
        kind: operator.eigenbasis
        inputs: {stiffness: laplacian.stiffness, mass: laplacian.mass}
        parameters: {count: "${count}"}
      distance:
        kind: geodesics.heat
        inputs: {mesh: surface}
        parameters: {sources: [0]}
      check:
        kind: evaluate.sphere
        inputs: {mesh: surface, distance: distance, basis: basis}
    """

  /// The karate club: split, model, evaluation.
  static func club(epochs: Int, seed: Int = 0) -> String {
    """
    name: club
    stages:
      club:
        kind: make.graph
        parameters: {model: karate_club}
      members:
        kind: graph.features
        inputs: {graph: club.graph}
        parameters: {features: identity}
      ties:
        kind: graph.operator
        inputs: {graph: club.graph}
        parameters: {operator: normalized_adjacency}
      parts:
        kind: split
        inputs: {labels: club.labels}
        parameters: {train_per_class: 2, validation: 0.3}
      model:
        kind: train
        inputs: {features: members, labels: parts.training, split: parts.split, operators: [ties]}
        parameters:
          seed: \(seed)
          model:
            domain: graph
            symmetry: permutation
            inputs: {features: scalar}
            blocks:
              - linear: {channels: 16}
              - relu
              - linear: {channels: classes}
          epochs: \(epochs)
      test:
        kind: evaluate
        inputs:
          model: model.model
          features: members
          labels: parts.test
          split: parts.split
          operators: [ties]
    """
  }

  /// The karate club once for each of three seeds and two widths.
  static let sweep = """
    name: sweep
    parameters: {seed: 0, width: 16}
    matrix: {seed: [0, 1, 2], width: [16, 4]}
    stages:
      club: {kind: make.graph, parameters: {model: karate_club}}
      members: {kind: graph.features, inputs: {graph: club.graph}, parameters: {features: identity}}
      ties:
        kind: graph.operator
        inputs: {graph: club.graph}
        parameters: {operator: normalized_adjacency}
      parts:
        kind: split
        inputs: {labels: club.labels}
        parameters: {train_per_class: 2, validation: 0.3, seed: "${seed}"}
      model:
        kind: train
        inputs:
          {features: members, labels: parts.training, split: parts.split, operators: [ties]}
        parameters:
          seed: "${seed}"
          model:
            domain: graph
            symmetry: permutation
            inputs: {features: scalar}
            blocks: [{linear: {channels: "${width}"}}, relu, {linear: {channels: classes}}]
          epochs: 5
      test:
        kind: evaluate
        inputs:
          model: model.model
          features: members
          labels: parts.test
          split: parts.split
          operators: [ties]
    """

  /// A stage that waits until a line can be read from `gate`, after one that is done at once.
  static func gated(by gate: String) -> String {
    """
    name: gated
    stages:
      first:
        kind: make.mesh
        parameters: {shape: icosphere, subdivisions: 1}
      waits:
        kind: command
        inputs: {artifacts: {mesh: first}}
        parameters:
          run: 'sh -c "read line < \(gate); cp {mesh} {out}"'
          outputs: {out: out.ply}
    """
  }

  /// A batch with artifacts that are files of their own, small ones that share packs, programs, and a gather.
  static let batch = """
    name: batch
    stages:
      surface:
        foreach: [1.0, 1.1, 1.2, 1.3]
        kind: make.mesh
        parameters: {shape: icosphere, subdivisions: 4, radius: "${item}"}
      laplacian:
        foreach: surface
        kind: mesh.laplacian
        inputs: {mesh: surface}
      basis:
        foreach: surface
        kind: operator.eigenbasis
        inputs: {stiffness: laplacian.stiffness, mass: laplacian.mass}
        parameters: {count: 8}
      copy:
        foreach: surface
        kind: command
        inputs: {artifacts: {mesh: surface}}
        parameters: {run: 'sh -c "cat {mesh} > {out}"', outputs: {out: out.ply}}
      sum:
        kind: command
        inputs: {files: copy}
        parameters: {run: 'sh -c "cat {1.0} {1.3} | cksum > {out}"', outputs: {out: sum.txt}}
      graph:
        foreach: [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21]
        kind: make.graph
        parameters: {sizes: [5, "${item}"], within: 0.5}
    """

  /// Items that each wait until a line can be read from `gate` followed by their name.
  static func gatedItems(_ items: [String], by gate: String, settings: String = "") -> String {
    """
    name: items
    stages:
      waits:
        foreach: [\(items.joined(separator: ", "))]
        kind: command
        \(settings)
        parameters:
          run: 'sh -c "read line < \(gate)${item}; echo ${item} > {out}"'
          outputs: {out: out.txt}
    """
  }
}
