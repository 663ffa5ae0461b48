/// What would settle an unknown entry, or close a public one.
enum NextStep {
  /// By what listens, in the words that the rules use. A listener that is not here needs no advice.
  private static let byListener: [(listener: String, unknown: String, open: String)] = [
    ("object", "Correct the field, or render the object with the tool that made it.", ""),
    ("recipe", "Check the rendered app directory, so that what it makes is judged.", ""),
    (
      "load balancer",
      "Use a load balancer class or an internal annotation whose provider is known, put its address pool into the set, "
        + "or say cloud or loadBalancer.default in the context.",
      "Make it a ClusterIP behind a Tailscale Ingress, or use loadBalancerClass tailscale with "
        + "allocateLoadBalancerNodePorts false."
    ),
    ("NLB", "Set the scheme to internal.", "Set the scheme annotation to internal."),
    ("ALB", "Set the scheme to internal, or put the IngressClassParams into the set.", "Set the scheme to internal."),
    (
      "node port", "",
      "Set allocateLoadBalancerNodePorts to false and name no nodePort, or say nodeAddresses private in the context."
    ),
    ("host network", "", "Drop hostNetwork, or say nodeAddresses private in the context."),
    ("host ports", "", "Use loadBalancerClass tailscale, or say nodeAddresses private in the context."),
    ("host port", "Write an address into hostIP.", "Drop hostPort, or say nodeAddresses private in the context."),
    ("external IP", "", "Drop the external IP, or use an address of the tailnet or of a private block."),
    ("Funnel", "", "Remove the annotation tailscale.com/funnel, or AllowFunnel from the serve configuration."),
    ("tailscale funnel", "", "Use tailscale serve."),
    ("tailscale serve", "Put the ConfigMap or Secret with the serve configuration into the set.", ""),
    (
      "Ingress",
      "Use ingressClassName tailscale, put the controller and its Service into the set, or say "
        + "ingress.classes.NAME.reach in the context.", "Use ingressClassName tailscale."
    ),
    (
      "Gateway",
      "Put its GatewayClass and front into the set, or say entrances or gateway.classes in the context.",
      "Let its front reach the tailnet only."
    ),
    ("proxy", "Put the proxy and its Service into the set, or say the reach of its class in the context.", ""),
    ("Service", "Put what it names into the set.", ""),
    (
      "Coder tunnel", "Write CODER_ACCESS_URL as a plain value, or put the object that holds it into the set.",
      "Set CODER_ACCESS_URL to the address that people use."
    ),
    (
      "tunnel", "Remove the variable or the tunnel.",
      "Remove the tunnel; the tailnet reaches the Service through a Tailscale Ingress."
    ),
    ("overlay network", "Use the tailnet, or take the workload out of the app.", ""),
    ("second network", "Take the second network away.", ""),
    ("maker", "Let git hold what it makes.", ""),
    ("Knative route", "Label it networking.knative.dev/visibility: cluster-local.", ""),
    ("ngrok endpoint", "Take the endpoint away.", "Take the endpoint away."),
  ]

  static func text(_ way: Way) -> String {
    guard way.reach > .tailnet else { return "" }
    let row = byListener.first { way.listener == $0.listener || way.listener.hasPrefix($0.listener + " ") }
    guard let row else {
      return way.reach == .unknown ? "Put what it hangs on into the set, or say entrances in the context." : ""
    }
    let text = way.reach == .unknown ? row.unknown : row.open
    return text.isEmpty && way.reach == .unknown ? "Put what it hangs on into the set." : text
  }
}
