import Manifest
import Testing

@testable import KubeSchema

/// The reader for objects that fit must say the same as the one that knows the words, or nothing.
struct FittingCodecTests {
  private func type(_ kind: String) throws -> TypeSchema {
    let group = ["Deployment": "apps", "CustomResourceDefinition": "apiextensions.k8s.io"][kind] ?? ""
    return try #require(KubeSchema.builtin.type(group: group, version: "v1", kind: kind))
  }

  private func slowly(_ value: Value, _ type: TypeSchema) throws -> (object: Value, unknown: [String]) {
    var codec = TypedCodec(table: .builtin)
    let object = try codec.object(value, type, path: "", context: type.shortName)
    return (object, codec.unknown)
  }

  private static let fitting: [(kind: String, text: String)] = [
    ("ConfigMap", #"{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"a"},"data":{"b":"c"}}"#),
    ("ConfigMap", #"{"data":{},"metadata":{"labels":null,"name":"a"},"kind":"ConfigMap","apiVersion":"v1"}"#),
    ("ConfigMap", #"{"metadata":{"creationTimestamp":null,"name":"","annotations":{"z":"1","a":"2"}}}"#),
    ("ConfigMap", #"{"immutable":false,"binaryData":{"a":"eA=="}}"#),
    ("Secret", #"{"metadata":{"name":"s"},"data":{"a":"YQ==","b":""},"type":""}"#),
    ("Pod", #"{"metadata":{"creationTimestamp":"2026-02-28T23:59:59Z"},"spec":{"containers":[{"name":"a"}]}}"#),
    ("Pod", #"{"metadata":{"creationTimestamp":"2026-02-28T23:59:59.5+01:00"},"status":{"phase":""}}"#),
    ("Pod", #"{"spec":{"containers":[],"nodeName":"","hostNetwork":false,"tolerations":[{"tolerationSeconds":0}]}}"#),
    (
      "Pod",
      #"{"spec":{"containers":[{"image":"i","name":"a","resources":{"limits":{"cpu":"1000m","memory":"1Gi"}}}]}}"#
    ),
    ("Pod", #"{"spec":{"containers":[{"name":"a","ports":[{"containerPort":80}]}],"securityContext":{}}}"#),
    ("Service", #"{"spec":{"ports":[{"port":80,"targetPort":"http"},{"targetPort":8080,"port":81}]},"status":{}}"#),
    ("Deployment", #"{"spec":{"replicas":0,"paused":false,"template":{},"selector":{"matchLabels":{"a":"b"}}}}"#),
    ("Deployment", #"{"spec":{"strategy":{"rollingUpdate":{"maxSurge":"25%","maxUnavailable":1}}}}"#),
    ("Event", #"{"eventTime":"2026-01-02T03:04:05.000006Z","firstTimestamp":null,"count":0}"#),
  ]

  @Test func saysTheSameOfWhatFits() throws {
    for (kind, text) in FittingCodecTests.fitting {
      let (value, type) = (try JSON.parse(text), try type(kind))
      let fast = try #require(FittingCodec.builtin.object(value, type), "\(text)")
      let slow = try slowly(value, type)
      #expect(slow.unknown.isEmpty)
      #expect(JSON.write(fast, sortedKeys: false) == JSON.write(slow.object, sortedKeys: false), "\(text)")
      // What came out fits as it is.
      let again = try #require(FittingCodec.builtin.object(fast, type))
      #expect(JSON.write(again, sortedKeys: false) == JSON.write(fast, sortedKeys: false))
    }
  }

  private static let unfit: [(kind: String, text: String)] = [
    ("ConfigMap", #"{"data":{"b":1}}"#), ("ConfigMap", #"{"dta":{}}"#), ("ConfigMap", #"{"data":{"b":null}}"#),
    ("ConfigMap", #"{"binaryData":{"a":"="}}"#), ("ConfigMap", #"{"metadata":[]}"#), ("ConfigMap", #"[]"#),
    ("Pod", #"{"spec":{"containers":[null]}}"#), ("Pod", #"{"spec":{"containers":[{"ports":[{"hostPort":3e9}]}]}}"#),
    ("Pod", #"{"metadata":{"creationTimestamp":"2026-02-30T00:00:00Z"}}"#),
    ("Pod", #"{"spec":{"containers":[{"resources":{"limits":{"cpu":"x"}}}]}}"#),
    ("Service", #"{"spec":{"ports":[{"targetPort":3000000000}]}}"#),
    ("CustomResourceDefinition", #"{"spec":{"versions":[{"schema":{"openAPIV3Schema":{"items":{}}}}]}}"#),
  ]

  @Test func leavesTheRestToTheCodec() throws {
    for (kind, text) in FittingCodecTests.unfit {
      #expect(FittingCodec.builtin.object(try JSON.parse(text), try type(kind)) == nil, "\(text)")
    }
  }
}
