import KubeAPI
import Manifest

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
      "  <testsuite name=\"\(XMLText.escape(app))\" tests=\"\(count)\" failures=\"\(failures)\" errors=\"0\" "
      + "skipped=\"0\">\n"
    let proof = isPrivate ? "nothing is public" : "verdict \(exposure.verdict.rawValue)"
    out += "    <testcase classname=\"\(XMLText.escape(app))\" name=\"\(proof)\">\n"
    out += "      <system-out>\(XMLText.escape(exposure.summary))</system-out>\n    </testcase>\n"
    for finding in all {
      let place = finding.file.isEmpty ? app : "\(finding.file)\(finding.line > 0 ? ":\(finding.line)" : "")"
      out += "    <testcase classname=\"\(XMLText.escape(finding.rule))\" name=\"\(XMLText.escape(place))\""
      if !finding.file.isEmpty { out += " file=\"\(XMLText.escape(finding.file))\"" }
      if finding.line > 0 { out += " line=\"\(finding.line)\"" }
      out += ">\n"
      let object = finding.object.isEmpty ? "" : "\(finding.object): "
      let next = finding.nextStep.isEmpty ? "" : "\nNext: \(finding.nextStep)"
      let text = XMLText.escape(object + finding.message + next)
      if finding.severity == .error {
        out +=
          "      <failure type=\"\(XMLText.escape(finding.rule))\" message=\"\(XMLText.escape(finding.message))\">"
        out += "\(text)</failure>\n"
      } else {
        out += "      <system-out>\(text)</system-out>\n"
      }
      out += "    </testcase>\n"
    }
    return out + "  </testsuite>\n</testsuites>\n"
  }
}
