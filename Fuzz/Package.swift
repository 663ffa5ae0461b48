// swift-tools-version: 6.1
import PackageDescription

// Apart from the root package, so that nobody who builds drydock builds this; `./run` builds and runs it.
let package = Package(
  name: "fuzz",
  dependencies: [.package(name: "drydock", path: "..")],
  targets: [
    .executableTarget(
      name: "Fuzz",
      dependencies: [.product(name: "DrydockReaders", package: "drydock")],
      swiftSettings: [.unsafeFlags(["-parse-as-library"])])
  ],
  swiftLanguageModes: [.v6]
)
