import KubeAPI
import Manifest

extension CheckReport {
  /// SARIF 2.1.0 (OASIS): one run, its rules in the order of their first result. GitHub's code scanning reads it.
  ///
  /// - Parameter version: of the tool.
  public func sarif(version: String) -> Value {
    let all = self.all
    var rules: [String] = []
    for finding in all where !rules.contains(finding.rule) { rules.append(finding.rule) }
    let driver: Value = [
      "name": "drydock", "version": .string(version), "semanticVersion": .string(version),
      "rules": .array(
        rules.map { rule in
          [
            "id": .string(rule),
            "shortDescription": ["text": .string(CheckReport.title(ofRule: rule))],
          ]
        }),
    ]
    let results = all.map { finding -> Value in
      var text = finding.object.isEmpty ? finding.message : "\(finding.object): \(finding.message)"
      if !finding.nextStep.isEmpty { text += "\nNext: \(finding.nextStep)" }
      var result: Value = [
        "ruleId": .string(finding.rule), "ruleIndex": .int(Int64(rules.firstIndex(of: finding.rule) ?? 0)),
        "level": .string(CheckReport.level(finding.severity)), "message": ["text": .string(text)],
      ]
      // Code scanning shows nothing without a place: an app as a whole is its folder's first file.
      let file = finding.file.isEmpty ? "\(app)/kustomization.yaml" : finding.file
      let region: Value = ["startLine": .int(Int64(max(1, finding.line)))]
      result["locations"] = [
        [
          "physicalLocation": [
            "artifactLocation": ["uri": .string(CheckReport.uri(file)), "uriBaseId": "%SRCROOT%"], "region": region,
          ]
        ]
      ]
      result["partialFingerprints"] = [
        "drydock/v1": .string("\(finding.rule):\(file):\(finding.object):\(finding.message)")
      ]
      return result
    }
    return [
      "$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0",
      "runs": [["tool": ["driver": driver], "columnKind": "utf16CodeUnits", "results": .array(results)]],
    ]
  }

  static func level(_ severity: Finding.Severity) -> String {
    switch severity {
    case .error: "error"
    case .warning: "warning"
    default: "note"
    }
  }

  static func title(ofRule rule: String) -> String {
    let words = rule.split(separator: "-").joined(separator: " ")
    return words.prefix(1).uppercased() + words.dropFirst()
  }

  /// A relative reference (RFC 3986): what is neither unreserved nor a slash is percent-encoded.
  static func uri(_ path: String) -> String {
    let hex = Array("0123456789ABCDEF".utf8)
    var out: [UInt8] = []
    for byte in path.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "~"), UInt8(ascii: "/"):
        out.append(byte)
      default: out += [UInt8(ascii: "%"), hex[Int(byte >> 4)], hex[Int(byte & 15)]]
      }
    }
    return String(decoding: out, as: UTF8.self)
  }
}
