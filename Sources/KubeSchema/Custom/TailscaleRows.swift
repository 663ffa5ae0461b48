// Written by Scripts/custom-tables.py; do not edit.

extension CustomKinds {
  static let tailscaleRows: StaticString = #"""
    = tailscale.com v1alpha1 Cluster {"kind":"Connector","listKind":"ConnectorList","plural":"connectors","shortNames":["cn"],"singular":"connector"}
    | {"jsonPath":".status.subnetRoutes","name":"SubnetRoutes","type":"string"}
    | {"jsonPath":".status.isExitNode","name":"IsExitNode","type":"string"}
    | {"jsonPath":".status.isAppConnector","name":"IsAppConnector","type":"string"}
    | {"jsonPath":".status.conditions[?(@.type == \"ConnectorReady\")].reason","name":"Status","type":"string"}
    | {"jsonPath":".metadata.creationTimestamp","name":"Age","type":"date"}
    - o
     apiVersion s
     kind s
     metadata o
     spec! o
      ? {"rule":"has(self.subnetRouter) || (has(self.exitNode) && self.exitNode == true) || has(self.appConnector)","message":"A Connector needs to have at least one of exit node, subnet router or app connector configured."}
      ? {"rule":"!((has(self.subnetRouter) || (has(self.exitNode)  && self.exitNode == true)) && has(self.appConnector))","message":"The appConnector field is mutually exclusive with exitNode and subnetRouter fields."}
      ? {"rule":"!(has(self.hostname) && has(self.replicas) && self.replicas > 1)","message":"The hostname field cannot be specified when replicas is greater than 1."}
      ? {"rule":"!(has(self.hostname) && has(self.hostnamePrefix))","message":"The hostname and hostnamePrefix fields are mutually exclusive."}
      appConnector o
       routes a {"minItems":1}
        [] s:cidr
      exitNode b
      hostname s {"pattern":"^[a-z0-9][a-z0-9-]{0,61}[a-z0-9]$"}
      hostnamePrefix s {"pattern":"^[a-z0-9][a-z0-9-]{0,61}$"}
      proxyClass s
      replicas i:int32 {"minimum":0}
      subnetRouter o
       advertiseRoutes! a {"minItems":1}
        [] s:cidr
      tags a
       [] s {"pattern":"^tag:[a-zA-Z][a-zA-Z0-9-]*$"}
      tailnet s
       ? {"rule":"self == oldSelf","message":"Connector tailnet is immutable"}
     status o
      conditions a {"x-kubernetes-list-map-keys":["type"],"x-kubernetes-list-type":"map"}
       [] o
        lastTransitionTime! s:date-time
        message! s {"maxLength":32768}
        observedGeneration i:int64 {"minimum":0}
        reason! s {"maxLength":1024,"minLength":1,"pattern":"^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$"}
        status! s {"enum":["True","False","Unknown"]}
        type! s {"maxLength":316,"pattern":"^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$"}
      devices a
       [] o
        hostname s
        tailnetIPs a
         [] s
      hostname s
      isAppConnector b
      isExitNode b
      subnetRoutes s
      tailnetIPs a
       [] s
    = tailscale.com v1alpha1 Cluster {"kind":"DNSConfig","listKind":"DNSConfigList","plural":"dnsconfigs","shortNames":["dc"],"singular":"dnsconfig"}
    | {"jsonPath":".status.nameserver.ip","name":"NameserverIP","type":"string"}
    | {"jsonPath":".metadata.creationTimestamp","name":"Age","type":"date"}
    - o
     apiVersion s
     kind s
     metadata o
     spec! o
      nameserver! o
       image o
        repo s
        tag s
       pod o
        affinity o
         nodeAffinity o
          preferredDuringSchedulingIgnoredDuringExecution a {"x-kubernetes-list-type":"atomic"}
           [] o
            preference! o {"x-kubernetes-map-type":"atomic"}
             matchExpressions a {"x-kubernetes-list-type":"atomic"}
              [] o
               key! s
               operator! s
               values a {"x-kubernetes-list-type":"atomic"}
                [] s
             matchFields a {"x-kubernetes-list-type":"atomic"}
              [] o
               key! s
               operator! s
               values a {"x-kubernetes-list-type":"atomic"}
                [] s
            weight! i:int32
          requiredDuringSchedulingIgnoredDuringExecution o {"x-kubernetes-map-type":"atomic"}
           nodeSelectorTerms! a {"x-kubernetes-list-type":"atomic"}
            [] o {"x-kubernetes-map-type":"atomic"}
             matchExpressions a {"x-kubernetes-list-type":"atomic"}
              [] o
               key! s
               operator! s
               values a {"x-kubernetes-list-type":"atomic"}
                [] s
             matchFields a {"x-kubernetes-list-type":"atomic"}
              [] o
               key! s
               operator! s
               values a {"x-kubernetes-list-type":"atomic"}
                [] s
         podAffinity o
          preferredDuringSchedulingIgnoredDuringExecution a {"x-kubernetes-list-type":"atomic"}
           [] o
            podAffinityTerm! o
             labelSelector o {"x-kubernetes-map-type":"atomic"}
              matchExpressions a {"x-kubernetes-list-type":"atomic"}
               [] o
                key! s
                operator! s
                values a {"x-kubernetes-list-type":"atomic"}
                 [] s
              matchLabels o
               {} s
             matchLabelKeys a {"x-kubernetes-list-type":"atomic"}
              [] s
             mismatchLabelKeys a {"x-kubernetes-list-type":"atomic"}
              [] s
             namespaceSelector o {"x-kubernetes-map-type":"atomic"}
              matchExpressions a {"x-kubernetes-list-type":"atomic"}
               [] o
                key! s
                operator! s
                values a {"x-kubernetes-list-type":"atomic"}
                 [] s
              matchLabels o
               {} s
             namespaces a {"x-kubernetes-list-type":"atomic"}
              [] s
             topologyKey! s
            weight! i:int32
          requiredDuringSchedulingIgnoredDuringExecution a {"x-kubernetes-list-type":"atomic"}
           [] o
            labelSelector o {"x-kubernetes-map-type":"atomic"}
             matchExpressions a {"x-kubernetes-list-type":"atomic"}
              [] o
               key! s
               operator! s
               values a {"x-kubernetes-list-type":"atomic"}
                [] s
             matchLabels o
              {} s
            matchLabelKeys a {"x-kubernetes-list-type":"atomic"}
             [] s
            mismatchLabelKeys a {"x-kubernetes-list-type":"atomic"}
             [] s
            namespaceSelector o {"x-kubernetes-map-type":"atomic"}
             matchExpressions a {"x-kubernetes-list-type":"atomic"}
              [] o
               key! s
               operator! s
               values a {"x-kubernetes-list-type":"atomic"}
                [] s
             matchLabels o
              {} s
            namespaces a {"x-kubernetes-list-type":"atomic"}
             [] s
            topologyKey! s
         podAntiAffinity o
          preferredDuringSchedulingIgnoredDuringExecution a {"x-kubernetes-list-type":"atomic"}
           [] o
            podAffinityTerm! o
             labelSelector o {"x-kubernetes-map-type":"atomic"}
              matchExpressions a {"x-kubernetes-list-type":"atomic"}
               [] o
                key! s
                operator! s
                values a {"x-kubernetes-list-type":"atomic"}
                 [] s
              matchLabels o
               {} s
             matchLabelKeys a {"x-kubernetes-list-type":"atomic"}
              [] s
             mismatchLabelKeys a {"x-kubernetes-list-type":"atomic"}
              [] s
             namespaceSelector o {"x-kubernetes-map-type":"atomic"}
              matchExpressions a {"x-kubernetes-list-type":"atomic"}
               [] o
                key! s
                operator! s
                values a {"x-kubernetes-list-type":"atomic"}
                 [] s
              matchLabels o
               {} s
             namespaces a {"x-kubernetes-list-type":"atomic"}
              [] s
             topologyKey! s
            weight! i:int32
          requiredDuringSchedulingIgnoredDuringExecution a {"x-kubernetes-list-type":"atomic"}
           [] o
            labelSelector o {"x-kubernetes-map-type":"atomic"}
             matchExpressions a {"x-kubernetes-list-type":"atomic"}
              [] o
               key! s
               operator! s
               values a {"x-kubernetes-list-type":"atomic"}
                [] s
             matchLabels o
              {} s
            matchLabelKeys a {"x-kubernetes-list-type":"atomic"}
             [] s
            mismatchLabelKeys a {"x-kubernetes-list-type":"atomic"}
             [] s
            namespaceSelector o {"x-kubernetes-map-type":"atomic"}
             matchExpressions a {"x-kubernetes-list-type":"atomic"}
              [] o
               key! s
               operator! s
               values a {"x-kubernetes-list-type":"atomic"}
                [] s
             matchLabels o
              {} s
            namespaces a {"x-kubernetes-list-type":"atomic"}
             [] s
            topologyKey! s
        imagePullSecrets a
         [] o {"x-kubernetes-map-type":"atomic"}
          name s {"default":""}
        nodeSelector o
         {} s
        tolerations a
         [] o
          effect s
          key s
          operator s
          tolerationSeconds i:int64
          value s
       replicas i:int32 {"minimum":0}
       service o
        clusterIP s
     status o
      conditions a {"x-kubernetes-list-map-keys":["type"],"x-kubernetes-list-type":"map"}
       [] o
        lastTransitionTime! s:date-time
        message! s {"maxLength":32768}
        observedGeneration i:int64 {"minimum":0}
        reason! s {"maxLength":1024,"minLength":1,"pattern":"^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$"}
        status! s {"enum":["True","False","Unknown"]}
        type! s {"maxLength":316,"pattern":"^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$"}
      nameserver o
       ip s
    = tailscale.com v1alpha1 Cluster {"kind":"PeerRelay","listKind":"PeerRelayList","plural":"peerrelays","shortNames":["pr"],"singular":"peerrelay"}
    | {"jsonPath":".metadata.creationTimestamp","name":"Age","type":"date"}
    | {"jsonPath":".status.conditions[?(@.type == \"PeerRelayReady\")].reason","name":"Status","type":"string"}
    | {"jsonPath":".status.endpoints[*].address","name":"Endpoints","type":"string"}
    - o
     apiVersion s
     kind s
     metadata! o
     spec! o
      ? {"rule":"!has(self.aws) || !has(self.aws.elasticIPs) || self.aws.elasticIPs.size() >= self.replicas","message":"spec.aws.elasticIPs must contain at least one entry per replica"}
      aws o
       elasticIPs! a {"minItems":1,"x-kubernetes-list-type":"atomic"}
        [] o
         allocationID! s {"pattern":"^eipalloc-[0-9a-f]+$"}
         subnetID! s {"pattern":"^subnet-[0-9a-f]+$"}
      hostnamePrefix s {"pattern":"^[a-z0-9][a-z0-9-]{0,61}$"}
      proxyClass s
      replicas i:int32 {"default":1,"minimum":0}
      service o
       annotations o
        {} s
      tags a
       [] s {"pattern":"^tag:[a-zA-Z][a-zA-Z0-9-]*$"}
      tailnet s
       ? {"rule":"self == oldSelf","message":"PeerRelay tailnet is immutable"}
     status o
      conditions a {"x-kubernetes-list-map-keys":["type"],"x-kubernetes-list-type":"map"}
       [] o
        lastTransitionTime! s:date-time
        message! s {"maxLength":32768}
        observedGeneration i:int64 {"minimum":0}
        reason! s {"maxLength":1024,"minLength":1,"pattern":"^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$"}
        status! s {"enum":["True","False","Unknown"]}
        type! s {"maxLength":316,"pattern":"^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$"}
      endpoints a {"x-kubernetes-list-map-keys":["replica","address"],"x-kubernetes-list-type":"map"}
       [] o
        address! s
        port! i:int32
        replica! i:int32
    = tailscale.com v1alpha1 Cluster {"kind":"ProxyClass","listKind":"ProxyClassList","plural":"proxyclasses","singular":"proxyclass"}
    | {"jsonPath":".status.conditions[?(@.type == \"ProxyClassReady\")].reason","name":"Status","type":"string"}
    | {"jsonPath":".metadata.creationTimestamp","name":"Age","type":"date"}
    - o
     apiVersion s
     kind s
     metadata o
     spec! o
      metrics o
       ? {"rule":"!(has(self.serviceMonitor) && self.serviceMonitor.enable  && !self.enable)","message":"ServiceMonitor can only be enabled if metrics are enabled"}
       enable! b
       serviceMonitor o
        enable! b
        labels o
         {} s {"maxLength":63,"pattern":"^(([a-zA-Z0-9][-._a-zA-Z0-9]*)?[a-zA-Z0-9])?$"}
      statefulSet o
       annotations o
        {} s
       labels o
        {} s {"maxLength":63,"pattern":"^(([a-zA-Z0-9][-._a-zA-Z0-9]*)?[a-zA-Z0-9])?$"}
       pod o
        affinity o
         nodeAffinity o
          preferredDuringSchedulingIgnoredDuringExecution a {"x-kubernetes-list-type":"atomic"}
           [] o
            preference! o {"x-kubernetes-map-type":"atomic"}
             matchExpressions a {"x-kubernetes-list-type":"atomic"}
              [] o
               key! s
               operator! s
               values a {"x-kubernetes-list-type":"atomic"}
                [] s
             matchFields a {"x-kubernetes-list-type":"atomic"}
              [] o
               key! s
               operator! s
               values a {"x-kubernetes-list-type":"atomic"}
                [] s
            weight! i:int32
          requiredDuringSchedulingIgnoredDuringExecution o {"x-kubernetes-map-type":"atomic"}
           nodeSelectorTerms! a {"x-kubernetes-list-type":"atomic"}
            [] o {"x-kubernetes-map-type":"atomic"}
             matchExpressions a {"x-kubernetes-list-type":"atomic"}
              [] o
               key! s
               operator! s
               values a {"x-kubernetes-list-type":"atomic"}
                [] s
             matchFields a {"x-kubernetes-list-type":"atomic"}
              [] o
               key! s
               operator! s
               values a {"x-kubernetes-list-type":"atomic"}
                [] s
         podAffinity o
          preferredDuringSchedulingIgnoredDuringExecution a {"x-kubernetes-list-type":"atomic"}
           [] o
            podAffinityTerm! o
             labelSelector o {"x-kubernetes-map-type":"atomic"}
              matchExpressions a {"x-kubernetes-list-type":"atomic"}
               [] o
                key! s
                operator! s
                values a {"x-kubernetes-list-type":"atomic"}
                 [] s
              matchLabels o
               {} s
             matchLabelKeys a {"x-kubernetes-list-type":"atomic"}
              [] s
             mismatchLabelKeys a {"x-kubernetes-list-type":"atomic"}
              [] s
             namespaceSelector o {"x-kubernetes-map-type":"atomic"}
              matchExpressions a {"x-kubernetes-list-type":"atomic"}
               [] o
                key! s
                operator! s
                values a {"x-kubernetes-list-type":"atomic"}
                 [] s
              matchLabels o
               {} s
             namespaces a {"x-kubernetes-list-type":"atomic"}
              [] s
             topologyKey! s
            weight! i:int32
          requiredDuringSchedulingIgnoredDuringExecution a {"x-kubernetes-list-type":"atomic"}
           [] o
            labelSelector o {"x-kubernetes-map-type":"atomic"}
             matchExpressions a {"x-kubernetes-list-type":"atomic"}
              [] o
               key! s
               operator! s
               values a {"x-kubernetes-list-type":"atomic"}
                [] s
             matchLabels o
              {} s
            matchLabelKeys a {"x-kubernetes-list-type":"atomic"}
             [] s
            mismatchLabelKeys a {"x-kubernetes-list-type":"atomic"}
             [] s
            namespaceSelector o {"x-kubernetes-map-type":"atomic"}
             matchExpressions a {"x-kubernetes-list-type":"atomic"}
              [] o
               key! s
               operator! s
               values a {"x-kubernetes-list-type":"atomic"}
                [] s
             matchLabels o
              {} s
            namespaces a {"x-kubernetes-list-type":"atomic"}
             [] s
            topologyKey! s
         podAntiAffinity o
          preferredDuringSchedulingIgnoredDuringExecution a {"x-kubernetes-list-type":"atomic"}
           [] o
            podAffinityTerm! o
             labelSelector o {"x-kubernetes-map-type":"atomic"}
              matchExpressions a {"x-kubernetes-list-type":"atomic"}
               [] o
                key! s
                operator! s
                values a {"x-kubernetes-list-type":"atomic"}
                 [] s
              matchLabels o
               {} s
             matchLabelKeys a {"x-kubernetes-list-type":"atomic"}
              [] s
             mismatchLabelKeys a {"x-kubernetes-list-type":"atomic"}
              [] s
             namespaceSelector o {"x-kubernetes-map-type":"atomic"}
              matchExpressions a {"x-kubernetes-list-type":"atomic"}
               [] o
                key! s
                operator! s
                values a {"x-kubernetes-list-type":"atomic"}
                 [] s
              matchLabels o
               {} s
             namespaces a {"x-kubernetes-list-type":"atomic"}
              [] s
             topologyKey! s
            weight! i:int32
          requiredDuringSchedulingIgnoredDuringExecution a {"x-kubernetes-list-type":"atomic"}
           [] o
            labelSelector o {"x-kubernetes-map-type":"atomic"}
             matchExpressions a {"x-kubernetes-list-type":"atomic"}
              [] o
               key! s
               operator! s
               values a {"x-kubernetes-list-type":"atomic"}
                [] s
             matchLabels o
              {} s
            matchLabelKeys a {"x-kubernetes-list-type":"atomic"}
             [] s
            mismatchLabelKeys a {"x-kubernetes-list-type":"atomic"}
             [] s
            namespaceSelector o {"x-kubernetes-map-type":"atomic"}
             matchExpressions a {"x-kubernetes-list-type":"atomic"}
              [] o
               key! s
               operator! s
               values a {"x-kubernetes-list-type":"atomic"}
                [] s
             matchLabels o
              {} s
            namespaces a {"x-kubernetes-list-type":"atomic"}
             [] s
            topologyKey! s
        annotations o
         {} s
        dnsConfig o
         nameservers a {"x-kubernetes-list-type":"atomic"}
          [] s
         options a {"x-kubernetes-list-type":"atomic"}
          [] o
           name s
           value s
         searches a {"x-kubernetes-list-type":"atomic"}
          [] s
        dnsPolicy s {"enum":["ClusterFirstWithHostNet","ClusterFirst","Default","None"]}
        imagePullSecrets a
         [] o {"x-kubernetes-map-type":"atomic"}
          name s {"default":""}
        labels o
         {} s {"maxLength":63,"pattern":"^(([a-zA-Z0-9][-._a-zA-Z0-9]*)?[a-zA-Z0-9])?$"}
        nodeName s
        nodeSelector o
         {} s
        priorityClassName s
        securityContext o
         appArmorProfile o
          localhostProfile s
          type! s
         fsGroup i:int64
         fsGroupChangePolicy s
         runAsGroup i:int64
         runAsNonRoot b
         runAsUser i:int64
         seLinuxChangePolicy s
         seLinuxOptions o
          level s
          role s
          type s
          user s
         seccompProfile o
          localhostProfile s
          type! s
         supplementalGroups a {"x-kubernetes-list-type":"atomic"}
          [] i:int64
         supplementalGroupsPolicy s
         sysctls a {"x-kubernetes-list-type":"atomic"}
          [] o
           name! s
           value! s
         windowsOptions o
          gmsaCredentialSpec s
          gmsaCredentialSpecName s
          hostProcess b
          runAsUserName s
        tailscaleContainer o
         debug o
          enable b
         env a
          [] o
           name! s {"pattern":"^[-._a-zA-Z][-._a-zA-Z0-9]*$"}
           value s
         image s
         imagePullPolicy s {"enum":["Always","Never","IfNotPresent"]}
         resources o
          claims a {"x-kubernetes-list-map-keys":["name"],"x-kubernetes-list-type":"map"}
           [] o
            name! s
            request s
          limits o
           {} - {"pattern":"^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$","anyOf":[{"type":"integer"},{"type":"string"}],"x-kubernetes-int-or-string":true}
          requests o
           {} - {"pattern":"^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$","anyOf":[{"type":"integer"},{"type":"string"}],"x-kubernetes-int-or-string":true}
         securityContext o
          allowPrivilegeEscalation b
          appArmorProfile o
           localhostProfile s
           type! s
          capabilities o
           add a {"x-kubernetes-list-type":"atomic"}
            [] s
           drop a {"x-kubernetes-list-type":"atomic"}
            [] s
          privileged b
          procMount s
          readOnlyRootFilesystem b
          runAsGroup i:int64
          runAsNonRoot b
          runAsUser i:int64
          seLinuxOptions o
           level s
           role s
           type s
           user s
          seccompProfile o
           localhostProfile s
           type! s
          windowsOptions o
           gmsaCredentialSpec s
           gmsaCredentialSpecName s
           hostProcess b
           runAsUserName s
        tailscaleInitContainer o
         debug o
          enable b
         env a
          [] o
           name! s {"pattern":"^[-._a-zA-Z][-._a-zA-Z0-9]*$"}
           value s
         image s
         imagePullPolicy s {"enum":["Always","Never","IfNotPresent"]}
         resources o
          claims a {"x-kubernetes-list-map-keys":["name"],"x-kubernetes-list-type":"map"}
           [] o
            name! s
            request s
          limits o
           {} - {"pattern":"^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$","anyOf":[{"type":"integer"},{"type":"string"}],"x-kubernetes-int-or-string":true}
          requests o
           {} - {"pattern":"^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$","anyOf":[{"type":"integer"},{"type":"string"}],"x-kubernetes-int-or-string":true}
         securityContext o
          allowPrivilegeEscalation b
          appArmorProfile o
           localhostProfile s
           type! s
          capabilities o
           add a {"x-kubernetes-list-type":"atomic"}
            [] s
           drop a {"x-kubernetes-list-type":"atomic"}
            [] s
          privileged b
          procMount s
          readOnlyRootFilesystem b
          runAsGroup i:int64
          runAsNonRoot b
          runAsUser i:int64
          seLinuxOptions o
           level s
           role s
           type s
           user s
          seccompProfile o
           localhostProfile s
           type! s
          windowsOptions o
           gmsaCredentialSpec s
           gmsaCredentialSpecName s
           hostProcess b
           runAsUserName s
        tolerations a
         [] o
          effect s
          key s
          operator s
          tolerationSeconds i:int64
          value s
        topologySpreadConstraints a
         [] o
          labelSelector o {"x-kubernetes-map-type":"atomic"}
           matchExpressions a {"x-kubernetes-list-type":"atomic"}
            [] o
             key! s
             operator! s
             values a {"x-kubernetes-list-type":"atomic"}
              [] s
           matchLabels o
            {} s
          matchLabelKeys a {"x-kubernetes-list-type":"atomic"}
           [] s
          maxSkew! i:int32
          minDomains i:int32
          nodeAffinityPolicy s
          nodeTaintsPolicy s
          topologyKey! s
          whenUnsatisfiable! s
      staticEndpoints o
       nodePort! o
        ports! a {"minItems":1}
         [] o
          endPort i
          port! i
        selector o
         {} s
      tailscale o
       acceptRoutes b
      useLetsEncryptStagingEnvironment b
     status o
      conditions a {"x-kubernetes-list-map-keys":["type"],"x-kubernetes-list-type":"map"}
       [] o
        lastTransitionTime! s:date-time
        message! s {"maxLength":32768}
        observedGeneration i:int64 {"minimum":0}
        reason! s {"maxLength":1024,"minLength":1,"pattern":"^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$"}
        status! s {"enum":["True","False","Unknown"]}
        type! s {"maxLength":316,"pattern":"^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$"}
    = tailscale.com v1alpha1 Namespaced {"kind":"ProxyGroupPolicy","listKind":"ProxyGroupPolicyList","plural":"proxygrouppolicies","shortNames":["pgp"],"singular":"proxygrouppolicy"}
    | {"jsonPath":".metadata.creationTimestamp","name":"Age","type":"date"}
    - o
     apiVersion s
     kind s
     metadata! o
     spec! o
      egress a
       [] s
      ingress a
       [] s
     status o
      conditions a {"x-kubernetes-list-map-keys":["type"],"x-kubernetes-list-type":"map"}
       [] o
        lastTransitionTime! s:date-time
        message! s {"maxLength":32768}
        observedGeneration i:int64 {"minimum":0}
        reason! s {"maxLength":1024,"minLength":1,"pattern":"^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$"}
        status! s {"enum":["True","False","Unknown"]}
        type! s {"maxLength":316,"pattern":"^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$"}
    = tailscale.com v1alpha1 Cluster {"kind":"ProxyGroup","listKind":"ProxyGroupList","plural":"proxygroups","shortNames":["pg"],"singular":"proxygroup"}
    | {"jsonPath":".status.conditions[?(@.type == \"ProxyGroupReady\")].reason","name":"Status","type":"string"}
    | {"jsonPath":".status.url","name":"URL","type":"string"}
    | {"jsonPath":".spec.type","name":"Type","type":"string"}
    | {"jsonPath":".metadata.creationTimestamp","name":"Age","type":"date"}
    - o
     apiVersion s
     kind s
     metadata o
     spec! o
      hostnamePrefix s {"pattern":"^[a-z0-9][a-z0-9-]{0,61}$"}
      kubeAPIServer o
       hostname s {"pattern":"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$"}
       mode s {"enum":["auth","noauth"]}
      proxyClass s
      replicas i:int32 {"minimum":0}
      tags a
       [] s {"pattern":"^tag:[a-zA-Z][a-zA-Z0-9-]*$"}
      tailnet s
       ? {"rule":"self == oldSelf","message":"ProxyGroup tailnet is immutable"}
      type! s {"enum":["egress","ingress","kube-apiserver"]}
       ? {"rule":"self == oldSelf","message":"ProxyGroup type is immutable"}
     status o
      conditions a {"x-kubernetes-list-map-keys":["type"],"x-kubernetes-list-type":"map"}
       [] o
        lastTransitionTime! s:date-time
        message! s {"maxLength":32768}
        observedGeneration i:int64 {"minimum":0}
        reason! s {"maxLength":1024,"minLength":1,"pattern":"^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$"}
        status! s {"enum":["True","False","Unknown"]}
        type! s {"maxLength":316,"pattern":"^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$"}
      devices a {"x-kubernetes-list-map-keys":["hostname"],"x-kubernetes-list-type":"map"}
       [] o
        hostname! s
        staticEndpoints a
         [] s
        tailnetIPs a
         [] s
      url s
    = tailscale.com v1alpha1 Cluster {"kind":"Recorder","listKind":"RecorderList","plural":"recorders","shortNames":["rec"],"singular":"recorder"}
    | {"jsonPath":".status.conditions[?(@.type == \"RecorderReady\")].reason","name":"Status","type":"string"}
    | {"jsonPath":".status.devices[?(@.url != \"\")].url","name":"URL","type":"string"}
    | {"jsonPath":".metadata.creationTimestamp","name":"Age","type":"date"}
    - o
     apiVersion s
     kind s
     metadata o
     spec! o
      ? {"rule":"!(self.replicas > 1 && (!has(self.storage) || !has(self.storage.s3)))","message":"S3 storage must be used when deploying multiple Recorder replicas"}
      enableUI b
      replicas i:int32 {"default":1,"minimum":0}
      statefulSet o
       annotations o
        {} s
       labels o
        {} s
       pod o
        affinity o
         nodeAffinity o
          preferredDuringSchedulingIgnoredDuringExecution a {"x-kubernetes-list-type":"atomic"}
           [] o
            preference! o {"x-kubernetes-map-type":"atomic"}
             matchExpressions a {"x-kubernetes-list-type":"atomic"}
              [] o
               key! s
               operator! s
               values a {"x-kubernetes-list-type":"atomic"}
                [] s
             matchFields a {"x-kubernetes-list-type":"atomic"}
              [] o
               key! s
               operator! s
               values a {"x-kubernetes-list-type":"atomic"}
                [] s
            weight! i:int32
          requiredDuringSchedulingIgnoredDuringExecution o {"x-kubernetes-map-type":"atomic"}
           nodeSelectorTerms! a {"x-kubernetes-list-type":"atomic"}
            [] o {"x-kubernetes-map-type":"atomic"}
             matchExpressions a {"x-kubernetes-list-type":"atomic"}
              [] o
               key! s
               operator! s
               values a {"x-kubernetes-list-type":"atomic"}
                [] s
             matchFields a {"x-kubernetes-list-type":"atomic"}
              [] o
               key! s
               operator! s
               values a {"x-kubernetes-list-type":"atomic"}
                [] s
         podAffinity o
          preferredDuringSchedulingIgnoredDuringExecution a {"x-kubernetes-list-type":"atomic"}
           [] o
            podAffinityTerm! o
             labelSelector o {"x-kubernetes-map-type":"atomic"}
              matchExpressions a {"x-kubernetes-list-type":"atomic"}
               [] o
                key! s
                operator! s
                values a {"x-kubernetes-list-type":"atomic"}
                 [] s
              matchLabels o
               {} s
             matchLabelKeys a {"x-kubernetes-list-type":"atomic"}
              [] s
             mismatchLabelKeys a {"x-kubernetes-list-type":"atomic"}
              [] s
             namespaceSelector o {"x-kubernetes-map-type":"atomic"}
              matchExpressions a {"x-kubernetes-list-type":"atomic"}
               [] o
                key! s
                operator! s
                values a {"x-kubernetes-list-type":"atomic"}
                 [] s
              matchLabels o
               {} s
             namespaces a {"x-kubernetes-list-type":"atomic"}
              [] s
             topologyKey! s
            weight! i:int32
          requiredDuringSchedulingIgnoredDuringExecution a {"x-kubernetes-list-type":"atomic"}
           [] o
            labelSelector o {"x-kubernetes-map-type":"atomic"}
             matchExpressions a {"x-kubernetes-list-type":"atomic"}
              [] o
               key! s
               operator! s
               values a {"x-kubernetes-list-type":"atomic"}
                [] s
             matchLabels o
              {} s
            matchLabelKeys a {"x-kubernetes-list-type":"atomic"}
             [] s
            mismatchLabelKeys a {"x-kubernetes-list-type":"atomic"}
             [] s
            namespaceSelector o {"x-kubernetes-map-type":"atomic"}
             matchExpressions a {"x-kubernetes-list-type":"atomic"}
              [] o
               key! s
               operator! s
               values a {"x-kubernetes-list-type":"atomic"}
                [] s
             matchLabels o
              {} s
            namespaces a {"x-kubernetes-list-type":"atomic"}
             [] s
            topologyKey! s
         podAntiAffinity o
          preferredDuringSchedulingIgnoredDuringExecution a {"x-kubernetes-list-type":"atomic"}
           [] o
            podAffinityTerm! o
             labelSelector o {"x-kubernetes-map-type":"atomic"}
              matchExpressions a {"x-kubernetes-list-type":"atomic"}
               [] o
                key! s
                operator! s
                values a {"x-kubernetes-list-type":"atomic"}
                 [] s
              matchLabels o
               {} s
             matchLabelKeys a {"x-kubernetes-list-type":"atomic"}
              [] s
             mismatchLabelKeys a {"x-kubernetes-list-type":"atomic"}
              [] s
             namespaceSelector o {"x-kubernetes-map-type":"atomic"}
              matchExpressions a {"x-kubernetes-list-type":"atomic"}
               [] o
                key! s
                operator! s
                values a {"x-kubernetes-list-type":"atomic"}
                 [] s
              matchLabels o
               {} s
             namespaces a {"x-kubernetes-list-type":"atomic"}
              [] s
             topologyKey! s
            weight! i:int32
          requiredDuringSchedulingIgnoredDuringExecution a {"x-kubernetes-list-type":"atomic"}
           [] o
            labelSelector o {"x-kubernetes-map-type":"atomic"}
             matchExpressions a {"x-kubernetes-list-type":"atomic"}
              [] o
               key! s
               operator! s
               values a {"x-kubernetes-list-type":"atomic"}
                [] s
             matchLabels o
              {} s
            matchLabelKeys a {"x-kubernetes-list-type":"atomic"}
             [] s
            mismatchLabelKeys a {"x-kubernetes-list-type":"atomic"}
             [] s
            namespaceSelector o {"x-kubernetes-map-type":"atomic"}
             matchExpressions a {"x-kubernetes-list-type":"atomic"}
              [] o
               key! s
               operator! s
               values a {"x-kubernetes-list-type":"atomic"}
                [] s
             matchLabels o
              {} s
            namespaces a {"x-kubernetes-list-type":"atomic"}
             [] s
            topologyKey! s
        annotations o
         {} s
        container o
         env a
          [] o
           name! s {"pattern":"^[-._a-zA-Z][-._a-zA-Z0-9]*$"}
           value s
         image s
         imagePullPolicy s {"enum":["Always","Never","IfNotPresent"]}
         resources o
          claims a {"x-kubernetes-list-map-keys":["name"],"x-kubernetes-list-type":"map"}
           [] o
            name! s
            request s
          limits o
           {} - {"pattern":"^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$","anyOf":[{"type":"integer"},{"type":"string"}],"x-kubernetes-int-or-string":true}
          requests o
           {} - {"pattern":"^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$","anyOf":[{"type":"integer"},{"type":"string"}],"x-kubernetes-int-or-string":true}
         securityContext o
          allowPrivilegeEscalation b
          appArmorProfile o
           localhostProfile s
           type! s
          capabilities o
           add a {"x-kubernetes-list-type":"atomic"}
            [] s
           drop a {"x-kubernetes-list-type":"atomic"}
            [] s
          privileged b
          procMount s
          readOnlyRootFilesystem b
          runAsGroup i:int64
          runAsNonRoot b
          runAsUser i:int64
          seLinuxOptions o
           level s
           role s
           type s
           user s
          seccompProfile o
           localhostProfile s
           type! s
          windowsOptions o
           gmsaCredentialSpec s
           gmsaCredentialSpecName s
           hostProcess b
           runAsUserName s
        imagePullSecrets a
         [] o {"x-kubernetes-map-type":"atomic"}
          name s {"default":""}
        labels o
         {} s
        nodeSelector o
         {} s
        securityContext o
         appArmorProfile o
          localhostProfile s
          type! s
         fsGroup i:int64
         fsGroupChangePolicy s
         runAsGroup i:int64
         runAsNonRoot b
         runAsUser i:int64
         seLinuxChangePolicy s
         seLinuxOptions o
          level s
          role s
          type s
          user s
         seccompProfile o
          localhostProfile s
          type! s
         supplementalGroups a {"x-kubernetes-list-type":"atomic"}
          [] i:int64
         supplementalGroupsPolicy s
         sysctls a {"x-kubernetes-list-type":"atomic"}
          [] o
           name! s
           value! s
         windowsOptions o
          gmsaCredentialSpec s
          gmsaCredentialSpecName s
          hostProcess b
          runAsUserName s
        serviceAccount o
         annotations o
          {} s
         name s {"maxLength":253,"pattern":"^[a-z0-9]([a-z0-9-.]{0,61}[a-z0-9])?$"}
        tolerations a
         [] o
          effect s
          key s
          operator s
          tolerationSeconds i:int64
          value s
      storage o
       s3 o
        bucket s
        credentials o
         secret o
          name s
        endpoint s
      tags a
       [] s {"pattern":"^tag:[a-zA-Z][a-zA-Z0-9-]*$"}
      tailnet s
       ? {"rule":"self == oldSelf","message":"Recorder tailnet is immutable"}
     status o
      conditions a {"x-kubernetes-list-map-keys":["type"],"x-kubernetes-list-type":"map"}
       [] o
        lastTransitionTime! s:date-time
        message! s {"maxLength":32768}
        observedGeneration i:int64 {"minimum":0}
        reason! s {"maxLength":1024,"minLength":1,"pattern":"^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$"}
        status! s {"enum":["True","False","Unknown"]}
        type! s {"maxLength":316,"pattern":"^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$"}
      devices a {"x-kubernetes-list-map-keys":["hostname"],"x-kubernetes-list-type":"map"}
       [] o
        hostname! s
        tailnetIPs a
         [] s
        url s
    = tailscale.com v1alpha1 Cluster {"kind":"Tailnet","listKind":"TailnetList","plural":"tailnets","shortNames":["tn"],"singular":"tailnet"}
    | {"jsonPath":".metadata.creationTimestamp","name":"Age","type":"date"}
    | {"jsonPath":".status.conditions[?(@.type == \"TailnetReady\")].reason","name":"Status","type":"string"}
    - o
     apiVersion s
     kind s
     metadata! o
     spec! o
      credentials! o
       secretName! s
      loginUrl s
     status o
      conditions a {"x-kubernetes-list-map-keys":["type"],"x-kubernetes-list-type":"map"}
       [] o
        lastTransitionTime! s:date-time
        message! s {"maxLength":32768}
        observedGeneration i:int64 {"minimum":0}
        reason! s {"maxLength":1024,"minLength":1,"pattern":"^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$"}
        status! s {"enum":["True","False","Unknown"]}
        type! s {"maxLength":316,"pattern":"^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$"}
    """#
}
