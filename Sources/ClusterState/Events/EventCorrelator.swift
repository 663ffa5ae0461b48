import KubeAPI

/// What client-go's event recorder keeps to itself: too many similar events become one, too many at all are dropped
/// (`tools/record`, events_cache.go: EventAggregator, EventSourceObjectSpamFilter).
struct EventCorrelator: Sendable {
  /// From that many different messages about one thing in ten minutes on, they become one event.
  private static let similar = 10
  private static let interval = Duration.seconds(600)
  /// Events of one component about one object: so many at once, then one in five minutes.
  private static let burst = 25.0
  private static let refill = 1.0 / 300

  struct Source: Sendable, Hashable {
    var component: String
    var object: String
  }

  struct Reason: Sendable, Hashable {
    var source: Source
    var type: String
    var reason: String
  }

  private struct Similar: Sendable {
    var messages: Set<String> = []
    var last: Instant
  }

  private struct Bucket: Sendable {
    var tokens: Double
    var last: Instant
  }

  private var seen = Recent<Reason, Similar>()
  private var buckets = Recent<Source, Bucket>()

  /// The message to record, shared by events that are combined; `nil` when the event is dropped.
  mutating func admit(_ reason: Reason, _ message: String, at now: Instant) -> (message: String, isCombined: Bool)? {
    var similar = seen[reason] ?? Similar(last: now)
    if now - similar.last > EventCorrelator.interval { similar.messages = [] }
    similar.last = now
    similar.messages.insert(message)
    let isCombined = similar.messages.count >= EventCorrelator.similar
    if isCombined { similar.messages.remove(message) }
    seen[reason] = similar
    var bucket = buckets[reason.source] ?? Bucket(tokens: EventCorrelator.burst, last: now)
    let passed = Double((now - bucket.last).components.seconds)
    bucket.tokens = min(EventCorrelator.burst, bucket.tokens + passed * EventCorrelator.refill)
    bucket.last = passed > 0 ? now : bucket.last
    let isAdmitted = bucket.tokens >= 1
    if isAdmitted { bucket.tokens -= 1 }
    buckets[reason.source] = bucket
    guard isAdmitted else { return nil }
    return (isCombined ? "(combined from similar events): " + message : message, isCombined)
  }
}

/// A dictionary that forgets its oldest keys: as many are kept as the recorder's caches hold.
struct Recent<Key: Hashable & Sendable, Element: Sendable>: Sendable {
  private static var limit: Int { 4096 }

  private var elements: [Key: Element] = [:]
  private var order: [Key] = []
  private var first = 0

  subscript(key: Key) -> Element? {
    get { elements[key] }
    set {
      guard let newValue else { return }
      if elements.updateValue(newValue, forKey: key) != nil { return }
      order.append(key)
      guard elements.count > Recent.limit else { return }
      elements[order[first]] = nil
      first += 1
      if first > Recent.limit {
        order.removeFirst(first)
        first = 0
      }
    }
  }
}
