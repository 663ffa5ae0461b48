import KubeAPI

extension CheckReport {
  /// JUnit's XML as CI systems read it: a suite for the app, a test case for each finding, one for the proof.
  ///
  /// Errors and ways in that fail are failures; warnings and notes are cases that pass, with their text as output.
  public func junit() -> String {
    let all = self.all
    let failures = all.count { $0.severity == .error }
    let isPrivate = exposure.verdict == .private
    let count = all.count + 1
    var out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    out += "<testsuites name=\"drydock check\" tests=\"\(count)\" failures=\"\(failures)\" errors=\"0\">\n"
    out +=
      "  <testsuite name=\"\(CheckReport.xml(app))\" tests=\"\(count)\" failures=\"\(failures)\" errors=\"0\" "
      + "skipped=\"0\">\n"
    let proof = isPrivate ? "nothing is public" : "verdict \(exposure.verdict.rawValue)"
    out += "    <testcase classname=\"\(CheckReport.xml(app))\" name=\"\(proof)\">\n"
    out += "      <system-out>\(CheckReport.xml(exposure.summary))</system-out>\n    </testcase>\n"
    for finding in all {
      let place = finding.file.isEmpty ? app : "\(finding.file)\(finding.line > 0 ? ":\(finding.line)" : "")"
      out += "    <testcase classname=\"\(CheckReport.xml(finding.rule))\" name=\"\(CheckReport.xml(place))\""
      if !finding.file.isEmpty { out += " file=\"\(CheckReport.xml(finding.file))\"" }
      if finding.line > 0 { out += " line=\"\(finding.line)\"" }
      out += ">\n"
      let object = finding.object.isEmpty ? "" : "\(finding.object): "
      let next = finding.nextStep.isEmpty ? "" : "\nNext: \(finding.nextStep)"
      let text = CheckReport.xml(object + finding.message + next)
      if finding.severity == .error {
        out +=
          "      <failure type=\"\(CheckReport.xml(finding.rule))\" message=\"\(CheckReport.xml(finding.message))\">"
        out += "\(text)</failure>\n"
      } else {
        out += "      <system-out>\(text)</system-out>\n"
      }
      out += "    </testcase>\n"
    }
    return out + "  </testsuite>\n</testsuites>\n"
  }

  /// Text and attribute values; what XML 1.0 does not allow becomes U+FFFD.
  static func xml(_ text: String) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      case "\n": out += "&#10;"
      case "\t": out += "&#9;"
      case "\r": out += "&#13;"
      case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": out += "\u{FFFD}"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }
}
