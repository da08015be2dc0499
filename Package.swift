// swift-tools-version: 6.1
import PackageDescription

// The rooms of docs/design.md, bottom to top, each with the rooms and packages it may import.
// Building with `--explicit-target-dependency-import-check error` enforces these arrows; scripts/test does.

let house: [SwiftSetting] = [
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("ExistentialAny"),
]

func room(_ name: String, imports doors: [Target.Dependency]) -> [Target] {
  [
    .target(name: name, dependencies: doors, path: "Sources/\(name)", swiftSettings: house),
    .testTarget(
      name: "\(name)Tests", dependencies: [.target(name: name), "TestSupport"] + doors,
      path: "Tests/\(name)Tests", exclude: name == "Stages" ? ["ledger.csv"] : [],
      swiftSettings: house),
  ]
}

func system(
  _ name: String, pkgConfig: String? = nil, apt: [String], brew: [String]
) -> Target {
  .systemLibrary(
    name: name, path: "Sources/System/\(name)", pkgConfig: pkgConfig,
    providers: [.apt(apt), .brew(brew)])
}

let libraries = [
  system("CZlib", pkgConfig: "zlib", apt: ["zlib1g-dev"], brew: ["zlib"]),
  system("CZstd", pkgConfig: "libzstd", apt: ["libzstd-dev"], brew: ["zstd"]),
  system(
    "COpenBLAS", apt: ["libopenblas-dev", "liblapacke-dev"],
    brew: ["openblas", "lapack"]),
  system("CSuiteSparse", apt: ["libsuitesparse-dev"], brew: ["suite-sparse"]),
  system("CMETIS", apt: ["libmetis-dev"], brew: ["metis"]),
  system("CARPACK", apt: ["libarpack2-dev"], brew: ["arpack"]),
  system("CFFTW", apt: ["libfftw3-dev"], brew: ["fftw"]),
  system("COneDNN", apt: ["libdnnl-dev"], brew: ["onednn"]),
  .target(
    name: "CCurl", path: "Sources/System/CCurl",
    linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]),
  .target(
    name: "CPNG", path: "Sources/System/CPNG",
    linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]),
  .target(
    name: "CDeferred",
    dependencies: ["COpenBLAS", "CSuiteSparse", "CARPACK", "CMETIS", "CFFTW", "COneDNN"],
    path: "Sources/System/CDeferred",
    linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]),
  .target(name: "CDisk", path: "Sources/System/CDisk"),
  .target(name: "CKernels", path: "Sources/System/CKernels", cSettings: [.unsafeFlags(["-O3"])]),
]

let sqlite = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let yaml = Target.Dependency.product(name: "Yams", package: "Yams")
let sha256 = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let arguments = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")

let mathematics =
  room(
    "Numerics",
    imports: [
      "CDeferred", "CKernels", "COpenBLAS", "CSuiteSparse", "CARPACK", "CMETIS", "CFFTW", "COneDNN",
    ])
  + room("Geometry", imports: ["Numerics"])
  + room("Autodiff", imports: ["Numerics"])
  + room("Models", imports: ["Autodiff", "Geometry", "Numerics"])

let machinery =
  room("Store", imports: ["CDisk", "CZstd", sqlite, sha256])
  + room("Pipeline", imports: ["Store", yaml])

let top =
  room(
    "Artifacts", imports: ["Store", "Models", "Geometry", "Autodiff", "Numerics", "CZlib", "CPNG"])
  + room(
    "Stages",
    imports: [
      "Pipeline", "Artifacts", "Models", "Geometry", "Autodiff", "Numerics", "CCurl",
    ])

// The command is a library with a one-line executable, so that its tests can import it. The executable alone
// carries the Swift runtime in itself: it starts in half the time and runs where no toolchain is installed.
// Not under a sanitizer, which has to come between the program and libraries of its own: scripts/sanitize.
let staticRuntime: [LinkerSetting] =
  Context.environment["MERIDIAN_DYNAMIC_RUNTIME"] != nil
  ? []
  : [
    .unsafeFlags(
      [
        "-static-stdlib", "-use-ld=lld", "-lswiftSynchronization", "-lCoreFoundation",
        "-l_FoundationCShims", "-l_FoundationCollections", "-lBlocksRuntime", "-l_FoundationICU",
        "-lstdc++",
      ], .when(platforms: [.linux]))
  ]

let command: [Target] = [
  .target(
    name: "Command",
    dependencies: ["Stages", "Artifacts", "Models", "Pipeline", "Store", arguments],
    path: "Sources/meridian", exclude: ["Entry"], swiftSettings: house),
  .executableTarget(
    name: "meridian", dependencies: ["Command"], path: "Sources/meridian/Entry",
    swiftSettings: house, linkerSettings: staticRuntime),
  .testTarget(
    name: "MeridianTests",
    dependencies: ["Command", "Stages", "Artifacts", "Pipeline", "Store", "TestSupport"],
    path: "Tests/MeridianTests", swiftSettings: house),
  // Timed by scripts/bench; no products of the package.
  .executableTarget(
    name: "bench-store", dependencies: ["BenchSupport", "Store", "CDisk", "CZstd", sha256],
    path: "Benchmarks/bench-store", swiftSettings: house),
  .executableTarget(
    name: "bench-geometry", dependencies: ["BenchSupport", "Geometry", "Numerics"],
    path: "Benchmarks/bench-geometry", swiftSettings: house),
  .executableTarget(
    name: "bench-learning", dependencies: ["BenchSupport", "Models", "Autodiff", "Numerics"],
    path: "Benchmarks/bench-learning", swiftSettings: house),
  .target(name: "BenchSupport", path: "Benchmarks/BenchSupport", swiftSettings: house),
  .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: house),
]

let package = Package(
  name: "meridian",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "meridian", targets: ["meridian"]),
    .library(
      name: "MeridianMathematics", targets: ["Numerics", "Geometry", "Autodiff", "Models"]),
    .library(name: "MeridianMachinery", targets: ["Store", "Pipeline", "Artifacts", "Stages"]),
    // For a program of one's own with further blocks: docs/layers.md.
    .library(name: "MeridianCommand", targets: ["Command"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
  ],
  targets: libraries + mathematics + machinery + top + command,
  swiftLanguageModes: [.v6],
  cLanguageStandard: .gnu11
)
