// Written by Scripts/custom-tables.py; do not edit.

extension CustomKinds {
  static let fluxRows: StaticString = #"""
    = source.toolkit.fluxcd.io v1 Namespaced {"categories":["all","fluxcd","fluxcd-sources"],"kind":"Bucket","listKind":"BucketList","plural":"buckets","singular":"bucket"}
    | {"jsonPath":".spec.endpoint","name":"Endpoint","type":"string"}
    | {"jsonPath":".metadata.creationTimestamp","name":"Age","type":"date"}
    | {"jsonPath":".status.conditions[?(@.type==\"Ready\")].status","name":"Ready","type":"string"}
    | {"jsonPath":".status.conditions[?(@.type==\"Ready\")].message","name":"Status","type":"string"}
    - o
     apiVersion s
     kind s
     metadata o
     spec o
      ? {"message":"STS configuration is only supported for the 'aws' and 'generic' Bucket providers","rule":"self.provider == 'aws' || self.provider == 'generic' || !has(self.sts)"}
      ? {"message":"'aws' is the only supported STS provider for the 'aws' Bucket provider","rule":"self.provider != 'aws' || !has(self.sts) || self.sts.provider == 'aws'"}
      ? {"message":"'ldap' is the only supported STS provider for the 'generic' Bucket provider","rule":"self.provider != 'generic' || !has(self.sts) || self.sts.provider == 'ldap'"}
      ? {"message":"spec.sts.secretRef is not required for the 'aws' STS provider","rule":"!has(self.sts) || self.sts.provider != 'aws' || !has(self.sts.secretRef)"}
      ? {"message":"spec.sts.certSecretRef is not required for the 'aws' STS provider","rule":"!has(self.sts) || self.sts.provider != 'aws' || !has(self.sts.certSecretRef)"}
      ? {"message":"ServiceAccountName is not supported for the 'generic' Bucket provider","rule":"self.provider != 'generic' || !has(self.serviceAccountName)"}
      ? {"message":"cannot set both .spec.secretRef and .spec.serviceAccountName","rule":"!has(self.secretRef) || !has(self.serviceAccountName)"}
      bucketName! s
      certSecretRef o
       name! s
      endpoint! s
      ignore s
      insecure b
      interval! s {"pattern":"^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$"}
      prefix s
      provider s {"default":"generic","enum":["generic","aws","gcp","azure"]}
      proxySecretRef o
       name! s
      region s
      secretRef o
       name! s
      serviceAccountName s
      sts o
       certSecretRef o
        name! s
       endpoint! s {"pattern":"^(http|https)://.*$"}
       provider! s {"enum":["aws","ldap"]}
       secretRef o
        name! s
      suspend b
      timeout s {"default":"60s","pattern":"^([0-9]+(\\.[0-9]+)?(ms|s|m))+$"}
     status o {"default":{"observedGeneration":-1}}
      artifact o
       digest! s {"pattern":"^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[a-zA-Z0-9=_-]+$"}
       lastUpdateTime! s:date-time
       metadata o
        {} s
       path! s
       revision! s
       size i:int64
       url! s
      conditions a
       [] o
        lastTransitionTime! s:date-time
        message! s {"maxLength":32768}
        observedGeneration i:int64 {"minimum":0}
        reason! s {"maxLength":1024,"minLength":1,"pattern":"^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$"}
        status! s {"enum":["True","False","Unknown"]}
        type! s {"maxLength":316,"pattern":"^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$"}
      lastHandledReconcileAt s
      observedGeneration i:int64
      observedIgnore s
      url s
    = source.toolkit.fluxcd.io v1 Namespaced {"categories":["all","fluxcd","fluxcd-sources"],"kind":"ExternalArtifact","listKind":"ExternalArtifactList","plural":"externalartifacts","shortNames":["ea"],"singular":"externalartifact"}
    | {"jsonPath":".metadata.creationTimestamp","name":"Age","type":"date"}
    | {"jsonPath":".status.conditions[?(@.type==\"Ready\")].status","name":"Ready","type":"string"}
    | {"jsonPath":".status.conditions[?(@.type==\"Ready\")].message","name":"Status","type":"string"}
    | {"jsonPath":".spec.sourceRef.name","name":"Source","type":"string"}
    - o
     apiVersion s
     kind s
     metadata o
     spec o
      sourceRef o
       apiVersion s
       kind! s
       name! s
       namespace s
     status o
      artifact o
       digest! s {"pattern":"^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[a-zA-Z0-9=_-]+$"}
       lastUpdateTime! s:date-time
       metadata o
        {} s
       path! s
       revision! s
       size i:int64
       url! s
      conditions a
       [] o
        lastTransitionTime! s:date-time
        message! s {"maxLength":32768}
        observedGeneration i:int64 {"minimum":0}
        reason! s {"maxLength":1024,"minLength":1,"pattern":"^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$"}
        status! s {"enum":["True","False","Unknown"]}
        type! s {"maxLength":316,"pattern":"^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$"}
    = source.toolkit.fluxcd.io v1 Namespaced {"categories":["all","fluxcd","fluxcd-sources"],"kind":"GitRepository","listKind":"GitRepositoryList","plural":"gitrepositories","shortNames":["gitrepo"],"singular":"gitrepository"}
    | {"jsonPath":".spec.url","name":"URL","type":"string"}
    | {"jsonPath":".metadata.creationTimestamp","name":"Age","type":"date"}
    | {"jsonPath":".status.conditions[?(@.type==\"Ready\")].status","name":"Ready","type":"string"}
    | {"jsonPath":".status.conditions[?(@.type==\"Ready\")].message","name":"Status","type":"string"}
    - o
     apiVersion s
     kind s
     metadata o
     spec o
      ? {"message":"serviceAccountName can only be set when provider is 'azure' or 'aws'","rule":"!has(self.serviceAccountName) || (has(self.provider) && (self.provider == 'azure' || self.provider == 'aws'))"}
      ignore s
      include a
       [] o
        fromPath s
        repository! o
         name! s
        toPath s
      interval! s {"pattern":"^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$"}
      provider s {"enum":["generic","aws","azure","github"]}
      proxySecretRef o
       name! s
      recurseSubmodules b
      ref o
       branch s
       commit s
       name s
       semver s
       tag s
      secretRef o
       name! s
      serviceAccountName s
      sparseCheckout a
       [] s
      suspend b
      timeout s {"default":"60s","pattern":"^([0-9]+(\\.[0-9]+)?(ms|s|m))+$"}
      url! s {"pattern":"^(http|https|ssh)://.*$"}
      verify o
       mode s {"default":"HEAD","enum":["head","HEAD","Tag","TagAndHEAD"]}
       secretRef! o
        name! s
     status o {"default":{"observedGeneration":-1}}
      artifact o
       digest! s {"pattern":"^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[a-zA-Z0-9=_-]+$"}
       lastUpdateTime! s:date-time
       metadata o
        {} s
       path! s
       revision! s
       size i:int64
       url! s
      conditions a
       [] o
        lastTransitionTime! s:date-time
        message! s {"maxLength":32768}
        observedGeneration i:int64 {"minimum":0}
        reason! s {"maxLength":1024,"minLength":1,"pattern":"^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$"}
        status! s {"enum":["True","False","Unknown"]}
        type! s {"maxLength":316,"pattern":"^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$"}
      includedArtifacts a
       [] o
        digest! s {"pattern":"^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[a-zA-Z0-9=_-]+$"}
        lastUpdateTime! s:date-time
        metadata o
         {} s
        path! s
        revision! s
        size i:int64
        url! s
      lastHandledReconcileAt s
      observedGeneration i:int64
      observedIgnore s
      observedInclude a
       [] o
        fromPath s
        repository! o
         name! s
        toPath s
      observedRecurseSubmodules b
      observedSparseCheckout a
       [] s
      sourceVerificationMode s
    = source.toolkit.fluxcd.io v1 Namespaced {"categories":["all","fluxcd","fluxcd-sources"],"kind":"HelmChart","listKind":"HelmChartList","plural":"helmcharts","shortNames":["hc"],"singular":"helmchart"}
    | {"jsonPath":".spec.chart","name":"Chart","type":"string"}
    | {"jsonPath":".spec.version","name":"Version","type":"string"}
    | {"jsonPath":".spec.sourceRef.kind","name":"Source Kind","type":"string"}
    | {"jsonPath":".spec.sourceRef.name","name":"Source Name","type":"string"}
    | {"jsonPath":".metadata.creationTimestamp","name":"Age","type":"date"}
    | {"jsonPath":".status.conditions[?(@.type==\"Ready\")].status","name":"Ready","type":"string"}
    | {"jsonPath":".status.conditions[?(@.type==\"Ready\")].message","name":"Status","type":"string"}
    - o
     apiVersion s
     kind s
     metadata o
     spec o
      ? {"message":"spec.verify is only supported when spec.sourceRef.kind is 'HelmRepository'","rule":"!has(self.verify) || self.sourceRef.kind == 'HelmRepository'"}
      chart! s
      ignoreMissingValuesFiles b
      interval! s {"pattern":"^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$"}
      reconcileStrategy s {"default":"ChartVersion","enum":["ChartVersion","Revision"]}
      sourceRef! o
       apiVersion s
       kind! s {"enum":["HelmRepository","GitRepository","Bucket"]}
       name! s
      suspend b
      valuesFiles a
       [] s
      verify o
       matchOIDCIdentity a
        [] o
         issuer! s
         subject! s
       provider! s {"default":"cosign","enum":["cosign","notation"]}
       secretRef o
        name! s
      version s {"default":"*"}
     status o {"default":{"observedGeneration":-1}}
      artifact o
       digest! s {"pattern":"^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[a-zA-Z0-9=_-]+$"}
       lastUpdateTime! s:date-time
       metadata o
        {} s
       path! s
       revision! s
       size i:int64
       url! s
      conditions a
       [] o
        lastTransitionTime! s:date-time
        message! s {"maxLength":32768}
        observedGeneration i:int64 {"minimum":0}
        reason! s {"maxLength":1024,"minLength":1,"pattern":"^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$"}
        status! s {"enum":["True","False","Unknown"]}
        type! s {"maxLength":316,"pattern":"^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$"}
      lastHandledReconcileAt s
      observedChartName s
      observedGeneration i:int64
      observedSourceArtifactRevision s
      observedValuesFiles a
       [] s
      url s
    = source.toolkit.fluxcd.io v1 Namespaced {"categories":["all","fluxcd","fluxcd-sources"],"kind":"HelmRepository","listKind":"HelmRepositoryList","plural":"helmrepositories","shortNames":["helmrepo"],"singular":"helmrepository"}
    | {"jsonPath":".spec.url","name":"URL","type":"string"}
    | {"jsonPath":".metadata.creationTimestamp","name":"Age","type":"date"}
    | {"jsonPath":".status.conditions[?(@.type==\"Ready\")].status","name":"Ready","type":"string"}
    | {"jsonPath":".status.conditions[?(@.type==\"Ready\")].message","name":"Status","type":"string"}
    - o
     apiVersion s
     kind s
     metadata o
     spec o
      accessFrom o
       namespaceSelectors! a
        [] o
         matchLabels o
          {} s
      certSecretRef o
       name! s
      insecure b
      interval s {"pattern":"^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$"}
      passCredentials b
      provider s {"default":"generic","enum":["generic","aws","azure","gcp"]}
      secretRef o
       name! s
      suspend b
      timeout s {"pattern":"^([0-9]+(\\.[0-9]+)?(ms|s|m))+$"}
      type s {"enum":["default","oci"]}
      url! s {"pattern":"^(http|https|oci)://.*$"}
     status o {"default":{"observedGeneration":-1}}
      artifact o
       digest! s {"pattern":"^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[a-zA-Z0-9=_-]+$"}
       lastUpdateTime! s:date-time
       metadata o
        {} s
       path! s
       revision! s
       size i:int64
       url! s
      conditions a
       [] o
        lastTransitionTime! s:date-time
        message! s {"maxLength":32768}
        observedGeneration i:int64 {"minimum":0}
        reason! s {"maxLength":1024,"minLength":1,"pattern":"^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$"}
        status! s {"enum":["True","False","Unknown"]}
        type! s {"maxLength":316,"pattern":"^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$"}
      lastHandledReconcileAt s
      observedGeneration i:int64
      url s
    = source.toolkit.fluxcd.io v1 Namespaced {"categories":["all","fluxcd","fluxcd-sources"],"kind":"OCIRepository","listKind":"OCIRepositoryList","plural":"ocirepositories","shortNames":["ocirepo"],"singular":"ocirepository"}
    | {"jsonPath":".spec.url","name":"URL","type":"string"}
    | {"jsonPath":".status.conditions[?(@.type==\"Ready\")].status","name":"Ready","type":"string"}
    | {"jsonPath":".status.conditions[?(@.type==\"Ready\")].message","name":"Status","type":"string"}
    | {"jsonPath":".metadata.creationTimestamp","name":"Age","type":"date"}
    - o
     apiVersion s
     kind s
     metadata o
     spec o
      certSecretRef o
       name! s
      ignore s
      insecure b
      interval! s {"pattern":"^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$"}
      layerSelector o
       mediaType s
       operation s {"enum":["extract","copy"]}
      provider s {"default":"generic","enum":["generic","aws","azure","gcp"]}
      proxySecretRef o
       name! s
      ref o
       digest s
       semver s
       semverFilter s
       tag s
      secretRef o
       name! s
      serviceAccountName s
      suspend b
      timeout s {"default":"60s","pattern":"^([0-9]+(\\.[0-9]+)?(ms|s|m))+$"}
      url! s {"pattern":"^oci://.*$"}
      verify o
       matchOIDCIdentity a
        [] o
         issuer! s
         subject! s
       provider! s {"default":"cosign","enum":["cosign","notation"]}
       secretRef o
        name! s
       trustedRootSecretRef o
        name! s
     status o {"default":{"observedGeneration":-1}}
      artifact o
       digest! s {"pattern":"^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[a-zA-Z0-9=_-]+$"}
       lastUpdateTime! s:date-time
       metadata o
        {} s
       path! s
       revision! s
       size i:int64
       url! s
      conditions a
       [] o
        lastTransitionTime! s:date-time
        message! s {"maxLength":32768}
        observedGeneration i:int64 {"minimum":0}
        reason! s {"maxLength":1024,"minLength":1,"pattern":"^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$"}
        status! s {"enum":["True","False","Unknown"]}
        type! s {"maxLength":316,"pattern":"^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$"}
      lastHandledReconcileAt s
      observedGeneration i:int64
      observedIgnore s
      observedLayerSelector o
       mediaType s
       operation s {"enum":["extract","copy"]}
      url s
    = kustomize.toolkit.fluxcd.io v1 Namespaced {"categories":["all","fluxcd","fluxcd-appliers"],"kind":"Kustomization","listKind":"KustomizationList","plural":"kustomizations","shortNames":["ks"],"singular":"kustomization"}
    | {"jsonPath":".metadata.creationTimestamp","name":"Age","type":"date"}
    | {"jsonPath":".status.conditions[?(@.type==\"Ready\")].status","name":"Ready","type":"string"}
    | {"jsonPath":".status.conditions[?(@.type==\"Ready\")].message","name":"Status","type":"string"}
    - o
     apiVersion s
     kind s
     metadata o
     spec o
      buildMetadata a
       [] s {"enum":["originAnnotations","transformerAnnotations"]}
      commonMetadata o
       annotations o
        {} s
       labels o
        {} s
      components a
       [] s
      decryption o
       provider! s {"enum":["sops"]}
       secretRef o
        name! s
       serviceAccountName s
      deletionPolicy s {"enum":["MirrorPrune","Delete","WaitForTermination","Orphan"]}
      dependsOn a
       [] o
        name! s
        namespace s
        readyExpr s
      force b {"default":false}
      healthCheckExprs a
       [] o
        apiVersion! s
        current! s
        failed s
        inProgress s
        kind s
      healthChecks a
       [] o
        apiVersion s
        kind! s
        name! s
        namespace s
      ignore a
       [] o
        paths! a
         [] s
        target o
         annotationSelector s
         group s
         kind s
         labelSelector s
         name s
         namespace s
         version s
      ignoreMissingComponents b
      images a
       [] o
        digest s
        name! s
        newName s
        newTag s
      interval! s {"pattern":"^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$"}
      kubeConfig o
       ? {"message":"exactly one of spec.kubeConfig.configMapRef or spec.kubeConfig.secretRef must be specified","rule":"has(self.configMapRef) || has(self.secretRef)"}
       ? {"message":"exactly one of spec.kubeConfig.configMapRef or spec.kubeConfig.secretRef must be specified","rule":"!has(self.configMapRef) || !has(self.secretRef)"}
       configMapRef o
        name! s
       secretRef o
        key s
        name! s
      namePrefix s {"maxLength":200,"minLength":1}
      nameSuffix s {"maxLength":200,"minLength":1}
      patches a
       [] o
        patch! s
        target o
         annotationSelector s
         group s
         kind s
         labelSelector s
         name s
         namespace s
         version s
      path s
      postBuild o
       substitute o
        {} s
       substituteFrom a
        [] o
         kind! s {"enum":["Secret","ConfigMap"]}
         name! s {"maxLength":253,"minLength":1}
         optional b {"default":false}
       substituteStrategy s {"enum":["WithVariables","Always"]}
      prune! b
      retryInterval s {"pattern":"^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$"}
      serviceAccountName s
      sourceRef! o
       apiVersion s
       kind! s {"enum":["OCIRepository","GitRepository","Bucket","ExternalArtifact"]}
       name! s
       namespace s
      suspend b
      targetNamespace s {"maxLength":63,"minLength":1}
      timeout s {"pattern":"^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$"}
      wait b
     status o {"default":{"observedGeneration":-1}}
      conditions a
       [] o
        lastTransitionTime! s:date-time
        message! s {"maxLength":32768}
        observedGeneration i:int64 {"minimum":0}
        reason! s {"maxLength":1024,"minLength":1,"pattern":"^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$"}
        status! s {"enum":["True","False","Unknown"]}
        type! s {"maxLength":316,"pattern":"^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$"}
      history a
       [] o
        digest! s
        firstReconciled! s:date-time
        lastReconciled! s:date-time
        lastReconciledDuration! s
        lastReconciledStatus! s
        metadata o
         {} s
        totalReconciliations! i:int64
      inventory o
       entries! a
        [] o
         id! s
         v! s
      lastAppliedOriginRevision s
      lastAppliedRevision s
      lastAttemptedRevision s
      lastHandledReconcileAt s
      observedGeneration i:int64
    = helm.toolkit.fluxcd.io v2 Namespaced {"categories":["all","fluxcd","fluxcd-appliers"],"kind":"HelmRelease","listKind":"HelmReleaseList","plural":"helmreleases","shortNames":["hr"],"singular":"helmrelease"}
    | {"jsonPath":".metadata.creationTimestamp","name":"Age","type":"date"}
    | {"jsonPath":".status.conditions[?(@.type==\"Ready\")].status","name":"Ready","type":"string"}
    | {"jsonPath":".status.conditions[?(@.type==\"Ready\")].message","name":"Status","type":"string"}
    - o
     apiVersion s
     kind s
     metadata o
     spec o
      ? {"message":"either chart or chartRef must be set","rule":"(has(self.chart) && !has(self.chartRef)) || (!has(self.chart) && has(self.chartRef))"}
      chart o
       metadata o
        annotations o
         {} s
        labels o
         {} s
       spec! o
        chart! s {"maxLength":2048,"minLength":1}
        ignoreMissingValuesFiles b
        interval s {"pattern":"^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$"}
        reconcileStrategy s {"default":"ChartVersion","enum":["ChartVersion","Revision"]}
        sourceRef! o
         apiVersion s
         kind! s {"enum":["HelmRepository","GitRepository","Bucket"]}
         name! s {"maxLength":253,"minLength":1}
         namespace s {"maxLength":63,"minLength":1}
        valuesFiles a
         [] s
        verify o
         provider! s {"default":"cosign","enum":["cosign","notation"]}
         secretRef o
          name! s
        version s {"default":"*"}
      chartRef o
       apiVersion s
       kind! s {"enum":["OCIRepository","HelmChart","ExternalArtifact"]}
       name! s {"maxLength":253,"minLength":1}
       namespace s {"maxLength":63,"minLength":1}
      commonMetadata o
       annotations o
        {} s
       labels o
        {} s
      dependsOn a
       [] o
        name! s
        namespace s
        readyExpr s
      driftDetection o
       ignore a
        [] o
         paths! a
          [] s
         target o
          annotationSelector s
          group s
          kind s
          labelSelector s
          name s
          namespace s
          version s
       mode s {"enum":["enabled","warn","disabled"]}
      healthCheckExprs a
       [] o
        apiVersion! s
        current! s
        failed s
        inProgress s
        kind s
      install o
       crds s {"enum":["Skip","Create","CreateReplace"]}
       createNamespace b
       disableHooks b
       disableOpenAPIValidation b
       disableSchemaValidation b
       disableTakeOwnership b
       disableWait b
       disableWaitForJobs b
       remediation o
        ignoreTestFailures b
        remediateLastFailure b
        retries i
       replace b
       serverSideApply b
       skipCRDs b
       strategy o
        ? {"message":".retryInterval cannot be set when .name is 'RemediateOnFailure'","rule":"!has(self.retryInterval) || self.name != 'RemediateOnFailure'"}
        name! s {"enum":["RemediateOnFailure","RetryOnFailure"]}
        retryInterval s {"pattern":"^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$"}
       timeout s {"pattern":"^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$"}
      interval! s {"pattern":"^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$"}
      kubeConfig o
       ? {"message":"exactly one of spec.kubeConfig.configMapRef or spec.kubeConfig.secretRef must be specified","rule":"has(self.configMapRef) || has(self.secretRef)"}
       ? {"message":"exactly one of spec.kubeConfig.configMapRef or spec.kubeConfig.secretRef must be specified","rule":"!has(self.configMapRef) || !has(self.secretRef)"}
       configMapRef o
        name! s
       secretRef o
        key s
        name! s
      maxHistory i
      persistentClient b
      postRenderStrategy s {"enum":["nohooks","combined","separate"]}
      postRenderers a
       [] o
        kustomize o
         images a
          [] o
           digest s
           name! s
           newName s
           newTag s
         patches a
          [] o
           patch! s
           target o
            annotationSelector s
            group s
            kind s
            labelSelector s
            name s
            namespace s
            version s
      releaseName s {"maxLength":53,"minLength":1}
      rollback o
       cleanupOnFail b
       disableHooks b
       disableWait b
       disableWaitForJobs b
       force b
       recreate b
       serverSideApply s {"enum":["enabled","disabled","auto"]}
       timeout s {"pattern":"^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$"}
      serviceAccountName s {"maxLength":253,"minLength":1}
      storageNamespace s {"maxLength":63,"minLength":1}
      suspend b
      targetNamespace s {"maxLength":63,"minLength":1}
      test o
       enable b
       filters a
        [] o
         exclude b
         name! s {"maxLength":253,"minLength":1}
       ignoreFailures b
       timeout s {"pattern":"^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$"}
      timeout s {"pattern":"^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$"}
      uninstall o
       deletionPropagation s {"default":"background","enum":["background","foreground","orphan"]}
       disableHooks b
       disableWait b
       keepHistory b
       timeout s {"pattern":"^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$"}
      upgrade o
       chartNameChangeStrategy s {"enum":["InPlaceUpdate","Reinstall"]}
       cleanupOnFail b
       crds s {"enum":["Skip","Create","CreateReplace"]}
       disableHooks b
       disableOpenAPIValidation b
       disableSchemaValidation b
       disableTakeOwnership b
       disableWait b
       disableWaitForJobs b
       force b
       preserveValues b
       remediation o
        ignoreTestFailures b
        remediateLastFailure b
        retries i
        strategy s {"enum":["rollback","uninstall"]}
       serverSideApply s {"enum":["enabled","disabled","auto"]}
       strategy o
        ? {"message":".retryInterval can only be set when .name is 'RetryOnFailure'","rule":"!has(self.retryInterval) || self.name == 'RetryOnFailure'"}
        name! s {"enum":["RemediateOnFailure","RetryOnFailure"]}
        retryInterval s {"pattern":"^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$"}
       timeout s {"pattern":"^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$"}
      values - {"x-kubernetes-preserve-unknown-fields":true}
      valuesFrom a
       [] o
        kind! s {"enum":["Secret","ConfigMap"]}
        literal b
        name! s {"maxLength":253,"minLength":1}
        optional b
        targetPath s {"maxLength":250,"pattern":"^([a-zA-Z0-9_\\-.\\\\\\/]|\\[[0-9]{1,5}\\])+$"}
        valuesKey s {"maxLength":253,"pattern":"^[\\-._a-zA-Z0-9]+$"}
      waitStrategy o
       name! s {"enum":["poller","legacy"]}
     status o {"default":{"observedGeneration":-1}}
      conditions a
       [] o
        lastTransitionTime! s:date-time
        message! s {"maxLength":32768}
        observedGeneration i:int64 {"minimum":0}
        reason! s {"maxLength":1024,"minLength":1,"pattern":"^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$"}
        status! s {"enum":["True","False","Unknown"]}
        type! s {"maxLength":316,"pattern":"^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$"}
      failures i:int64
      helmChart s
      history a
       [] o
        action s
        apiVersion s
        appVersion s
        chartName! s
        chartVersion! s
        configDigest! s
        deleted s:date-time
        digest! s
        firstDeployed! s:date-time
        lastDeployed! s:date-time
        name! s
        namespace! s
        ociDigest s
        status! s
        testHooks o
         {} o
          lastCompleted s:date-time
          lastStarted s:date-time
          phase s
        version! i
      installFailures i:int64
      inventory o
       entries! a
        [] o
         id! s
         v! s
      lastAttemptedConfigDigest s
      lastAttemptedGeneration i:int64
      lastAttemptedReleaseAction s {"enum":["install","upgrade"]}
      lastAttemptedReleaseActionDuration s
      lastAttemptedRevision s
      lastAttemptedRevisionDigest s
      lastAttemptedValuesChecksum s
      lastHandledForceAt s
      lastHandledReconcileAt s
      lastHandledResetAt s
      lastReleaseRevision i
      observedCommonMetadataDigest s
      observedGeneration i:int64
      observedPostRenderersDigest s
      storageNamespace s {"maxLength":63,"minLength":1}
      upgradeFailures i:int64
    """#
}
