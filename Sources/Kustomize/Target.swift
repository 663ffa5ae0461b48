import Files
import Manifest

/// One folder with a kustomization: reads it, gathers its resources, runs its generators and transformers
/// (kustomize `api/internal/target/kusttarget.go`).
struct Target<Tree: FileTree> {
  let loader: Loader<Tree>
  let context: BuildContext<Tree>
  var kustomization: Kustomization
  let fileName: String
  /// Where this folder lies from the root's folder, for buildMetadata; `nil` when that is off.
  var originPath: String?
  let buildMetadata: [String]

  /// What has been gathered so far: objects and the fields that transformers write to.
  struct Accumulator {
    var map = ResourceMap()
    var config = TransformerConfig.defaults
  }

  init(
    loader: Loader<Tree>, context: BuildContext<Tree>, content: Value? = nil, originPath: String? = nil,
    buildMetadata: [String]? = nil
  ) throws(SourceError) {
    self.loader = loader
    self.context = context
    var value = content
    var name = Kustomize.fileNames[0]
    if value == nil {
      guard let (bytes, found) = try loader.kustomizationFile() else {
        throw SourceError(
          "unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory "
            + "'\(loader.displayRoot)'")
      }
      name = found
      do throws(SourceError) {
        value = try YAML.unmarshal(bytes, file: loader.display(found))
      } catch {
        throw error.prefixed("invalid Kustomization")
      }
    }
    fileName = name
    let file = loader.display(name)
    do throws(SourceError) {
      kustomization = try Kustomization(value ?? .null)
    } catch {
      throw SourceError(file: file, line: error.line, error.message, nextStep: error.nextStep)
    }
    context.warnings += kustomization.warnings
    let errors = kustomization.enforceFields()
    if !errors.isEmpty {
      throw SourceError(
        file: file,
        "Failed to read kustomization file under \(loader.displayRoot):\n" + errors.joined(separator: "\n"))
    }
    self.buildMetadata = buildMetadata ?? kustomization.buildMetadata
    self.originPath = self.buildMetadata.isEmpty ? nil : originPath ?? ""
  }

  /// The root's build: everything gathered, hashes added to names, references to them put right.
  func buildAll() throws(SourceError) -> ResourceMap {
    try refuseUnsupported()
    var accumulator = try accumulate(Accumulator())
    for i in accumulator.map.resources.indices where accumulator.map.resources[i].needsHash {
      let hash = try NameHash.of(accumulator.map.resources[i].value)
      accumulator.map.resources[i].storePreviousID()
      accumulator.map.resources[i].name += "-\(hash)"
    }
    try NameReferences.fix(&accumulator.map, accumulator.config)
    accumulator.map.resources.removeAll { resource in
      let local = resource.value.at("metadata", "annotations", "config.kubernetes.io/local-config")
      return local.map { $0.scalarText != "false" } ?? false
    }
    return accumulator.map
  }

  private func refuseUnsupported() throws(SourceError) {
    func refuse(_ field: String, _ nextStep: String) throws(SourceError) {
      guard let value = kustomization.fields[field], !value.isNull else { return }
      if case .array(let items) = value, items.isEmpty { return }
      throw SourceError(
        file: loader.display(fileName), "the field '\(field)' of a kustomization is not supported yet",
        nextStep: nextStep)
    }
    try refuse("vars", "Use 'replacements' instead.")
    try refuse("crds", "Name the fields in a file of 'configurations' instead.")
    try refuse("openapi", "Merge lists of custom resources with JSON 6902 patches instead.")
    try refuse("generators", "Use 'configMapGenerator' and 'secretGenerator' instead.")
    try refuse("transformers", "Use the fields of the kustomization file instead.")
    try refuse("validators", "Leave it out.")
  }

  func accumulate(_ start: Accumulator) throws(SourceError) -> Accumulator {
    try refuseUnsupported()
    var accumulator = start
    do throws(SourceError) {
      for path in kustomization.resources { try accumulateResource(path, &accumulator) }
    } catch {
      throw error.prefixed("accumulating resources")
    }
    for path in kustomization.strings("configurations") {
      accumulator.config = try accumulator.config.merged(
        with: TransformerConfig(try YAML.unmarshal(try loader.load(path), file: loader.display(path))))
    }
    try runGenerators(&accumulator)
    do throws(SourceError) {
      for path in kustomization.strings("components") { try accumulateComponent(path, &accumulator) }
    } catch {
      throw error.prefixed("accumulating components")
    }
    try runTransformers(&accumulator)
    return accumulator
  }

  // MARK: - Resources

