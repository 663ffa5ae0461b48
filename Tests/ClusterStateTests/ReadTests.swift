import ClusterState
import KubeAPI
import Manifest
import Testing

/// What kube-apiserver 1.36.2 answered to the same requests.
@Suite struct ReadTests {
  private static let maps = "/api/v1/namespaces/default/configmaps"
  private static let invalid = "ListOptions.meta.k8s.io \"\" is invalid: "

  private struct Case {
    var target: String
    var status: Int
    var message: String
    init(_ target: String, _ status: Int, _ message: String) {
      self.target = target
      self.status = status
      self.message = message
    }
  }

  private func check(_ cases: [Case], in cluster: inout ClusterState) {
    for item in cases {
      let answer = cluster.send("GET", item.target)
      #expect(answer.status == item.status, "\(item.target)")
      #expect(answer.body["message"]?.string ?? "" == item.message, "\(item.target)")
    }
  }

  @Test func listsRefuseOptionsThatDoNotGoTogether() {
    var cluster = ClusterState()
    let maps = ReadTests.maps
    let match = "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden"
    check(
      [
        Case(
          "\(maps)?resourceVersionMatch=Exact", 422, "\(ReadTests.invalid)\(match) unless resourceVersion is provided"),
        Case(
          "\(maps)?resourceVersion=1&resourceVersionMatch=Near", 422,
          ReadTests.invalid + "resourceVersionMatch: Unsupported value: \"Near\": supported values: \"Exact\", "
            + "\"NotOlderThan\", \"\""),
        Case(
          "\(maps)?resourceVersion=0&resourceVersionMatch=Exact", 422,
          ReadTests.invalid + "resourceVersionMatch: Forbidden: resourceVersionMatch \"exact\" is forbidden for "
            + "resourceVersion \"0\""),
        Case(
          "\(maps)?sendInitialEvents=true", 422,
          ReadTests.invalid + "sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list"),
        Case(
          "\(maps)?resourceVersion=abc", 400,
          "invalid resource version: resourceVersion: Invalid value: \"abc\": strconv.ParseUint: parsing \"abc\": "
            + "invalid syntax"),
        Case("\(maps)?limit=1&timeoutSeconds=abc", 400, "strconv.ParseInt: parsing \"abc\": invalid syntax"),
        Case(
          "\(maps)?watch=1&resourceVersion=1&resourceVersionMatch=NotOlderThan", 422,
          "\(ReadTests.invalid)\(match) for watch unless sendInitialEvents is provided"),
        Case(
          "\(maps)?watch=1&continue=abc", 422, "\(ReadTests.invalid)\(match) when continue is provided"),
        Case(
          "\(maps)?watch=1&sendInitialEvents=true&resourceVersionMatch=Exact", 422,
          ReadTests.invalid
            + "[resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch "
            + "to NotOlderThan, resourceVersionMatch: Unsupported value: \"Exact\": supported values: \"NotOlderThan\"]"
        ),
      ], in: &cluster)
  }

  @Test func continueTokensAreRead() {
    var cluster = ClusterState()
    let key = "invalid continue token: continue key is not valid: "
    func target(_ token: Value) -> String { "\(ReadTests.maps)?limit=1&continue=\(Base64.encode(JSON.bytes(token)))" }
    check(
      [
        Case(
          target(["rv": 1, "start": "x", "v": "v9"]), 400, key + "server does not recognize this encoded version v9"),
        Case(
          target(["rv": 1, "v": "meta.k8s.io/v1"]), 400, key + "encoded start key empty (version meta.k8s.io/v1)"),
        Case(
          target(["rv": 0, "start": "x", "v": "meta.k8s.io/v1"]), 400,
          key + "incorrect encoded start resourceVersion (version meta.k8s.io/v1)"),
      ], in: &cluster)
  }

  @Test func exactReadsThePast() throws {
    var cluster = ClusterState()
    try cluster.create(configMap("a"), by: "me")
    let then = cluster.revision
    try cluster.create(configMap("b"), by: "me")
    func names(_ query: String) -> [String] {
      (cluster.send("GET", ReadTests.maps + query).body["items"]?.array ?? []).map(\.name)
    }
    #expect(names("?resourceVersion=\(then)&resourceVersionMatch=Exact") == ["a"])
    #expect(names("?resourceVersion=\(then)&resourceVersionMatch=NotOlderThan") == ["a", "b"])
    #expect(names("?resourceVersion=\(then)&limit=5") == ["a"])
  }

