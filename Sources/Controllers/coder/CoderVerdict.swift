/// What a Coder server decided about its configuration when it started.
public struct CoderVerdict: Sendable, Hashable {
}
