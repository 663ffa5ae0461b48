import Foundation
import Testing
import Vendir

@testable import Fetch

/// The real client against a small server of Python's standard library on loopback.
@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/python3"))) struct HTTPFetcherTests {
  private static let script = """
    import base64, http.server, sys
    class H(http.server.BaseHTTPRequestHandler):
        protocol_version = 'HTTP/1.1'
        def log_message(self, *a): pass
        def answer(self, code, body=b'', **headers):
            self.send_response(code)
            for k, v in headers.items(): self.send_header(k.replace('_', '-'), v)
            if 'Content_Length' not in headers: self.send_header('Content-Length', str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        def do_GET(self):
            auth = self.headers.get('Authorization', '')
            if self.path == '/plain': self.answer(200, b'hello')
            elif self.path == '/auth':
                ok = auth == 'Basic ' + base64.b64encode(b'u:p@w').decode()
                self.answer(200 if ok else 401, auth.encode() if not ok else b'in')
            elif self.path == '/redirect': self.answer(302, Location='/plain')
            elif self.path == '/loop': self.answer(302, Location='/loop')
            elif self.path == '/away': self.answer(302, Location='http://localhost:%d/echo' % self.server.server_port)
            elif self.path == '/echo': self.answer(200, auth.encode() or b'none')
            elif self.path == '/big': self.answer(200, b'x' * 100000)
            elif self.path == '/cut':
                self.answer(200, b'short', Content_Length='1000')
                self.close_connection = True
            else: self.answer(404)
    s = http.server.ThreadingHTTPServer(('127.0.0.1', 0), H)
    print(s.server_port, flush=True)
    s.serve_forever()
    """

  @Test func talksHTTP() async throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
    process.arguments = ["-c", Self.script]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    // Children of a test process may have SIGTERM blocked.
    defer { kill(process.processIdentifier, SIGKILL) }
    let line = String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self)
    let port = try #require(Int(line.trimmingCharacters(in: .whitespacesAndNewlines)))
    let base = "http://127.0.0.1:\(port)"
    let fetcher = HTTPFetcher()
    func get(_ path: String, limit: Int = 1 << 20, _ user: FetchRequest.Credentials? = nil) async -> String {
      do {
        let response = try await fetcher.get(FetchRequest(base + path, credentials: user, limit: limit))
        return "\(response.status) \(String(decoding: response.bytes.prefix(40), as: UTF8.self))"
      } catch { return error.reason }
    }
    let user = FetchRequest.Credentials(user: "u", password: "p@w")
    #expect(await get("/plain") == "200 hello")
    #expect(await get("/redirect") == "200 hello")
    #expect(await get("/auth", user) == "200 in")
    #expect(await get("/auth").hasPrefix("401"))
    #expect(await get("/nothing") == "404 ")
    #expect(await get("/big", limit: 1000) == "has 100000 bytes, more than 1000")
    #expect(await get("/loop").contains("circle"))
    // A redirect to another host must not carry the password along.
    #expect(await get("/away", user) == "200 none")
    #expect(await get("/cut").isEmpty == false)
    let embedded = try await fetcher.get(FetchRequest("http://u:p%40w@127.0.0.1:\(port)/auth"))
    #expect(embedded.status == 200)
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    let gone = await get("/plain")
    #expect(gone == "cannot connect to 127.0.0.1", "\(gone)")
  }

  @Test func proxies() {
    let environment = ProxyEnvironment(
      https: "http://u:p%3A@proxy.test:3128", http: "other.test:80",
      exceptions: "internal.test, .corp.test,*.x.test,10.0.0.1:8443")
    #expect(
      environment.proxy(for: "https://a.test/x") == .init(host: "proxy.test", port: 3128, user: "u", password: "p:"))
    #expect(environment.proxy(for: "http://a.test")?.host == "other.test")
    for url in [
      "https://localhost/x", "https://127.0.0.1:9", "https://internal.test", "https://a.corp.test", "https://b.x.test",
      "https://10.0.0.1:8443/",
    ] {
      #expect(environment.proxy(for: url) == nil, "\(url)")
    }
    #expect(environment.proxy(for: "https://10.0.0.1/") != nil)
    #expect(FetchError("https://u:secret@h/x", "y").description == "https://h/x: y")
  }
}
