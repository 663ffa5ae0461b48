import Foundation

/// A small server of Python's standard library on loopback: a chart repository, a registry with tokens, odd answers.
final class LoopbackServer {
  static let isAvailable = FileManager.default.isExecutableFile(atPath: "/usr/bin/python3")

  let port: Int
  let folder: URL
  private let process = Process()

  /// Serves the files below `folder` at `/files/`, at `/locked/` only to user u with password p@w; the blobs in
  /// `folder/blobs` and manifests in `folder/manifests` as a registry that wants a token.
  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("drydock-fetch-\(UUID().uuidString)")
    for name in ["blobs", "manifests"] {
      try FileManager.default.createDirectory(
        at: folder.appendingPathComponent(name), withIntermediateDirectories: true)
    }
    process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
    process.arguments = ["-c", Self.script, folder.path]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let line = String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self)
    guard let port = Int(line.trimmingCharacters(in: .whitespacesAndNewlines)) else {
      throw CocoaError(.fileReadUnknown)
    }
    self.port = port
  }

  deinit {
    stop()
    try? FileManager.default.removeItem(at: folder)
  }

  /// Children of a test process may have SIGTERM blocked.
  func stop() {
    guard process.isRunning else { return }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  func write(_ name: String, _ bytes: [UInt8]) throws {
    let file = folder.appendingPathComponent(name)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
  }

  func write(_ name: String, _ text: String) throws { try write(name, Array(text.utf8)) }

  private static let script = """
    import base64, hashlib, http.server, json, os, sys, urllib.parse
    root = sys.argv[1]
    basic = 'Basic ' + base64.b64encode(b'u:p@w').decode()
    class H(http.server.BaseHTTPRequestHandler):
        protocol_version = 'HTTP/1.1'
        def log_message(self, *a): pass
        def answer(self, code, body=b'', **headers):
            self.send_response(code)
            for k, v in headers.items(): self.send_header(k.replace('_', '-'), v)
            self.send_header('Content-Length', str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        def file(self, *names):
            path = os.path.join(root, *names)
            if os.path.isfile(path):
                with open(path, 'rb') as f: self.answer(200, f.read())
            else: self.answer(404, b'{"errors":[{"code":"NOT_FOUND","message":"nothing here"}]}')
        def do_GET(self):
            url = urllib.parse.urlsplit(self.path)
            query = urllib.parse.parse_qs(url.query)
            auth = self.headers.get('Authorization', '')
            parts = url.path.strip('/').split('/')
            if parts[0] == 'files': self.file(*parts[1:])
            elif parts[0] == 'locked':
                if auth == basic: self.file(*parts[1:])
                else: self.answer(401)
            elif parts[0] == 'away': self.answer(302, Location='http://localhost:%d/echo' % self.server.server_port)
            elif parts[0] == 'here': self.answer(302, Location='/echo')
            elif parts[0] == 'loop': self.answer(302, Location='/loop')
            elif parts[0] == 'echo': self.answer(200, auth.encode() or b'none')
            elif parts[0] == 'token':
                if query.get('service') != ['loopback'] or 'private' in query['scope'][0] and auth != basic:
                    self.answer(401, b'{"errors":[{"code":"UNAUTHORIZED","message":"who are you"}]}')
                else: self.answer(200, json.dumps({'token': 'T-' + query['scope'][0]}).encode())
            elif parts[0] == 'v2':
                name = '/'.join(parts[1:-2])
                if auth != 'Bearer T-repository:%s:pull' % name:
                    realm = 'http://127.0.0.1:%d/token' % self.server.server_port
                    self.answer(401, WWW_Authenticate='Bearer realm="%s",service="loopback",scope="repository:%s:pull"'
                        % (realm, name))
                elif parts[-2:] == ['tags', 'list']:
                    tags = sorted(os.listdir(os.path.join(root, 'manifests', *parts[1:-2])))
                    last = query.get('last', [''])[0]
                    page = [t for t in tags if t > last][:2]
                    headers = {}
                    if page and page[-1] != tags[-1]:
                        headers['Link'] = '</v2/%s/tags/list?last=%s>; rel="next"' % (name, page[-1])
                    self.answer(200, json.dumps({'name': name, 'tags': page}).encode(), **headers)
                elif parts[-2] == 'manifests': self.file('manifests', *parts[1:-2], parts[-1])
                elif parts[-2] == 'blobs': self.file('blobs', parts[-1])
                else: self.answer(404)
            else: self.answer(404)
    s = http.server.ThreadingHTTPServer(('127.0.0.1', 0), H)
    print(s.server_port, flush=True)
    s.serve_forever()
    """
}