  private func accumulateResource(_ path: String, _ accumulator: inout Accumulator) throws(SourceError) {
    let fileError: SourceError
    do throws(SourceError) {
      return try accumulateFile(path, &accumulator)
    } catch { fileError = error }
    let base: Loader<Tree>
    do throws(SourceError) {
      base = try loader.new(path)
    } catch {
      if fileError.message.contains("MalformedYAMLError") || Loader<Tree>.isRemote(path) {
        throw Loader<Tree>.isRemote(path) ? error : fileError
      }
      var wrapped = error.prefixed("accumulation err='\(fileError.message)'")
      if wrapped.file.isEmpty { (wrapped.file, wrapped.line) = (fileError.file, fileError.line) }
      throw wrapped
    }
    do throws(SourceError) {
      let target = try subTarget(base, path)
      if target.kustomization.isComponent {
        throw SourceError("expected kind != 'Component' for path '\(base.displayRoot)'")
      }
      let below: Accumulator
      do throws(SourceError) {
        below = try target.accumulate(Accumulator())
      } catch {
        throw error.prefixed("recursed accumulation of path '\(base.displayRoot)'")
      }
      do throws(SourceError) {
        try accumulator.map.append(below.map.resources)
        accumulator.config = try accumulator.config.merged(with: below.config)
      } catch {
        throw error.prefixed("recursed merging from path '\(base.displayRoot)'")
      }
    } catch {
      throw error.prefixed("accumulation err='\(fileError.message)'")
    }
  }

  private func subTarget(_ base: Loader<Tree>, _ path: String) throws(SourceError) -> Target {
    do throws(SourceError) {
      return try Target(
        loader: base, context: context, originPath: originPath.flatMap { joined($0, path) },
        buildMetadata: buildMetadata)
    } catch {
      throw error.prefixed("couldn't make target for path '\(base.displayRoot)'")
    }
  }

  /// `base/path` cleaned, where `..` may lead above the root's folder.
  private func joined(_ base: String, _ path: String) -> String {
    var parts: [Substring] = []
    for part in "\(base)/\(path)".split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != ".." { parts.removeLast() } else { parts.append(part) }
    }
    return parts.joined(separator: "/")
  }

  private func accumulateFile(_ path: String, _ accumulator: inout Accumulator) throws(SourceError) {
    var resources: [Resource]
    do throws(SourceError) {
      resources = try ResourceReader.read(try loader.load(path), file: loader.display(path), shown: path)
      var map = ResourceMap()
      try map.append(resources)
    } catch {
      throw error.prefixed("accumulating resources from '\(path)'")
    }
    if let originPath {
      for i in resources.indices { resources[i].origin = Resource.Origin(path: joined(originPath, path)) }
    }
    do throws(SourceError) {
      try accumulator.map.append(resources)
    } catch {
      throw error.prefixed("merging resources from '\(path)'")
    }
  }

  private func accumulateComponent(_ path: String, _ accumulator: inout Accumulator) throws(SourceError) {
    let base: Loader<Tree>
    do throws(SourceError) {
      base = try loader.new(path)
    } catch {
      if context.options.ignoreMissingComponents && !Loader<Tree>.isRemote(path) { return }
      var wrapped = error
      wrapped.message = "loader.New \(GoText.quote(error.message))"
      throw wrapped
    }
    do throws(SourceError) {
      let target = try subTarget(base, path)
      if !target.kustomization.isComponent {
        throw SourceError(
          "expected kind 'Component' for path '\(base.displayRoot)' but got '\(target.kustomization.kind)'")
      }
      do throws(SourceError) {
        accumulator = try target.accumulate(accumulator)
      } catch {
        throw error.prefixed("recursed accumulation of path '\(base.displayRoot)'")
      }
    } catch {
      var wrapped = error
      wrapped.message = "accumulateDirectory: \(GoText.quote(error.message))"
      throw wrapped
    }
  }

  // MARK: - Generators

  private func runGenerators(_ accumulator: inout Accumulator) throws(SourceError) {
    for kind in ["ConfigMap", "Secret"] {
      for arguments in kustomization.list(kind == "Secret" ? "secretGenerator" : "configMapGenerator") {
        var resource = try Generator(loader: loader, options: kustomization.fields["generatorOptions"])
          .make(kind, arguments)
        resource.originFile = loader.display(fileName)
        if let originPath {
          resource.origin = Resource.Origin(
            configuredIn: joined(originPath, fileName), builtin: "\(kind)Generator")
        }
        do throws(SourceError) {
          try accumulator.map.absorb(resource)
        } catch {
          throw SourceError(file: loader.display(fileName), "merging from generator: \(error.message)")
        }
      }
    }
    let charts = kustomization.list("helmCharts") + kustomization.list("helmChartInflationGenerator")
    if let chart = charts.first {
      throw SourceError(
        file: loader.display(fileName),
        "trouble configuring builtin HelmChartInflationGenerator with config: `\n\(YAML.write(chart))`: "
          + "must specify --enable-helm",
        nextStep: "Make a HelmRelease of it; charts are not inflated here.")
    }
  }

  // MARK: - Transformers

  private func runTransformers(_ accumulator: inout Accumulator) throws(SourceError) {
    let transformers = try Transformers(kustomization, accumulator.config, loader).all()
    let file = loader.display(fileName)
    for (name, transformer) in transformers {
      do throws(SourceError) {
        try transformer(&accumulator.map)
      } catch {
        throw error.file.isEmpty ? SourceError(file: file, error.message, nextStep: error.nextStep) : error
      }
      if let originPath {
        let origin = Resource.Origin(configuredIn: joined(originPath, fileName), builtin: name)
        for i in accumulator.map.resources.indices {
          if accumulator.map.resources[i].origin == nil {
            accumulator.map.resources[i].origin = origin
          } else {
            accumulator.map.resources[i].transformations.append(origin)
          }
        }
      }
      accumulator.map.dropDeleted()
    }
  }
}
