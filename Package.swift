// swift-tools-version: 6.1
import PackageDescription

/// A release binary with Swift's runtime inside: it needs no toolchain beside it and starts several times faster.
/// SwiftPM allows such flags only to the root package; as a dependency of another package we go without.
let staticRuntime: [LinkerSetting] =
  Context.packageDirectory.contains("/checkouts/")
  ? []
  : [
    .unsafeFlags(
      [
        "-static-stdlib", "-lCoreFoundation", "-l_FoundationICU", "-l_FoundationCShims", "-l_FoundationCollections",
        "-ldispatch", "-lBlocksRuntime",
      ], .when(platforms: [.linux], configuration: .release))
  ]

// What a target may import is written down in docs/architecture.md; a test compares the two.
let package = Package(
  name: "drydock",
  products: [
    .executable(name: "drydock", targets: ["drydock"]),
    .library(name: "DrydockKit", targets: ["Rehearsal", "Verification", "Helm", "Kustomize", "Vendir", "Exposure"]),
    // What reads foreign bytes, for Fuzz/.
    .library(
      name: "DrydockReaders",
      targets: ["CEL", "ClusterState", "Files", "GoLibrary", "GoTemplate", "Helm", "KubeAPI", "Manifest"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
    .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-http2", from: "1.46.0"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2", traits: []),
    // Test oracle only: nothing that ships links it.
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    .target(name: "Manifest"),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CSQLite", providers: [.apt(["libsqlite3-dev"])]),
    .target(name: "Files", dependencies: ["CZlib", .product(name: "Crypto", package: "swift-crypto")]),
    .target(
      name: "Git",
      dependencies: [
        "Files", "Manifest", .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system"),
      ]),
    .target(name: "GoLibrary"),
    .target(
      name: "GoCrypto",
      dependencies: [
        "GoLibrary", .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "CryptoExtras", package: "swift-crypto"), .product(name: "SwiftASN1", package: "swift-asn1"),
        .product(name: "X509", package: "swift-certificates"),
      ]),
    .target(name: "GoTemplate", dependencies: ["GoCrypto", "GoLibrary", "Manifest"]),
    .target(name: "JSONSchema", dependencies: ["GoLibrary", "Manifest"]),
    .target(name: "Helm", dependencies: ["Files", "GoLibrary", "GoTemplate", "JSONSchema", "Manifest"]),
    .target(
      name: "Kustomize",
      dependencies: ["Files", "GoLibrary", "Manifest", .product(name: "Crypto", package: "swift-crypto")]),
    .target(name: "CEL", dependencies: ["GoLibrary", "KubeAPI", "Manifest"]),
    .target(name: "KubeAPI", dependencies: ["Manifest"]),
    .target(name: "KubeSchema", dependencies: ["CEL", "GoLibrary", "KubeAPI", "Manifest"]),
    .target(
      name: "ClusterState",
      dependencies: ["KubeAPI", "KubeSchema", "Manifest", .product(name: "Crypto", package: "swift-crypto")]),
    .target(name: "Flux", dependencies: ["CEL", "Files", "Helm", "KubeAPI", "Kustomize", "Manifest"]),
    .target(name: "Exposure", dependencies: ["Manifest"]),
    .target(name: "SecretScan", dependencies: ["Files", "Git", "Manifest"]),
    .target(name: "References", dependencies: ["Exposure", "Manifest"]),
    .target(
      name: "Vendir",
      dependencies: ["Files", "Git", "GoLibrary", "Manifest", .product(name: "Crypto", package: "swift-crypto")]),
    .target(
      name: "Fetch",
      dependencies: [
        "Files", "Helm", "Manifest", "Vendir", .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ]),
    .target(
      name: "ClusterServer",
      dependencies: [
        "ClusterState", "KubeAPI", "Manifest", "CSQLite", "CZlib", .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOHTTP2", package: "swift-nio-http2"), .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"), .product(name: "SwiftASN1", package: "swift-asn1"),
        .product(name: "X509", package: "swift-certificates"),
      ]),
    .target(
      name: "KubeClient",
      dependencies: [
        "KubeAPI", "Manifest", .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"), .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system"),
      ]),
    .target(name: "Workspace", dependencies: ["Files", "Flux", "Git", "KubeAPI", "Manifest"]),
    .target(
      name: "Controllers",
      dependencies: ["CEL", "ClusterState", "Files", "Flux", "Helm", "KubeAPI", "KubeSchema", "Manifest"]),
    .target(name: "Verification", dependencies: ["Flux", "KubeAPI", "Manifest"]),
    .target(name: "FluxClient", dependencies: ["Flux", "KubeAPI", "Manifest"]),
    .target(
      name: "LiveVerification",
      dependencies: [
        "Exposure", "Flux", "Git", "KubeAPI", "KubeClient", "Manifest", "Rehearsal", "Verification", "Workspace",
      ]),
    .target(name: "Lint", dependencies: ["Files", "Flux", "KubeAPI", "Manifest", "Workspace"]),
    .target(name: "Scaffold", dependencies: ["Files", "Manifest"]),
    .target(
      name: "Rehearsal",
      dependencies: [
        "ClusterState", "Controllers", "Exposure", "Files", "Flux", "Git", "KubeAPI", "KubeSchema", "Lint", "Manifest",
        "References", "SecretScan", "Vendir", "Verification", "Workspace",
        .product(name: "Crypto", package: "swift-crypto"),
      ]),
    .target(
      name: "Launch",
      dependencies: [
        "Exposure", "Files", "Flux", "Git", "KubeAPI", "Manifest", "Rehearsal", "SecretScan", "Vendir", "Verification",
        "Workspace",
      ]),
    .executableTarget(
      name: "drydock",
      dependencies: [
        "ClusterServer", "ClusterState", "Controllers", "Exposure", "Fetch", "Files", "Flux", "FluxClient", "Git",
        "Helm",
        "KubeAPI", "KubeClient", "Kustomize", "Launch", "LiveVerification", "Manifest", "Rehearsal", "Scaffold",
        "SecretScan", "Vendir", "Workspace",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      linkerSettings: staticRuntime),
    .testTarget(name: "ManifestTests", dependencies: ["Manifest"]),
    .testTarget(name: "FilesTests", dependencies: ["Files"]),
    .testTarget(name: "GoLibraryTests", dependencies: ["GoLibrary"]),
    .testTarget(name: "GoCryptoTests", dependencies: ["GoCrypto", "GoLibrary"]),
    .testTarget(name: "GoTemplateTests", dependencies: ["GoTemplate", "Manifest"]),
    .testTarget(name: "JSONSchemaTests", dependencies: ["JSONSchema", "Manifest"]),
    .testTarget(name: "HelmTests", dependencies: ["Files", "Helm", "Manifest"]),
    .testTarget(name: "KustomizeTests", dependencies: ["Files", "Kustomize", "Manifest"], exclude: ["cases"]),
    .testTarget(name: "VendirTests", dependencies: ["Fetch", "Files", "Manifest", "Vendir"]),
    .testTarget(name: "FetchTests", dependencies: ["Fetch", "Files", "Helm"]),
    .testTarget(name: "CELTests", dependencies: ["CEL", "Manifest"]),
    .testTarget(name: "KubeSchemaTests", dependencies: ["KubeAPI", "KubeSchema", "Manifest"]),
    .testTarget(name: "ClusterStateTests", dependencies: ["ClusterState", "KubeAPI", "Manifest"]),
    .testTarget(name: "ClusterServerTests", dependencies: ["ClusterServer", "ClusterState", "KubeAPI", "Manifest"]),
    .testTarget(
      name: "KubeClientTests",
      dependencies: [
        "ClusterServer", "ClusterState", "KubeAPI", "KubeClient", "Manifest",
        .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
      ]),
    .testTarget(name: "FluxClientTests", dependencies: ["Flux", "FluxClient", "KubeAPI", "Manifest"]),
    .testTarget(
      name: "LiveVerificationTests",
      dependencies: [
        "ClusterServer", "ClusterState", "Controllers", "Flux", "FluxClient", "KubeAPI", "KubeClient",
        "LiveVerification", "Manifest", "Rehearsal", "Verification", "Workspace",
      ]),
    .testTarget(name: "ControllersTests", dependencies: ["ClusterState", "Controllers", "KubeAPI", "Manifest"]),
    .testTarget(name: "ExposureTests", dependencies: ["Exposure", "Files", "Manifest"]),
    .testTarget(name: "ReferencesTests", dependencies: ["Exposure", "Manifest", "References"]),
    .testTarget(name: "SecretScanTests", dependencies: ["Files", "Git", "Manifest", "SecretScan"]),
    .testTarget(
      name: "LaunchTests",
      dependencies: [
        "ClusterState", "Controllers", "Files", "Flux", "Git", "KubeAPI", "KubeClient", "Launch", "Manifest",
        "Rehearsal", "Vendir", "Workspace", "drydock",
      ]),
    .testTarget(
      name: "RehearsalTests",
      dependencies: ["Files", "Flux", "KubeAPI", "Manifest", "Rehearsal", "Scaffold", "Vendir", "Workspace"]),
  ],
  swiftLanguageModes: [.v6]
)
