import Manifest

/// `intstr.GetScaledValueFromIntOrPercent`: a number as it is, a percentage of the total rounded up or down.
enum IntOrPercent {
  static func resolve(_ value: Value?, of total: Int64, roundUp: Bool) -> Int64? {
    guard let value, !value.isNull else { return nil }
    if let number = value.int { return number }
    guard let text = value.string, text.hasSuffix("%"), let percent = Int64(text.dropLast()) else { return nil }
    let (product, overflow) = percent.multipliedReportingOverflow(by: total)
    if overflow || product < 0 { return nil }
    return roundUp ? (product + 99) / 100 : product / 100
  }
}
