internal import Numerics
public import Pipeline

extension Catalogue {
  /// Every stage kind of Meridian, by name.
  public static let standard = Catalogue(
    [
      Command.self,
      EdgeGeodesicsStage.self,
      Evaluate.self,
      EvaluateDistance.self,
      EvaluateSphere.self,
      ExactGeodesicsStage.self,
      Export.self,
      ExportMesh.self,
      GeodesicMatrixStage.self,
      HeatGeodesicsStage.self,
      GraphCoarsen.self,
      GraphFeatures.self,
      GraphOperatorStage.self,
      LoadGraph.self,
      LoadGraphML.self,
      LoadImages.self,
      LoadMesh.self,
      LoadPoints.self,
      MakeGraph.self,
      MakeMesh.self,
      MeshCoarsen.self,
      MeshConnection.self,
      MeshCurvatureStage.self,
      MeshDecimate.self,
      MeshInspect.self,
      MeshLaplacian.self,
      MeshNormalize.self,
      MeshRepairStage.self,
      MeshSample.self,
      OperatorEigenbasis.self,
      PointsGraph.self,
      PointsLaplacian.self,
      PointsFarthest.self,
      Predict.self,
      SourceURL.self,
      SplitStage.self,
      Train.self,
    ],
    fingerprint: { NumericsFingerprint.current.description },
    useThreads: { Parallel.use(workers: $0) })
}