  @Test func selectorsSayWhatIsWrong() {
    var cluster = ClusterState()
    let maps = ReadTests.maps
    let long = String(repeating: "b", count: 70)
    check(
      [
        Case("\(maps)?labelSelector=a=b=c", 400, "found '=', expected: ',' or 'end of string'"),
        Case(
          "\(maps)?labelSelector=a=\(long)", 400,
          "unable to parse requirement: values[0][a]: Invalid value: \"\(long)\": must be no more than 63 bytes"),
        Case(
          "\(maps)?labelSelector=a%3Eb", 400,
          "unable to parse requirement: values[0]: Invalid value: \"b\": for 'Gt', 'Lt' operators, the value must be an "
            + "integer"),
        Case(
          "/apis/batch/v1/namespaces/default/jobs?fieldSelector=status.x=1", 400,
          "field label \"status.x\" not supported for Job"),
      ], in: &cluster)
  }

  @Test func acceptIsNegotiated() {
    var cluster = ClusterState()
    func ask(_ target: String, _ accept: String) -> APIResponse {
      cluster.handle(APIRequest(method: "GET", target: target, headers: [("accept", accept)]))
    }
    let missing = ask("\(ReadTests.maps)/none", "application/yaml")
    #expect(missing.status == 404)
    #expect(missing.header("content-type") == "application/yaml")
    #expect(String(decoding: missing.body, as: UTF8.self).hasPrefix("apiVersion: v1\ncode: 404\n"))
    #expect(ask("\(ReadTests.maps)/none", "application/vnd.kubernetes.protobuf").body.starts(with: Array("k8s\0".utf8)))
    #expect(ask(ReadTests.maps, "application/*").status == 406)
    #expect(ask("/apis/apps/v1", "text/csv").status == 406)
    #expect(ask("/apis/apps", "application/yaml").header("content-type") == "application/yaml")
    let aggregated = ask("/api", "application/yaml;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList")
    #expect(
      aggregated.header("content-type") == "application/yaml;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList")
    let table = "application/vnd.kubernetes.protobuf;as=Table;v=v1;g=meta.k8s.io"
    #expect(ask(ReadTests.maps, table).status == 406)
    #expect(ask("\(ReadTests.maps)?watch=1", "application/yaml").status == 406)
  }

  @Test func methodsThatRoutesDoNotKnow() {
    var cluster = ClusterState()
    for (method, target) in [
      ("HEAD", ReadTests.maps), ("POST", "/api/v1/configmaps"), ("DELETE", "/api/v1/configmaps"),
      ("POST", "/apis/apps/v1"), ("POST", "/version"),
    ] {
      #expect(cluster.send(method, target).status == 405, "\(method) \(target)")
    }
    #expect(cluster.send("POST", "/apis").status == 200)
  }

  @Test func checksOfHealthAreListed() {
    var cluster = ClusterState()
    let request = APIRequest(method: "GET", target: "/livez?verbose&exclude=etcd&exclude=nonesuch")
    let text = String(decoding: cluster.handle(request).body, as: UTF8.self)
    #expect(text.hasPrefix("[+]ping ok\n[+]log ok\n[+]loopback-serving-certificate ok\n[+]etcd excluded: ok\n"))
    #expect(
      text.hasSuffix(
        "[+]poststarthook/apiservice-openapiv3-controller ok\n"
          + "warn: some health checks cannot be excluded: no matches for \"nonesuch\"\nlivez check passed\n"))
    let hook = APIRequest(method: "GET", target: "/healthz/poststarthook/rbac/bootstrap-roles")
    #expect(cluster.handle(hook).body == Array("ok".utf8))
  }

  @Test func watchesFromBeforeTheServerAreTooOld() {
    var cluster = ClusterState()
    let response = cluster.handle(APIRequest(method: "GET", target: "\(ReadTests.maps)?watch=1&resourceVersion=1"))
    guard var stream = response.watch else {
      Issue.record("no stream")
      return
    }
    let text = String(decoding: stream.next(in: cluster), as: UTF8.self)
    #expect(text.hasPrefix("{\"type\":\"ERROR\""))
    #expect(text.contains("too old resource version: 1 ("))
    #expect(stream.isFinished)
  }
}
