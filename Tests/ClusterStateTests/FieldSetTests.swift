import Manifest
import Testing

@testable import ClusterState

struct FieldSetTests {
  private func set(_ paths: [[String]]) -> FieldSet {
    var set = FieldSet()
    for path in paths { set.insert(path) }
    return set
  }

  @Test func nodesOfTheSameStepBecomeOne() {
    let list = [["v:2"], ["v:1", "f:a"], ["v:1"], ["v:1", "f:b"]].flatMap { set([$0]).nodes }
    #expect(FieldSet(of: list) == set([["v:1"], ["v:1", "f:a"], ["v:1", "f:b"], ["v:2"]]))
    #expect(FieldSet(of: []) == FieldSet())
  }

  /// As `kubectl apply --server-side` of a Pod leaves it: keyed items, empty maps, labels.
  @Test func fieldsOfAPod() throws {
    let pod = try JSON.parse(
      #"""
      {"apiVersion":"v1","kind":"Pod","metadata":{"labels":{"b":"1","a":"2"},"annotations":{}},"spec":{"containers":
      [{"name":"m","image":"i","ports":[{"containerPort":80}]}],"nodeSelector":null}}
      """#)
    let fields = TypedValue.fields(of: pod, MergeShape.of(apiVersion: "v1", kind: "Pod"))
    #expect(
      JSON.write(fields.fieldsV1, sortedKeys: false)
        == #"{"f:apiVersion":{},"f:kind":{},"f:metadata":{"f:annotations":{},"f:labels":{"f:a":{},"f:b":{}}},"#
        + #""f:spec":{"f:containers":{"k:{\"name\":\"m\"}":{".":{},"f:image":{},"f:name":{},"f:ports":"#
        + #"{"k:{\"containerPort\":80,\"protocol\":\"TCP\"}":{".":{},"f:containerPort":{}}}}},"f:nodeSelector":{}}}"#)
  }

  /// An apply that says again what it said keeps what others have set beside it.
  @Test func whatIsSaidAgainIsKept() throws {
    var cluster = ClusterState()
    func config(_ data: String) throws -> Value {
      try JSON.parse(
        #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c","namespace":"default"},"data":\#(data)}"#)
    }
    try cluster.apply(try config(#"{"a":"1","b":"1"}"#), by: "one", force: false)
    try cluster.apply(try config(#"{"c":"1"}"#), by: "two", force: false)
    let again = try cluster.apply(try config(#"{"a":"2","b":"1"}"#), by: "one", force: false)
    #expect(again["data"] == ["a": "2", "b": "1", "c": "1"])
    let less = try cluster.apply(try config(#"{"a":"2"}"#), by: "one", force: false)
    #expect(less["data"] == ["a": "2", "c": "1"])
  }
}
