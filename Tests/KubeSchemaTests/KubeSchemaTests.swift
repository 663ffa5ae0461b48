import KubeAPI
import Manifest
import Testing

@testable import KubeSchema

@Suite struct KubeSchemaTests {
  let schema = KubeSchema.builtin

  @Test func everyReferenceOfTheTypeTableResolves() {
    func visit(_ shape: FieldShape, _ place: String) {
      switch shape {
      case .any where !place.hasSuffix("JSON"): break
      case .array(let inner), .map(let inner): visit(inner, place)
      case .type: #expect(schema.types.type(of: shape) != nil, "\(place)")
      default: break
      }
    }
    for type in schema.types.all {
      for field in type.fields { visit(field.shape, "\(type.name).\(field.name)") }
    }
  }

  @Test func everyStoredKindHasATypeAndAMessage() {
    for resource in schema.resources where resource.isStored {
      let type = schema.type(group: resource.group, version: resource.version, kind: resource.kind)
      #expect(type != nil, "\(resource.qualifiedPlural)")
      if let type, !type.name.contains("apiextensions"), !type.name.contains("aggregator") {
        #expect(schema.messages.ofType(type.name) != nil, "\(type.name)")
      }
    }
  }

  @Test func secretsTakeTheirTextsIntoTheirData() throws {
    let secret: Value = [
      "apiVersion": "v1", "kind": "Secret", "metadata": ["name": "s"], "data": ["a": "YQ=="],
      "stringData": ["a": "new", "b": "two"],
    ]
    let read = try schema.decode(secret, group: "", version: "v1", kind: "Secret").object
    #expect(read["data"] == ["a": "bmV3", "b": "dHdv"])
    #expect(read["stringData"] == nil)
  }

  @Test func unknownFieldsAreNamedInTheOrderOfTheDocument() throws {
    let pod: Value = [
      "spec": ["containers": [["name": "c", "nope": 1]], "more": true], "metadata": ["name": "p", "labels": [:]],
    ]
    let read = try schema.decode(pod, group: "", version: "v1", kind: "Pod")
    #expect(
      read.unknownFields == ["unknown field \"spec.containers[0].nope\"", "unknown field \"spec.more\""])
  }

  @Test(arguments: [
    ("1.5Gi", "1536Mi"), ("0.5", "500m"), ("1024Mi", "1Gi"), ("1e3", "1e3"), ("0.1n", "1n"), ("100000m", "100"),
    ("1000k", "1M"), ("0.0Mi", "0"), ("1500", "1500"), ("512", "512"), ("2048Ki", "2Mi"), ("-1.5", "-1500m"),
    ("99999999999999999999E", "9223372036854775807"),
  ])
  func quantitiesAreCanonical(text: String, canonical: String) throws {
    #expect(try Quantity(text).description == canonical)
  }

  @Test(arguments: ["", "1.2.3", "1Gib", "Mi", "1 Gi", "--1", "e3"])
  func whatIsNoQuantityIsRefused(text: String) {
    #expect(throws: Quantity.ParseError.self) { try Quantity(text) }
  }

  @Test func schedulesAreReadAsCronDoes() {
    #expect(CronSchedule.complaint("*/5 1-3 * JAN mon") == nil)
    #expect(CronSchedule.complaint("@every 1h") == nil)
    #expect(CronSchedule.complaint("61 * * * *") == "end of range (61) above maximum (59): 61")
    #expect(CronSchedule.complaint("* * *") == "expected exactly 5 fields, found 3: [* * *]")
    #expect(CronSchedule.complaint("5-1 * * * *") == "beginning of range (5) beyond end of range (1): 5-1")
  }

  @Test func theCustomKindsAreSound() throws {
    let resource = try #require(
      schema.resource(group: "apiextensions.k8s.io", version: "v1", kind: "CustomResourceDefinition"))
    for definition in KubeSchema.flux + KubeSchema.onepassword + KubeSchema.tailscale {
      var object = try schema.decode(
        definition, group: "apiextensions.k8s.io", version: "v1", kind: "CustomResourceDefinition"
      ).object
      schema.applyDefaults(&object, resource)
      schema.prepareForCreate(&object, resource)
      #expect(schema.validate(object, old: nil, resource).map(\.description) == [], "\(definition.name)")
    }
  }

  @Test func fluxDefaultsAreFilledIn() throws {
    let definition = try #require(KubeSchema.flux.first { $0.name == "kustomizations.kustomize.toolkit.fluxcd.io" })
    let custom = try #require(CustomResourceSchema(definition, version: "v1"))
    var object: Value = [
      "apiVersion": "kustomize.toolkit.fluxcd.io/v1", "kind": "Kustomization",
      "metadata": ["name": "k", "namespace": "n"],
      "spec": ["interval": "10m", "prune": true, "sourceRef": ["kind": "GitRepository", "name": "g"], "nope": 1],
    ]
    #expect(custom.prune(&object) == ["unknown field \"spec.nope\""])
    custom.applyDefaults(&object)
    #expect(object.at("spec", "force") == false)
    #expect(custom.validate(object).isEmpty)
    object.set("often", at: "spec", "interval")
    #expect(custom.validate(object).first?.field == "spec.interval")
  }

  @Test func aPodKeepsItsSpec() throws {
    let resource = try #require(schema.resource(group: "", version: "v1", kind: "Pod"))
    var old: Value = [
      "metadata": ["name": "p", "namespace": "n"], "spec": ["containers": [["name": "c", "image": "i:1"]]],
    ]
    schema.applyDefaults(&old, resource)
    var new = old
    new.set([["name": "c", "image": "i:2"]], at: "spec", "containers")
    schema.applyDefaults(&new, resource)
    #expect(schema.validate(new, old: old, resource).isEmpty)
    new.set("other", at: "spec", "schedulerName")
    let error = try #require(schema.validate(new, old: old, resource).first)
    #expect(error.field == "spec" && error.kind == .forbidden)
    #expect(error.detail.contains("- \"SchedulerName\": \"default-scheduler\",\n+ \"SchedulerName\": \"other\","))
  }

  @Test(.enabled(if: Transcript.isThere))
  func refusalsAreThoseOfTheRealServer() throws {
    var checked = 0
    var failures: [String] = []
    for name in try Transcript.all() {
      let outcome = try Transcript.run(name)
      checked += outcome.checked
      failures += outcome.failures
    }
    #expect(failures == [])
    #expect(checked > 250)
  }

  @Test(.enabled(if: Transcript.isThere))
  func defaultsAreThoseOfTheRealServer() throws {
    var failures: [String] = []
    for name in [
      "defaults-daemonset", "defaults-deployment", "defaults-job", "defaults-pod", "defaults-replicaset",
      "defaults-service", "defaults-statefulset", "kind-cronjob", "kind-hpa", "kind-networkpolicy", "kind-pvc",
      "kind-limitrange", "kind-ingressclass", "kind-priorityclass", "kind-endpointslice",
    ] {
      failures += try Transcript.runDefaults(name)
    }
    #expect(failures == [])
  }
}
