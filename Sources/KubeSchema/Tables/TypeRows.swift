// Written by Scripts/kube-tables.py from the facts of Kubernetes 1.36; do not edit.

extension TypeTable {
  /// Types and fields; the format is described at ``TypeTable``.
  static let typeRows: StaticString = #"""
    @admissionregistration.v1.ApplyConfiguration
    expression	s
    @admissionregistration.v1.AuditAnnotation
    key	s	!	=""	k
    valueExpression	s	!	=""	k
    @admissionregistration.v1.ExpressionWarning
    fieldRef	s	!	=""	k
    warning	s	!	=""	k
    @admissionregistration.v1.JSONPatch
    expression	s
    @admissionregistration.v1.MatchCondition
    name	s	!	=""	k
    expression	s	!	=""	k
    @admissionregistration.v1.MatchResources	Ma
    namespaceSelector	>~apis.meta.v1.LabelSelector	*
    objectSelector	>~apis.meta.v1.LabelSelector	*
    resourceRules	[>admissionregistration.v1.NamedRuleWithOperations	La
    excludeResourceRules	[>admissionregistration.v1.NamedRuleWithOperations	La
    matchPolicy	s?Equivalent,Exact	tv1.MatchPolicyType	*
    @admissionregistration.v1.MutatingAdmissionPolicy	Gadmissionregistration.k8s.io/v1/MutatingAdmissionPolicy
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    spec	>admissionregistration.v1.MutatingAdmissionPolicySpec	={}
    @admissionregistration.v1.MutatingAdmissionPolicyBinding	Gadmissionregistration.k8s.io/v1/MutatingAdmissionPolicyBinding
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    spec	>admissionregistration.v1.MutatingAdmissionPolicyBindingSpec	={}
    @admissionregistration.v1.MutatingAdmissionPolicyBindingList	Gadmissionregistration.k8s.io/v1/MutatingAdmissionPolicyBindingList
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ListMeta	={}	k	NListMeta
    items	[>admissionregistration.v1.MutatingAdmissionPolicyBinding	!	k
    @admissionregistration.v1.MutatingAdmissionPolicyBindingSpec
    policyName	s
    paramRef	>admissionregistration.v1.ParamRef	*
    matchResources	>admissionregistration.v1.MatchResources	*
    @admissionregistration.v1.MutatingAdmissionPolicyList	Gadmissionregistration.k8s.io/v1/MutatingAdmissionPolicyList
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ListMeta	={}	k	NListMeta
    items	[>admissionregistration.v1.MutatingAdmissionPolicy	!	k
    @admissionregistration.v1.MutatingAdmissionPolicySpec
    paramKind	>admissionregistration.v1.ParamKind	*
    matchConstraints	>admissionregistration.v1.MatchResources	*
    variables	[>admissionregistration.v1.Variable	La
    mutations	[>admissionregistration.v1.Mutation	La
    failurePolicy	s?Fail,Ignore	tv1.FailurePolicyType	*
    matchConditions	[>admissionregistration.v1.MatchCondition	Lm:name	Pmerge	Kname
    reinvocationPolicy	s?IfNeeded,Never	tv1.ReinvocationPolicyType
    @admissionregistration.v1.MutatingWebhook
    name	s	!	=""	k
    clientConfig	>admissionregistration.v1.WebhookClientConfig	!	={}	k
    rules	[>admissionregistration.v1.RuleWithOperations	La
    failurePolicy	s?Fail,Ignore	tv1.FailurePolicyType	*
    matchPolicy	s?Equivalent,Exact	tv1.MatchPolicyType	*
    namespaceSelector	>~apis.meta.v1.LabelSelector	*
    objectSelector	>~apis.meta.v1.LabelSelector	*
    sideEffects	s?None,NoneOnDryRun,Some,Unknown	!	tv1.SideEffectClass	*	k
    timeoutSeconds	i:int32	*
    admissionReviewVersions	[s	!	La	k
    reinvocationPolicy	s?IfNeeded,Never	tv1.ReinvocationPolicyType	*
    matchConditions	[>admissionregistration.v1.MatchCondition	Lm:name	Pmerge	Kname
    @admissionregistration.v1.MutatingWebhookConfiguration	Gadmissionregistration.k8s.io/v1/MutatingWebhookConfiguration
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    webhooks	[>admissionregistration.v1.MutatingWebhook	Lm:name	Pmerge	Kname
    @admissionregistration.v1.MutatingWebhookConfigurationList	Gadmissionregistration.k8s.io/v1/MutatingWebhookConfigurationList
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ListMeta	={}	k	NListMeta
    items	[>admissionregistration.v1.MutatingWebhookConfiguration	!	k
    @admissionregistration.v1.Mutation
    patchType	s?ApplyConfiguration,JSONPatch	!	=""	tv1.PatchType	k
    applyConfiguration	>admissionregistration.v1.ApplyConfiguration	*
    jsonPatch	>admissionregistration.v1.JSONPatch	*	NJSONPatch
    @admissionregistration.v1.NamedRuleWithOperations	Ma
    resourceNames	[s	La
    operations	[s?*,CONNECT,CREATE,DELETE,UPDATE	La	t[]v1.OperationType
    apiGroups	[s	La	NAPIGroups
    apiVersions	[s	La	NAPIVersions
    resources	[s	La
    scope	s?*,Cluster,Namespaced	tv1.ScopeType	*
    @admissionregistration.v1.ParamKind	Ma
    apiVersion	s	NAPIVersion
    kind	s
    @admissionregistration.v1.ParamRef	Ma
    name	s
    namespace	s
    selector	>~apis.meta.v1.LabelSelector	*
    parameterNotFoundAction	s	tv1.ParameterNotFoundActionType	*
    @admissionregistration.v1.RuleWithOperations
    operations	[s?*,CONNECT,CREATE,DELETE,UPDATE	La	t[]v1.OperationType
    apiGroups	[s	La	NAPIGroups
    apiVersions	[s	La	NAPIVersions
    resources	[s	La
    scope	s?*,Cluster,Namespaced	tv1.ScopeType	*
    @admissionregistration.v1.ServiceReference
    namespace	s	!	=""	k
    name	s	!	=""	k
    path	s	*
    port	i:int32	*
    @admissionregistration.v1.TypeChecking
    expressionWarnings	[>admissionregistration.v1.ExpressionWarning	La
    @admissionregistration.v1.ValidatingAdmissionPolicy	Gadmissionregistration.k8s.io/v1/ValidatingAdmissionPolicy
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    spec	>admissionregistration.v1.ValidatingAdmissionPolicySpec	={}
    status	>admissionregistration.v1.ValidatingAdmissionPolicyStatus	={}
    @admissionregistration.v1.ValidatingAdmissionPolicyBinding	Gadmissionregistration.k8s.io/v1/ValidatingAdmissionPolicyBinding
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    spec	>admissionregistration.v1.ValidatingAdmissionPolicyBindingSpec	!	={}
    @admissionregistration.v1.ValidatingAdmissionPolicyBindingList	Gadmissionregistration.k8s.io/v1/ValidatingAdmissionPolicyBindingList
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ListMeta	={}	k	NListMeta
    items	[>admissionregistration.v1.ValidatingAdmissionPolicyBinding	!	k
    @admissionregistration.v1.ValidatingAdmissionPolicyBindingSpec
    policyName	s	!
    paramRef	>admissionregistration.v1.ParamRef	*
    matchResources	>admissionregistration.v1.MatchResources	*
    validationActions	[s?Audit,Deny,Warn	!	Ls	t[]v1.ValidationAction
    @admissionregistration.v1.ValidatingAdmissionPolicyList	Gadmissionregistration.k8s.io/v1/ValidatingAdmissionPolicyList
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ListMeta	={}	k	NListMeta
    items	[>admissionregistration.v1.ValidatingAdmissionPolicy	!	k
    @admissionregistration.v1.ValidatingAdmissionPolicySpec
    paramKind	>admissionregistration.v1.ParamKind	*
    matchConstraints	>admissionregistration.v1.MatchResources	*
    validations	[>admissionregistration.v1.Validation	La
    failurePolicy	s?Fail,Ignore	tv1.FailurePolicyType	*
    auditAnnotations	[>admissionregistration.v1.AuditAnnotation	La
    matchConditions	[>admissionregistration.v1.MatchCondition	Lm:name	Pmerge	Kname
    variables	[>admissionregistration.v1.Variable	Lm:name	Pmerge	Kname
    @admissionregistration.v1.ValidatingAdmissionPolicyStatus
    observedGeneration	i:int64
    typeChecking	>admissionregistration.v1.TypeChecking	*
    conditions	[>~apis.meta.v1.Condition	Lm:type
    @admissionregistration.v1.ValidatingWebhook
    name	s	!	=""	k
    clientConfig	>admissionregistration.v1.WebhookClientConfig	!	={}	k
    rules	[>admissionregistration.v1.RuleWithOperations	La
    failurePolicy	s?Fail,Ignore	tv1.FailurePolicyType	*
    matchPolicy	s?Equivalent,Exact	tv1.MatchPolicyType	*
    namespaceSelector	>~apis.meta.v1.LabelSelector	*
    objectSelector	>~apis.meta.v1.LabelSelector	*
    sideEffects	s?None,NoneOnDryRun,Some,Unknown	!	tv1.SideEffectClass	*	k
    timeoutSeconds	i:int32	*
    admissionReviewVersions	[s	!	La	k
    matchConditions	[>admissionregistration.v1.MatchCondition	Lm:name	Pmerge	Kname
    @admissionregistration.v1.ValidatingWebhookConfiguration	Gadmissionregistration.k8s.io/v1/ValidatingWebhookConfiguration
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    webhooks	[>admissionregistration.v1.ValidatingWebhook	Lm:name	Pmerge	Kname
    @admissionregistration.v1.ValidatingWebhookConfigurationList	Gadmissionregistration.k8s.io/v1/ValidatingWebhookConfigurationList
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ListMeta	={}	k	NListMeta
    items	[>admissionregistration.v1.ValidatingWebhookConfiguration	!	k
    @admissionregistration.v1.Validation
    expression	s	!	=""	k
    message	s
    reason	s	tv1.StatusReason	*
    messageExpression	s
    @admissionregistration.v1.Variable	Ma
    name	s	!	=""	k
    expression	s	!	=""	k
    @admissionregistration.v1.WebhookClientConfig
    url	s	*	NURL
    service	>admissionregistration.v1.ServiceReference	*
    caBundle	s:byte	NCABundle
    @apps.v1.ControllerRevision	Gapps/v1/ControllerRevision
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    data	>~runtime.RawExtension	k
    revision	i:int64	!	=0	k
    @apps.v1.ControllerRevisionList	Gapps/v1/ControllerRevisionList
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ListMeta	={}	k	NListMeta
    items	[>apps.v1.ControllerRevision	!	k
    @apps.v1.DaemonSet	Gapps/v1/DaemonSet
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    spec	>apps.v1.DaemonSetSpec	={}
    status	>apps.v1.DaemonSetStatus	={}
    @apps.v1.DaemonSetCondition
    type	s	!	=""	tv1.DaemonSetConditionType	k
    status	s	!	=""	tv1.ConditionStatus	k
    lastTransitionTime	>~apis.meta.v1.Time
    reason	s
    message	s
    @apps.v1.DaemonSetList	Gapps/v1/DaemonSetList
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ListMeta	={}	k	NListMeta
    items	[>apps.v1.DaemonSet	!	k
    @apps.v1.DaemonSetSpec
    selector	>~apis.meta.v1.LabelSelector	!	*	k
    template	>core.v1.PodTemplateSpec	!	={}	k
    updateStrategy	>apps.v1.DaemonSetUpdateStrategy	={}
    minReadySeconds	i:int32
    revisionHistoryLimit	i:int32	*
    @apps.v1.DaemonSetStatus
    currentNumberScheduled	i:int32	!	=0	k
    numberMisscheduled	i:int32	!	=0	k
    desiredNumberScheduled	i:int32	!	=0	k
    numberReady	i:int32	!	=0	k
    observedGeneration	i:int64
    updatedNumberScheduled	i:int32
    numberAvailable	i:int32
    numberUnavailable	i:int32
    collisionCount	i:int32	*
    conditions	[>apps.v1.DaemonSetCondition	Lm:type	Pmerge	Ktype
    @apps.v1.DaemonSetUpdateStrategy
    type	s?OnDelete,RollingUpdate	tv1.DaemonSetUpdateStrategyType
    rollingUpdate	>apps.v1.RollingUpdateDaemonSet	*
    @apps.v1.Deployment	Gapps/v1/Deployment
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    spec	>apps.v1.DeploymentSpec	={}
    status	>apps.v1.DeploymentStatus	={}
    @apps.v1.DeploymentCondition
    type	s	!	=""	tv1.DeploymentConditionType	k
    status	s	!	=""	tv1.ConditionStatus	k
    lastUpdateTime	>~apis.meta.v1.Time
    lastTransitionTime	>~apis.meta.v1.Time
    reason	s
    message	s
    @apps.v1.DeploymentList	Gapps/v1/DeploymentList
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ListMeta	={}	k	NListMeta
    items	[>apps.v1.Deployment	!	k
    @apps.v1.DeploymentSpec
    replicas	i:int32	*
    selector	>~apis.meta.v1.LabelSelector	!	*	k
    template	>core.v1.PodTemplateSpec	!	={}	k
    strategy	>apps.v1.DeploymentStrategy	={}	PretainKeys
    minReadySeconds	i:int32
    revisionHistoryLimit	i:int32	*
    paused	b
    progressDeadlineSeconds	i:int32	*
    @apps.v1.DeploymentStatus
    observedGeneration	i:int64
    replicas	i:int32
    updatedReplicas	i:int32
    readyReplicas	i:int32
    availableReplicas	i:int32
    unavailableReplicas	i:int32
    terminatingReplicas	i:int32	*
    conditions	[>apps.v1.DeploymentCondition	Lm:type	Pmerge	Ktype
    collisionCount	i:int32	*
    @apps.v1.DeploymentStrategy
    type	s?Recreate,RollingUpdate	tv1.DeploymentStrategyType
    rollingUpdate	>apps.v1.RollingUpdateDeployment	*
    @apps.v1.ReplicaSet	Gapps/v1/ReplicaSet
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    spec	>apps.v1.ReplicaSetSpec	={}
    status	>apps.v1.ReplicaSetStatus	={}
    @apps.v1.ReplicaSetCondition
    type	s	!	=""	tv1.ReplicaSetConditionType	k
    status	s	!	=""	tv1.ConditionStatus	k
    lastTransitionTime	>~apis.meta.v1.Time
    reason	s
    message	s
    @apps.v1.ReplicaSetList	Gapps/v1/ReplicaSetList
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ListMeta	={}	k	NListMeta
    items	[>apps.v1.ReplicaSet	!	k
    @apps.v1.ReplicaSetSpec
    replicas	i:int32	*
    minReadySeconds	i:int32
    selector	>~apis.meta.v1.LabelSelector	!	*	k
    template	>core.v1.PodTemplateSpec	={}
    @apps.v1.ReplicaSetStatus
    replicas	i:int32	!	=0	k
    fullyLabeledReplicas	i:int32
    readyReplicas	i:int32
    availableReplicas	i:int32
    terminatingReplicas	i:int32	*
    observedGeneration	i:int64
    conditions	[>apps.v1.ReplicaSetCondition	Lm:type	Pmerge	Ktype
    @apps.v1.RollingUpdateDaemonSet
    maxUnavailable	>~util.intstr.IntOrString	*
    maxSurge	>~util.intstr.IntOrString	*
    @apps.v1.RollingUpdateDeployment
    maxUnavailable	>~util.intstr.IntOrString	*
    maxSurge	>~util.intstr.IntOrString	*
    @apps.v1.RollingUpdateStatefulSetStrategy
    partition	i:int32	*
    maxUnavailable	>~util.intstr.IntOrString	*
    @apps.v1.StatefulSet	Gapps/v1/StatefulSet
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    spec	>apps.v1.StatefulSetSpec	={}
    status	>apps.v1.StatefulSetStatus	={}
    @apps.v1.StatefulSetCondition
    type	s	!	=""	tv1.StatefulSetConditionType	k
    status	s	!	=""	tv1.ConditionStatus	k
    lastTransitionTime	>~apis.meta.v1.Time
    reason	s
    message	s
    @apps.v1.StatefulSetList	Gapps/v1/StatefulSetList
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ListMeta	={}	k	NListMeta
    items	[>apps.v1.StatefulSet	!	k
    @apps.v1.StatefulSetOrdinals
    start	i:int32	=0	k
    @apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy
    whenDeleted	s	tv1.PersistentVolumeClaimRetentionPolicyType
    whenScaled	s	tv1.PersistentVolumeClaimRetentionPolicyType
    @apps.v1.StatefulSetSpec
    replicas	i:int32	*
    selector	>~apis.meta.v1.LabelSelector	!	*	k
    template	>core.v1.PodTemplateSpec	!	={}	k
    volumeClaimTemplates	[>core.v1.PersistentVolumeClaim	La
    serviceName	s	=""	k
    podManagementPolicy	s?OrderedReady,Parallel	tv1.PodManagementPolicyType
    updateStrategy	>apps.v1.StatefulSetUpdateStrategy	={}
    revisionHistoryLimit	i:int32	*
    minReadySeconds	i:int32
    persistentVolumeClaimRetentionPolicy	>apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy	*
    ordinals	>apps.v1.StatefulSetOrdinals	*
    @apps.v1.StatefulSetStatus
    observedGeneration	i:int64
    replicas	i:int32	!	=0	k
    readyReplicas	i:int32
    currentReplicas	i:int32
    updatedReplicas	i:int32
    currentRevision	s
    updateRevision	s
    collisionCount	i:int32	*
    conditions	[>apps.v1.StatefulSetCondition	Lm:type	Pmerge	Ktype
    availableReplicas	i:int32	=0	k
    @apps.v1.StatefulSetUpdateStrategy
    type	s?OnDelete,RollingUpdate	tv1.StatefulSetUpdateStrategyType
    rollingUpdate	>apps.v1.RollingUpdateStatefulSetStrategy	*
    @authentication.v1.BoundObjectReference
    kind	s
    apiVersion	s	NAPIVersion
    name	s
    uid	s	ttypes.UID	NUID
    @authentication.v1.SelfSubjectReview	Gauthentication.k8s.io/v1/SelfSubjectReview
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    status	>authentication.v1.SelfSubjectReviewStatus	={}
    @authentication.v1.SelfSubjectReviewStatus
    userInfo	>authentication.v1.UserInfo	={}
    @authentication.v1.TokenRequest	Gauthentication.k8s.io/v1/TokenRequest
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    spec	>authentication.v1.TokenRequestSpec	={}	k
    status	>authentication.v1.TokenRequestStatus	={}
    @authentication.v1.TokenRequestSpec
    audiences	[s	La	k
    expirationSeconds	i:int64	*	k
    boundObjectRef	>authentication.v1.BoundObjectReference	*	k
    @authentication.v1.TokenRequestStatus
    token	s	=""	k
    expirationTimestamp	>~apis.meta.v1.Time	k
    @authentication.v1.TokenReview	Gauthentication.k8s.io/v1/TokenReview
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    spec	>authentication.v1.TokenReviewSpec	!	={}	k
    status	>authentication.v1.TokenReviewStatus	={}
    @authentication.v1.TokenReviewSpec
    token	s	!
    audiences	[s	La
    @authentication.v1.TokenReviewStatus
    authenticated	b
    user	>authentication.v1.UserInfo	={}
    audiences	[s	La
    error	s
    @authentication.v1.UserInfo
    username	s
    uid	s	NUID
    groups	[s	La
    extra	{[s	tmap[string]v1.ExtraValue
    @authorization.v1.FieldSelectorAttributes
    rawSelector	s
    requirements	[>~apis.meta.v1.FieldSelectorRequirement	La
    @authorization.v1.LabelSelectorAttributes
    rawSelector	s
    requirements	[>~apis.meta.v1.LabelSelectorRequirement	La
    @authorization.v1.LocalSubjectAccessReview	Gauthorization.k8s.io/v1/LocalSubjectAccessReview
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    spec	>authorization.v1.SubjectAccessReviewSpec	!	={}	k
    status	>authorization.v1.SubjectAccessReviewStatus	={}
    @authorization.v1.NonResourceAttributes
    path	s
    verb	s
    @authorization.v1.NonResourceRule
    verbs	[s	!	La	k
    nonResourceURLs	[s	La
    @authorization.v1.ResourceAttributes
    namespace	s
    verb	s
    group	s
    version	s
    resource	s
    subresource	s
    name	s
    fieldSelector	>authorization.v1.FieldSelectorAttributes	*
    labelSelector	>authorization.v1.LabelSelectorAttributes	*
    @authorization.v1.ResourceRule
    verbs	[s	!	La	k
    apiGroups	[s	La	NAPIGroups
    resources	[s	La
    resourceNames	[s	La
    @authorization.v1.SelfSubjectAccessReview	Gauthorization.k8s.io/v1/SelfSubjectAccessReview
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    spec	>authorization.v1.SelfSubjectAccessReviewSpec	!	={}	k
    status	>authorization.v1.SubjectAccessReviewStatus	={}
    @authorization.v1.SelfSubjectAccessReviewSpec
    resourceAttributes	>authorization.v1.ResourceAttributes	*
    nonResourceAttributes	>authorization.v1.NonResourceAttributes	*
    @authorization.v1.SelfSubjectRulesReview	Gauthorization.k8s.io/v1/SelfSubjectRulesReview
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    spec	>authorization.v1.SelfSubjectRulesReviewSpec	!	={}	k
    status	>authorization.v1.SubjectRulesReviewStatus	={}
    @authorization.v1.SelfSubjectRulesReviewSpec
    namespace	s
    @authorization.v1.SubjectAccessReview	Gauthorization.k8s.io/v1/SubjectAccessReview
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    spec	>authorization.v1.SubjectAccessReviewSpec	!	={}	k
    status	>authorization.v1.SubjectAccessReviewStatus	={}
    @authorization.v1.SubjectAccessReviewSpec
    resourceAttributes	>authorization.v1.ResourceAttributes	*
    nonResourceAttributes	>authorization.v1.NonResourceAttributes	*
    user	s
    groups	[s	La
    extra	{[s	tmap[string]v1.ExtraValue
    uid	s	NUID
    @authorization.v1.SubjectAccessReviewStatus
    allowed	b	!	=false	k
    denied	b
    reason	s
    evaluationError	s
    @authorization.v1.SubjectRulesReviewStatus
    resourceRules	[>authorization.v1.ResourceRule	!	La	k
    nonResourceRules	[>authorization.v1.NonResourceRule	!	La	k
    incomplete	b	!	=false	k
    evaluationError	s
    @autoscaling.v1.CrossVersionObjectReference	Ma
    kind	s	!	=""	k
    name	s	!	=""	k
    apiVersion	s	NAPIVersion
    @autoscaling.v1.HorizontalPodAutoscaler	Gautoscaling/v1/HorizontalPodAutoscaler
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    spec	>autoscaling.v1.HorizontalPodAutoscalerSpec	!	={}
    status	>autoscaling.v1.HorizontalPodAutoscalerStatus	={}
    @autoscaling.v1.HorizontalPodAutoscalerList	Gautoscaling/v1/HorizontalPodAutoscalerList
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ListMeta	={}	k	NListMeta
    items	[>autoscaling.v1.HorizontalPodAutoscaler	!	k
    @autoscaling.v1.HorizontalPodAutoscalerSpec
    scaleTargetRef	>autoscaling.v1.CrossVersionObjectReference	!	={}	k
    minReplicas	i:int32	*
    maxReplicas	i:int32	!	=0	k
    targetCPUUtilizationPercentage	i:int32	*
    @autoscaling.v1.HorizontalPodAutoscalerStatus
    observedGeneration	i:int64	*
    lastScaleTime	>~apis.meta.v1.Time	*
    currentReplicas	i:int32	!	=0	k
    desiredReplicas	i:int32	!	=0	k
    currentCPUUtilizationPercentage	i:int32	*
    @autoscaling.v1.Scale	Gautoscaling/v1/Scale
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    spec	>autoscaling.v1.ScaleSpec	={}
    status	>autoscaling.v1.ScaleStatus	={}
    @autoscaling.v1.ScaleSpec
    replicas	i:int32	=0
    @autoscaling.v1.ScaleStatus
    replicas	i:int32	!	=0	k
    selector	s
    @autoscaling.v2.ContainerResourceMetricSource
    name	s	!	=""	tv1.ResourceName	k
    target	>autoscaling.v2.MetricTarget	!	={}	k
    container	s	!	=""	k
    @autoscaling.v2.ContainerResourceMetricStatus
    name	s	!	=""	tv1.ResourceName	k
    current	>autoscaling.v2.MetricValueStatus	!	={}	k
    container	s	!	=""	k
    @autoscaling.v2.CrossVersionObjectReference
    kind	s	!	=""	k
    name	s	!	=""	k
    apiVersion	s	NAPIVersion
    @autoscaling.v2.ExternalMetricSource
    metric	>autoscaling.v2.MetricIdentifier	!	={}	k
    target	>autoscaling.v2.MetricTarget	!	={}	k
    @autoscaling.v2.ExternalMetricStatus
    metric	>autoscaling.v2.MetricIdentifier	!	={}	k
    current	>autoscaling.v2.MetricValueStatus	!	={}	k
    @autoscaling.v2.HPAScalingPolicy
    type	s	!	=""	tv2.HPAScalingPolicyType	k
    value	i:int32	!	=0	k
    periodSeconds	i:int32	!	=0	k
    @autoscaling.v2.HPAScalingRules
    stabilizationWindowSeconds	i:int32	*
    selectPolicy	s	tv2.ScalingPolicySelect	*
    policies	[>autoscaling.v2.HPAScalingPolicy	La
    tolerance	>~api.resource.Quantity	*
    @autoscaling.v2.HorizontalPodAutoscaler	Gautoscaling/v2/HorizontalPodAutoscaler
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    spec	>autoscaling.v2.HorizontalPodAutoscalerSpec	!	={}
    status	>autoscaling.v2.HorizontalPodAutoscalerStatus	={}
    @autoscaling.v2.HorizontalPodAutoscalerBehavior
    scaleUp	>autoscaling.v2.HPAScalingRules	*
    scaleDown	>autoscaling.v2.HPAScalingRules	*
    @autoscaling.v2.HorizontalPodAutoscalerCondition
    type	s	!	=""	tv2.HorizontalPodAutoscalerConditionType	k
    status	s	!	=""	tv1.ConditionStatus	k
    lastTransitionTime	>~apis.meta.v1.Time
    reason	s
    message	s
    @autoscaling.v2.HorizontalPodAutoscalerList	Gautoscaling/v2/HorizontalPodAutoscalerList
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ListMeta	={}	k	NListMeta
    items	[>autoscaling.v2.HorizontalPodAutoscaler	!	k
    @autoscaling.v2.HorizontalPodAutoscalerSpec
    scaleTargetRef	>autoscaling.v2.CrossVersionObjectReference	!	={}	k
    minReplicas	i:int32	*
    maxReplicas	i:int32	!	=0	k
    metrics	[>autoscaling.v2.MetricSpec	La
    behavior	>autoscaling.v2.HorizontalPodAutoscalerBehavior	*
    @autoscaling.v2.HorizontalPodAutoscalerStatus
    observedGeneration	i:int64	*
    lastScaleTime	>~apis.meta.v1.Time	*
    currentReplicas	i:int32
    desiredReplicas	i:int32	!	=0	k
    currentMetrics	[>autoscaling.v2.MetricStatus	La	k
    conditions	[>autoscaling.v2.HorizontalPodAutoscalerCondition	Lm:type	Pmerge	Ktype
    @autoscaling.v2.MetricIdentifier
    name	s	!	=""	k
    selector	>~apis.meta.v1.LabelSelector	*
    @autoscaling.v2.MetricSpec
    type	s	!	=""	tv2.MetricSourceType	k
    object	>autoscaling.v2.ObjectMetricSource	*
    pods	>autoscaling.v2.PodsMetricSource	*
    resource	>autoscaling.v2.ResourceMetricSource	*
    containerResource	>autoscaling.v2.ContainerResourceMetricSource	*
    external	>autoscaling.v2.ExternalMetricSource	*
    @autoscaling.v2.MetricStatus
    type	s	!	=""	tv2.MetricSourceType	k
    object	>autoscaling.v2.ObjectMetricStatus	*
    pods	>autoscaling.v2.PodsMetricStatus	*
    resource	>autoscaling.v2.ResourceMetricStatus	*
    containerResource	>autoscaling.v2.ContainerResourceMetricStatus	*
    external	>autoscaling.v2.ExternalMetricStatus	*
    @autoscaling.v2.MetricTarget
    type	s	!	=""	tv2.MetricTargetType	k
    value	>~api.resource.Quantity	*
    averageValue	>~api.resource.Quantity	*
    averageUtilization	i:int32	*
    @autoscaling.v2.MetricValueStatus
    value	>~api.resource.Quantity	*
    averageValue	>~api.resource.Quantity	*
    averageUtilization	i:int32	*
    @autoscaling.v2.ObjectMetricSource
    describedObject	>autoscaling.v2.CrossVersionObjectReference	!	={}	k
    target	>autoscaling.v2.MetricTarget	!	={}	k
    metric	>autoscaling.v2.MetricIdentifier	!	={}	k
    @autoscaling.v2.ObjectMetricStatus
    metric	>autoscaling.v2.MetricIdentifier	!	={}	k
    current	>autoscaling.v2.MetricValueStatus	!	={}	k
    describedObject	>autoscaling.v2.CrossVersionObjectReference	!	={}	k
    @autoscaling.v2.PodsMetricSource
    metric	>autoscaling.v2.MetricIdentifier	!	={}	k
    target	>autoscaling.v2.MetricTarget	!	={}	k
    @autoscaling.v2.PodsMetricStatus
    metric	>autoscaling.v2.MetricIdentifier	!	={}	k
    current	>autoscaling.v2.MetricValueStatus	!	={}	k
    @autoscaling.v2.ResourceMetricSource
    name	s	!	=""	tv1.ResourceName	k
    target	>autoscaling.v2.MetricTarget	!	={}	k
    @autoscaling.v2.ResourceMetricStatus
    name	s	!	=""	tv1.ResourceName	k
    current	>autoscaling.v2.MetricValueStatus	!	={}	k
    @batch.v1.CronJob	Gbatch/v1/CronJob
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    spec	>batch.v1.CronJobSpec	!	={}
    status	>batch.v1.CronJobStatus	={}
    @batch.v1.CronJobList	Gbatch/v1/CronJobList
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ListMeta	={}	k	NListMeta
    items	[>batch.v1.CronJob	!	k
    @batch.v1.CronJobSpec
    schedule	s	!	=""	k
    timeZone	s	*
    startingDeadlineSeconds	i:int64	*
    concurrencyPolicy	s?Allow,Forbid,Replace	tv1.ConcurrencyPolicy
    suspend	b	*
    jobTemplate	>batch.v1.JobTemplateSpec	!	={}	k
    successfulJobsHistoryLimit	i:int32	*
    failedJobsHistoryLimit	i:int32	*
    @batch.v1.CronJobStatus
    active	[>core.v1.ObjectReference	La
    lastScheduleTime	>~apis.meta.v1.Time	*
    lastSuccessfulTime	>~apis.meta.v1.Time	*
    @batch.v1.Job	Gbatch/v1/Job
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    spec	>batch.v1.JobSpec	={}
    status	>batch.v1.JobStatus	={}
    @batch.v1.JobCondition
    type	s	!	=""	tv1.JobConditionType	k
    status	s	!	=""	tv1.ConditionStatus	k
    lastProbeTime	>~apis.meta.v1.Time
    lastTransitionTime	>~apis.meta.v1.Time
    reason	s
    message	s
    @batch.v1.JobList	Gbatch/v1/JobList
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ListMeta	={}	k	NListMeta
    items	[>batch.v1.Job	!	k
    @batch.v1.JobSpec
    parallelism	i:int32	*
    completions	i:int32	*
    activeDeadlineSeconds	i:int64	*
    podFailurePolicy	>batch.v1.PodFailurePolicy	*
    successPolicy	>batch.v1.SuccessPolicy	*
    backoffLimit	i:int32	*
    backoffLimitPerIndex	i:int32	*
    maxFailedIndexes	i:int32	*
    selector	>~apis.meta.v1.LabelSelector	*
    manualSelector	b	*
    template	>core.v1.PodTemplateSpec	!	={}	k
    ttlSecondsAfterFinished	i:int32	*	NTTLSecondsAfterFinished
    completionMode	s?Indexed,NonIndexed	tv1.CompletionMode	*
    suspend	b	*
    podReplacementPolicy	s?Failed,TerminatingOrFailed	tv1.PodReplacementPolicy	*
    managedBy	s	*
    @batch.v1.JobStatus
    conditions	[>batch.v1.JobCondition	La	Pmerge	Ktype
    startTime	>~apis.meta.v1.Time	*
    completionTime	>~apis.meta.v1.Time	*
    active	i:int32
    succeeded	i:int32
    failed	i:int32
    terminating	i:int32	*
    completedIndexes	s
    failedIndexes	s	*
    uncountedTerminatedPods	>batch.v1.UncountedTerminatedPods	*
    ready	i:int32	*
    @batch.v1.JobTemplateSpec
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    spec	>batch.v1.JobSpec	={}
    @batch.v1.PodFailurePolicy
    rules	[>batch.v1.PodFailurePolicyRule	!	La	k
    @batch.v1.PodFailurePolicyOnExitCodesRequirement
    containerName	s	*
    operator	s?In,NotIn	!	=""	tv1.PodFailurePolicyOnExitCodesOperator	k
    values	[i:int32	!	Ls	k
    @batch.v1.PodFailurePolicyOnPodConditionsPattern
    type	s	!	=""	tv1.PodConditionType	k
    status	s	=""	tv1.ConditionStatus	k
    @batch.v1.PodFailurePolicyRule
    action	s?Count,FailIndex,FailJob,Ignore	!	=""	tv1.PodFailurePolicyAction	k
    onExitCodes	>batch.v1.PodFailurePolicyOnExitCodesRequirement	*
    onPodConditions	[>batch.v1.PodFailurePolicyOnPodConditionsPattern	La
    @batch.v1.SuccessPolicy
    rules	[>batch.v1.SuccessPolicyRule	!	La	k
    @batch.v1.SuccessPolicyRule
    succeededIndexes	s	*
    succeededCount	i:int32	*
    @batch.v1.UncountedTerminatedPods
    succeeded	[s	Ls	t[]types.UID
    failed	[s	Ls	t[]types.UID
    @certificates.v1.CertificateSigningRequest	Gcertificates.k8s.io/v1/CertificateSigningRequest
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    spec	>certificates.v1.CertificateSigningRequestSpec	!	={}	k
    status	>certificates.v1.CertificateSigningRequestStatus	={}
    @certificates.v1.CertificateSigningRequestCondition
    type	s	!	=""	tv1.RequestConditionType	k
    status	s	!	=""	tv1.ConditionStatus	k
    reason	s
    message	s
    lastUpdateTime	>~apis.meta.v1.Time
    lastTransitionTime	>~apis.meta.v1.Time
    @certificates.v1.CertificateSigningRequestList	Gcertificates.k8s.io/v1/CertificateSigningRequestList
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ListMeta	={}	k	NListMeta
    items	[>certificates.v1.CertificateSigningRequest	!	k
    @certificates.v1.CertificateSigningRequestSpec
    request	s:byte	!	k
    signerName	s	!	=""	k
    expirationSeconds	i:int32	*
    usages	[s?any,cert sign,client auth,code signing,content commitment,crl sign,data encipherment,decipher only,digital signature,email protection,encipher only,ipsec end system,ipsec tunnel,ipsec user,key agreement,key encipherment,microsoft sgc,netscape sgc,ocsp signing,s/mime,server auth,signing,timestamping	La	t[]v1.KeyUsage
    username	s
    uid	s	NUID
    groups	[s	La
    extra	{[s	tmap[string]v1.ExtraValue
    @certificates.v1.CertificateSigningRequestStatus
    conditions	[>certificates.v1.CertificateSigningRequestCondition	Lm:type
    certificate	s:byte
    @coordination.v1.Lease	Gcoordination.k8s.io/v1/Lease
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    spec	>coordination.v1.LeaseSpec	={}
    @coordination.v1.LeaseList	Gcoordination.k8s.io/v1/LeaseList
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ListMeta	={}	k	NListMeta
    items	[>coordination.v1.Lease	!	k
    @coordination.v1.LeaseSpec
    holderIdentity	s	*
    leaseDurationSeconds	i:int32	*
    acquireTime	>~apis.meta.v1.MicroTime	*
    renewTime	>~apis.meta.v1.MicroTime	*
    leaseTransitions	i:int32	*
    strategy	s	tv1.CoordinatedLeaseStrategy	*
    preferredHolder	s	*
    @core.v1.AWSElasticBlockStoreVolumeSource
    volumeID	s	!	=""	k
    fsType	s	NFSType
    partition	i:int32
    readOnly	b
    @core.v1.Affinity
    nodeAffinity	>core.v1.NodeAffinity	*
    podAffinity	>core.v1.PodAffinity	*
    podAntiAffinity	>core.v1.PodAntiAffinity	*
    @core.v1.AppArmorProfile	U[{"discriminator":"type","fields-to-discriminateBy":{"localhostProfile":"LocalhostProfile"}}]
    type	s?Localhost,RuntimeDefault,Unconfined	!	=""	tv1.AppArmorProfileType	k
    localhostProfile	s	*
    @core.v1.AttachedVolume
    name	s	!	=""	tv1.UniqueVolumeName	k
    devicePath	s	!	=""	k
    @core.v1.AzureDiskVolumeSource
    diskName	s	!	=""	k
    diskURI	s	!	=""	k	NDataDiskURI
    cachingMode	s?None,ReadOnly,ReadWrite	="ReadWrite"	tv1.AzureDataDiskCachingMode	*
    fsType	s	="ext4"	*	NFSType
    readOnly	b	=false	*
    kind	s?Dedicated,Managed,Shared	="Shared"	tv1.AzureDataDiskKind	*
    @core.v1.AzureFilePersistentVolumeSource
    secretName	s	!	=""	k
    shareName	s	!	=""	k
    readOnly	b
    secretNamespace	s	*	k
    @core.v1.AzureFileVolumeSource
    secretName	s	!	=""	k
    shareName	s	!	=""	k
    readOnly	b
    @core.v1.Binding	G/v1/Binding
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    target	>core.v1.ObjectReference	!	={}	k
    @core.v1.CSIPersistentVolumeSource
    driver	s	!	=""	k
    volumeHandle	s	!	=""	k
    readOnly	b
    fsType	s	NFSType
    volumeAttributes	{s
    controllerPublishSecretRef	>core.v1.SecretReference	*
    nodeStageSecretRef	>core.v1.SecretReference	*
    nodePublishSecretRef	>core.v1.SecretReference	*
    controllerExpandSecretRef	>core.v1.SecretReference	*
    nodeExpandSecretRef	>core.v1.SecretReference	*
    @core.v1.CSIVolumeSource
    driver	s	!	=""	k
    readOnly	b	*
    fsType	s	*	NFSType
    volumeAttributes	{s
    nodePublishSecretRef	>core.v1.LocalObjectReference	*
    @core.v1.Capabilities
    add	[s	La	t[]v1.Capability
    drop	[s	La	t[]v1.Capability
    @core.v1.CephFSPersistentVolumeSource
    monitors	[s	!	La	k
    path	s
    user	s
    secretFile	s
    secretRef	>core.v1.SecretReference	*
    readOnly	b
    @core.v1.CephFSVolumeSource
    monitors	[s	!	La	k
    path	s
    user	s
    secretFile	s
    secretRef	>core.v1.LocalObjectReference	*
    readOnly	b
    @core.v1.CinderPersistentVolumeSource
    volumeID	s	!	=""	k
    fsType	s	NFSType
    readOnly	b
    secretRef	>core.v1.SecretReference	*
    @core.v1.CinderVolumeSource
    volumeID	s	!	=""	k
    fsType	s	NFSType
    readOnly	b
    secretRef	>core.v1.LocalObjectReference	*
    @core.v1.ClientIPConfig
    timeoutSeconds	i:int32	*
    @core.v1.ClusterTrustBundleProjection
    name	s	*
    signerName	s	*
    labelSelector	>~apis.meta.v1.LabelSelector	*
    optional	b	*
    path	s	!	=""	k
    @core.v1.ComponentCondition
    type	s	!	=""	tv1.ComponentConditionType	k
    status	s	!	=""	tv1.ConditionStatus	k
    message	s
    error	s
    @core.v1.ComponentStatus	G/v1/ComponentStatus
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    conditions	[>core.v1.ComponentCondition	Lm:type	Pmerge	Ktype
    @core.v1.ComponentStatusList	G/v1/ComponentStatusList
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ListMeta	={}	k	NListMeta
    items	[>core.v1.ComponentStatus	!	k
    @core.v1.ConfigMap	G/v1/ConfigMap
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    immutable	b	*
    data	{s
    binaryData	{s:byte
    @core.v1.ConfigMapEnvSource
    name	s	=""
    optional	b	*
    @core.v1.ConfigMapKeySelector	Ma
    name	s	=""
    key	s	!	=""	k
    optional	b	*
    @core.v1.ConfigMapList	G/v1/ConfigMapList
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ListMeta	={}	k	NListMeta
    items	[>core.v1.ConfigMap	!	k
    @core.v1.ConfigMapNodeConfigSource
    namespace	s	!	=""	k
    name	s	!	=""	k
    uid	s	ttypes.UID	NUID
    resourceVersion	s
    kubeletConfigKey	s	!	=""	k
    @core.v1.ConfigMapProjection
    name	s	=""
    items	[>core.v1.KeyToPath	La
    optional	b	*
    @core.v1.ConfigMapVolumeSource
    name	s	=""
    items	[>core.v1.KeyToPath	La
    defaultMode	i:int32	*
    optional	b	*
    @core.v1.Container
    name	s	!	=""	k
    image	s
    command	[s	La
    args	[s	La
    workingDir	s
    ports	[>core.v1.ContainerPort	Lm:containerPort,protocol	Pmerge	KcontainerPort
    envFrom	[>core.v1.EnvFromSource	La
    env	[>core.v1.EnvVar	Lm:name	Pmerge	Kname
    resources	>core.v1.ResourceRequirements	={}
    resizePolicy	[>core.v1.ContainerResizePolicy	La
    restartPolicy	s	tv1.ContainerRestartPolicy	*
    restartPolicyRules	[>core.v1.ContainerRestartRule	La
    volumeMounts	[>core.v1.VolumeMount	Lm:mountPath	Pmerge	KmountPath
    volumeDevices	[>core.v1.VolumeDevice	Lm:devicePath	Pmerge	KdevicePath
    livenessProbe	>core.v1.Probe	*
    readinessProbe	>core.v1.Probe	*
    startupProbe	>core.v1.Probe	*
    lifecycle	>core.v1.Lifecycle	*
    terminationMessagePath	s
    terminationMessagePolicy	s?FallbackToLogsOnError,File	tv1.TerminationMessagePolicy
    imagePullPolicy	s?Always,IfNotPresent,Never	tv1.PullPolicy
    securityContext	>core.v1.SecurityContext	*
    stdin	b
    stdinOnce	b
    tty	b	NTTY
    @core.v1.ContainerExtendedResourceRequest
    containerName	s	!	=""	k
    resourceName	s	!	=""	k
    requestName	s	!	=""	k
    @core.v1.ContainerImage
    names	[s	La	k
    sizeBytes	i:int64
    @core.v1.ContainerPort
    name	s
    hostPort	i:int32
    containerPort	i:int32	!	=0	k
    protocol	s?SCTP,TCP,UDP	="TCP"	tv1.Protocol
    hostIP	s
    @core.v1.ContainerResizePolicy
    resourceName	s	!	=""	tv1.ResourceName	k
    restartPolicy	s	!	=""	tv1.ResourceResizeRestartPolicy	k
    @core.v1.ContainerRestartRule
    action	s	!	tv1.ContainerRestartRuleAction
    exitCodes	>core.v1.ContainerRestartRuleOnExitCodes	*
    @core.v1.ContainerRestartRuleOnExitCodes
    operator	s	!	tv1.ContainerRestartRuleOnExitCodesOperator
    values	[i:int32	Ls
    @core.v1.ContainerState
    waiting	>core.v1.ContainerStateWaiting	*
    running	>core.v1.ContainerStateRunning	*
    terminated	>core.v1.ContainerStateTerminated	*
    @core.v1.ContainerStateRunning
    startedAt	>~apis.meta.v1.Time
    @core.v1.ContainerStateTerminated
    exitCode	i:int32	!	=0	k
    signal	i:int32
    reason	s
    message	s
    startedAt	>~apis.meta.v1.Time
    finishedAt	>~apis.meta.v1.Time
    containerID	s
    @core.v1.ContainerStateWaiting
    reason	s
    message	s
    @core.v1.ContainerStatus
    name	s	!	=""	k
    state	>core.v1.ContainerState	={}
    lastState	>core.v1.ContainerState	={}	NLastTerminationState
    ready	b	!	=false	k
    restartCount	i:int32	!	=0	k
    image	s	!	=""	k
    imageID	s	!	=""	k
    containerID	s
    started	b	*
    allocatedResources	{>~api.resource.Quantity	tv1.ResourceList
    resources	>core.v1.ResourceRequirements	*
    volumeMounts	[>core.v1.VolumeMountStatus	Lm:mountPath	Pmerge	KmountPath
    user	>core.v1.ContainerUser	*
    allocatedResourcesStatus	[>core.v1.ResourceStatus	Lm:name	Pmerge	Kname
    stopSignal	s?SIGABRT,SIGALRM,SIGBUS,SIGCHLD,SIGCLD,SIGCONT,SIGFPE,SIGHUP,SIGILL,SIGINT,SIGIO,SIGIOT,SIGKILL,SIGPIPE,SIGPOLL,SIGPROF,SIGPWR,SIGQUIT,SIGRTMAX,SIGRTMAX-1,SIGRTMAX-10,SIGRTMAX-11,SIGRTMAX-12,SIGRTMAX-13,SIGRTMAX-14,SIGRTMAX-2,SIGRTMAX-3,SIGRTMAX-4,SIGRTMAX-5,SIGRTMAX-6,SIGRTMAX-7,SIGRTMAX-8,SIGRTMAX-9,SIGRTMIN,SIGRTMIN+1,SIGRTMIN+10,SIGRTMIN+11,SIGRTMIN+12,SIGRTMIN+13,SIGRTMIN+14,SIGRTMIN+15,SIGRTMIN+2,SIGRTMIN+3,SIGRTMIN+4,SIGRTMIN+5,SIGRTMIN+6,SIGRTMIN+7,SIGRTMIN+8,SIGRTMIN+9,SIGSEGV,SIGSTKFLT,SIGSTOP,SIGSYS,SIGTERM,SIGTRAP,SIGTSTP,SIGTTIN,SIGTTOU,SIGURG,SIGUSR1,SIGUSR2,SIGVTALRM,SIGWINCH,SIGXCPU,SIGXFSZ	tv1.Signal	*
    @core.v1.ContainerUser
    linux	>core.v1.LinuxContainerUser	*
    @core.v1.DaemonEndpoint
    Port	i:int32	!	=0	k
    @core.v1.DownwardAPIProjection
    items	[>core.v1.DownwardAPIVolumeFile	La
    @core.v1.DownwardAPIVolumeFile
    path	s	!	=""	k
    fieldRef	>core.v1.ObjectFieldSelector	*
    resourceFieldRef	>core.v1.ResourceFieldSelector	*
    mode	i:int32	*
    @core.v1.DownwardAPIVolumeSource
    items	[>core.v1.DownwardAPIVolumeFile	La
    defaultMode	i:int32	*
    @core.v1.EmptyDirVolumeSource
    medium	s	tv1.StorageMedium
    sizeLimit	>~api.resource.Quantity	*
    @core.v1.EndpointAddress	Ma
    ip	s	!	=""	k	NIP
    hostname	s
    nodeName	s	*
    targetRef	>core.v1.ObjectReference	*
    @core.v1.EndpointPort	Ma
    name	s
    port	i:int32	!	=0	k
    protocol	s?SCTP,TCP,UDP	tv1.Protocol
    appProtocol	s	*
    @core.v1.EndpointSubset
    addresses	[>core.v1.EndpointAddress	La
    notReadyAddresses	[>core.v1.EndpointAddress	La
    ports	[>core.v1.EndpointPort	La
    @core.v1.Endpoints	G/v1/Endpoints
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    subsets	[>core.v1.EndpointSubset	La
    @core.v1.EndpointsList	G/v1/EndpointsList
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ListMeta	={}	k	NListMeta
    items	[>core.v1.Endpoints	!	k
    @core.v1.EnvFromSource
    prefix	s
    configMapRef	>core.v1.ConfigMapEnvSource	*
    secretRef	>core.v1.SecretEnvSource	*
    @core.v1.EnvVar
    name	s	!	=""	k
    value	s
    valueFrom	>core.v1.EnvVarSource	*
    @core.v1.EnvVarSource
    fieldRef	>core.v1.ObjectFieldSelector	*
    resourceFieldRef	>core.v1.ResourceFieldSelector	*
    configMapKeyRef	>core.v1.ConfigMapKeySelector	*
    secretKeyRef	>core.v1.SecretKeySelector	*
    fileKeyRef	>core.v1.FileKeySelector	*
    @core.v1.EphemeralContainer
    name	s	!	=""	k
    image	s
    command	[s	La
    args	[s	La
    workingDir	s
    ports	[>core.v1.ContainerPort	Lm:containerPort,protocol	Pmerge	KcontainerPort
    envFrom	[>core.v1.EnvFromSource	La
    env	[>core.v1.EnvVar	Lm:name	Pmerge	Kname
    resources	>core.v1.ResourceRequirements	={}
    resizePolicy	[>core.v1.ContainerResizePolicy	La
    restartPolicy	s	tv1.ContainerRestartPolicy	*
    restartPolicyRules	[>core.v1.ContainerRestartRule	La
    volumeMounts	[>core.v1.VolumeMount	Lm:mountPath	Pmerge	KmountPath
    volumeDevices	[>core.v1.VolumeDevice	Lm:devicePath	Pmerge	KdevicePath
    livenessProbe	>core.v1.Probe	*
    readinessProbe	>core.v1.Probe	*
    startupProbe	>core.v1.Probe	*
    lifecycle	>core.v1.Lifecycle	*
    terminationMessagePath	s
    terminationMessagePolicy	s?FallbackToLogsOnError,File	tv1.TerminationMessagePolicy
    imagePullPolicy	s?Always,IfNotPresent,Never	tv1.PullPolicy
    securityContext	>core.v1.SecurityContext	*
    stdin	b
    stdinOnce	b
    tty	b	NTTY
    targetContainerName	s
    @core.v1.EphemeralVolumeSource
    volumeClaimTemplate	>core.v1.PersistentVolumeClaimTemplate	*
    @core.v1.Event	G/v1/Event
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	!	={}	k	NObjectMeta
    involvedObject	>core.v1.ObjectReference	!	={}	k
    reason	s
    message	s
    source	>core.v1.EventSource	={}
    firstTimestamp	>~apis.meta.v1.Time
    lastTimestamp	>~apis.meta.v1.Time
    count	i:int32
    type	s
    eventTime	>~apis.meta.v1.MicroTime
    series	>core.v1.EventSeries	*
    action	s
    related	>core.v1.ObjectReference	*
    reportingComponent	s	=""	k	NReportingController
    reportingInstance	s	=""	k
    @core.v1.EventList	G/v1/EventList
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ListMeta	={}	k	NListMeta
    items	[>core.v1.Event	!	k
    @core.v1.EventSeries
    count	i:int32
    lastObservedTime	>~apis.meta.v1.MicroTime
    @core.v1.EventSource
    component	s
    host	s
    @core.v1.ExecAction
    command	[s	La
    @core.v1.FCVolumeSource
    targetWWNs	[s	La
    lun	i:int32	*
    fsType	s	NFSType
    readOnly	b
    wwids	[s	La	NWWIDs
    @core.v1.FileKeySelector	Ma
    volumeName	s	!	=""	k
    path	s	!	=""	k
    key	s	!	=""	k
    optional	b	=false	*
    @core.v1.FlexPersistentVolumeSource
    driver	s	!	=""	k
    fsType	s	NFSType
    secretRef	>core.v1.SecretReference	*
    readOnly	b
    options	{s
    @core.v1.FlexVolumeSource
    driver	s	!	=""	k
    fsType	s	NFSType
    secretRef	>core.v1.LocalObjectReference	*
    readOnly	b
    options	{s
    @core.v1.FlockerVolumeSource
    datasetName	s
    datasetUUID	s
    @core.v1.GCEPersistentDiskVolumeSource
    pdName	s	!	=""	k	NPDName
    fsType	s	NFSType
    partition	i:int32
    readOnly	b
    @core.v1.GRPCAction
    port	i:int32	!	=0	k
    service	s	=""	*	k
    @core.v1.GitRepoVolumeSource
    repository	s	!	=""	k
    revision	s
    directory	s
    @core.v1.GlusterfsPersistentVolumeSource
    endpoints	s	!	=""	k	NEndpointsName
    path	s	!	=""	k
    readOnly	b
    endpointsNamespace	s	*
    @core.v1.GlusterfsVolumeSource
    endpoints	s	!	=""	k	NEndpointsName
    path	s	!	=""	k
    readOnly	b
    @core.v1.HTTPGetAction
    path	s
    port	>~util.intstr.IntOrString	!	k
    host	s
    scheme	s?HTTP,HTTPS	tv1.URIScheme
    httpHeaders	[>core.v1.HTTPHeader	La	NHTTPHeaders
    @core.v1.HTTPHeader
    name	s	!	=""	k
    value	s	!	=""	k
    @core.v1.HostAlias
    ip	s	!	=""	k	NIP
    hostnames	[s	La
    @core.v1.HostIP
    ip	s	!	=""	k	NIP
    @core.v1.HostPathVolumeSource
    path	s	!	=""	k
    type	s?,BlockDevice,CharDevice,Directory,DirectoryOrCreate,File,FileOrCreate,Socket	tv1.HostPathType	*
    @core.v1.ISCSIPersistentVolumeSource
    targetPortal	s	!	=""	k
    iqn	s	!	=""	k	NIQN
    lun	i:int32	!	=0	k
    iscsiInterface	s	="default"	NISCSIInterface
    fsType	s	NFSType
    readOnly	b
    portals	[s	La
    chapAuthDiscovery	b	NDiscoveryCHAPAuth
    chapAuthSession	b	NSessionCHAPAuth
    secretRef	>core.v1.SecretReference	*
    initiatorName	s	*
    @core.v1.ISCSIVolumeSource
    targetPortal	s	!	=""	k
    iqn	s	!	=""	k	NIQN
    lun	i:int32	!	=0	k
    iscsiInterface	s	="default"	NISCSIInterface
    fsType	s	NFSType
    readOnly	b
    portals	[s	La
    chapAuthDiscovery	b	NDiscoveryCHAPAuth
    chapAuthSession	b	NSessionCHAPAuth
    secretRef	>core.v1.LocalObjectReference	*
    initiatorName	s	*
    @core.v1.ImageVolumeSource
    reference	s
    pullPolicy	s?Always,IfNotPresent,Never	tv1.PullPolicy
    @core.v1.ImageVolumeStatus
    imageRef	s	!
    @core.v1.KeyToPath
    key	s	!	=""	k
    path	s	!	=""	k
    mode	i:int32	*
    @core.v1.Lifecycle
    postStart	>core.v1.LifecycleHandler	*
    preStop	>core.v1.LifecycleHandler	*
    stopSignal	s?SIGABRT,SIGALRM,SIGBUS,SIGCHLD,SIGCLD,SIGCONT,SIGFPE,SIGHUP,SIGILL,SIGINT,SIGIO,SIGIOT,SIGKILL,SIGPIPE,SIGPOLL,SIGPROF,SIGPWR,SIGQUIT,SIGRTMAX,SIGRTMAX-1,SIGRTMAX-10,SIGRTMAX-11,SIGRTMAX-12,SIGRTMAX-13,SIGRTMAX-14,SIGRTMAX-2,SIGRTMAX-3,SIGRTMAX-4,SIGRTMAX-5,SIGRTMAX-6,SIGRTMAX-7,SIGRTMAX-8,SIGRTMAX-9,SIGRTMIN,SIGRTMIN+1,SIGRTMIN+10,SIGRTMIN+11,SIGRTMIN+12,SIGRTMIN+13,SIGRTMIN+14,SIGRTMIN+15,SIGRTMIN+2,SIGRTMIN+3,SIGRTMIN+4,SIGRTMIN+5,SIGRTMIN+6,SIGRTMIN+7,SIGRTMIN+8,SIGRTMIN+9,SIGSEGV,SIGSTKFLT,SIGSTOP,SIGSYS,SIGTERM,SIGTRAP,SIGTSTP,SIGTTIN,SIGTTOU,SIGURG,SIGUSR1,SIGUSR2,SIGVTALRM,SIGWINCH,SIGXCPU,SIGXFSZ	tv1.Signal	*
    @core.v1.LifecycleHandler
    exec	>core.v1.ExecAction	*
    httpGet	>core.v1.HTTPGetAction	*	NHTTPGet
    tcpSocket	>core.v1.TCPSocketAction	*	NTCPSocket
    sleep	>core.v1.SleepAction	*
    @core.v1.LimitRange	G/v1/LimitRange
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    spec	>core.v1.LimitRangeSpec	={}
    @core.v1.LimitRangeItem
    type	s	!	=""	tv1.LimitType	k
    max	{>~api.resource.Quantity	tv1.ResourceList
    min	{>~api.resource.Quantity	tv1.ResourceList
    default	{>~api.resource.Quantity	tv1.ResourceList
    defaultRequest	{>~api.resource.Quantity	tv1.ResourceList
    maxLimitRequestRatio	{>~api.resource.Quantity	tv1.ResourceList
    @core.v1.LimitRangeList	G/v1/LimitRangeList
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ListMeta	={}	k	NListMeta
    items	[>core.v1.LimitRange	!	k
    @core.v1.LimitRangeSpec
    limits	[>core.v1.LimitRangeItem	!	La	k
    @core.v1.LinuxContainerUser
    uid	i:int64	!	=0	k	NUID
    gid	i:int64	!	=0	k	NGID
    supplementalGroups	[i:int64	La
    @core.v1.LoadBalancerIngress
    ip	s	NIP
    hostname	s
    ipMode	s	tv1.LoadBalancerIPMode	*	NIPMode
    ports	[>core.v1.PortStatus	La
    @core.v1.LoadBalancerStatus
    ingress	[>core.v1.LoadBalancerIngress	La
    @core.v1.LocalObjectReference	Ma
    name	s	=""
    @core.v1.LocalVolumeSource
    path	s	!	=""	k
    fsType	s	*	NFSType
    @core.v1.ModifyVolumeStatus
    targetVolumeAttributesClassName	s
    status	s?InProgress,Infeasible,Pending	!	=""	tv1.PersistentVolumeClaimModifyVolumeStatus	k
    @core.v1.NFSVolumeSource
    server	s	!	=""	k
    path	s	!	=""	k
    readOnly	b
    @core.v1.Namespace	G/v1/Namespace
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    spec	>core.v1.NamespaceSpec	={}
    status	>core.v1.NamespaceStatus	={}
    @core.v1.NamespaceCondition
    type	s	!	=""	tv1.NamespaceConditionType	k
    status	s	!	=""	tv1.ConditionStatus	k
    lastTransitionTime	>~apis.meta.v1.Time
    reason	s
    message	s
    @core.v1.NamespaceList	G/v1/NamespaceList
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ListMeta	={}	k	NListMeta
    items	[>core.v1.Namespace	!	k
    @core.v1.NamespaceSpec
    finalizers	[s	La	t[]v1.FinalizerName
    @core.v1.NamespaceStatus
    phase	s?Active,Terminating	tv1.NamespacePhase
    conditions	[>core.v1.NamespaceCondition	Lm:type	Pmerge	Ktype
    @core.v1.Node	G/v1/Node
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    spec	>core.v1.NodeSpec	={}
    status	>core.v1.NodeStatus	={}
    @core.v1.NodeAddress
    type	s	!	=""	tv1.NodeAddressType	k
    address	s	!	=""	k
    @core.v1.NodeAffinity
    requiredDuringSchedulingIgnoredDuringExecution	>core.v1.NodeSelector	*
    preferredDuringSchedulingIgnoredDuringExecution	[>core.v1.PreferredSchedulingTerm	La
    @core.v1.NodeAllocatableResourceClaimStatus
    resourceClaimName	s	!	=""	k
    containers	[s	Ls
    resources	{>~api.resource.Quantity	!
    @core.v1.NodeCondition
    type	s	!	=""	tv1.NodeConditionType	k
    status	s	!	=""	tv1.ConditionStatus	k
    lastHeartbeatTime	>~apis.meta.v1.Time
    lastTransitionTime	>~apis.meta.v1.Time
    reason	s
    message	s
    @core.v1.NodeConfigSource
    configMap	>core.v1.ConfigMapNodeConfigSource	*
    @core.v1.NodeConfigStatus
    assigned	>core.v1.NodeConfigSource	*
    active	>core.v1.NodeConfigSource	*
    lastKnownGood	>core.v1.NodeConfigSource	*
    error	s
    @core.v1.NodeDaemonEndpoints
    kubeletEndpoint	>core.v1.DaemonEndpoint	={}
    @core.v1.NodeFeatures
    supplementalGroupsPolicy	b	*
    @core.v1.NodeList	G/v1/NodeList
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ListMeta	={}	k	NListMeta
    items	[>core.v1.Node	!	k
    @core.v1.NodeRuntimeHandler
    name	s	=""	k
    features	>core.v1.NodeRuntimeHandlerFeatures	*
    @core.v1.NodeRuntimeHandlerFeatures
    recursiveReadOnlyMounts	b	*
    userNamespaces	b	*
    @core.v1.NodeSelector	Ma
    nodeSelectorTerms	[>core.v1.NodeSelectorTerm	!	La	k
    @core.v1.NodeSelectorRequirement
    key	s	!	=""	k
    operator	s?DoesNotExist,Exists,Gt,In,Lt,NotIn	!	=""	tv1.NodeSelectorOperator	k
    values	[s	La
    @core.v1.NodeSelectorTerm	Ma
    matchExpressions	[>core.v1.NodeSelectorRequirement	La
    matchFields	[>core.v1.NodeSelectorRequirement	La
    @core.v1.NodeSpec
    podCIDR	s
    podCIDRs	[s	Ls	Pmerge
    providerID	s
    unschedulable	b
    taints	[>core.v1.Taint	La
    configSource	>core.v1.NodeConfigSource	*
    externalID	s	NDoNotUseExternalID
    @core.v1.NodeStatus
    capacity	{>~api.resource.Quantity	tv1.ResourceList
    allocatable	{>~api.resource.Quantity	tv1.ResourceList
    phase	s?Pending,Running,Terminated	tv1.NodePhase
    conditions	[>core.v1.NodeCondition	Lm:type	Pmerge	Ktype
    addresses	[>core.v1.NodeAddress	Lm:type	Pmerge	Ktype
    daemonEndpoints	>core.v1.NodeDaemonEndpoints	={}
    nodeInfo	>core.v1.NodeSystemInfo	={}
    images	[>core.v1.ContainerImage	La
    volumesInUse	[s	La	t[]v1.UniqueVolumeName
    volumesAttached	[>core.v1.AttachedVolume	La
    config	>core.v1.NodeConfigStatus	*
    runtimeHandlers	[>core.v1.NodeRuntimeHandler	La
    features	>core.v1.NodeFeatures	*
    declaredFeatures	[s	La
    @core.v1.NodeSwapStatus
    capacity	i:int64	*
    @core.v1.NodeSystemInfo
    machineID	s	!	=""	k
    systemUUID	s	!	=""	k
    bootID	s	!	=""	k
    kernelVersion	s	!	=""	k
    osImage	s	!	=""	k	NOSImage
    containerRuntimeVersion	s	!	=""	k
    kubeletVersion	s	!	=""	k
    kubeProxyVersion	s	!	=""	k
    operatingSystem	s	!	=""	k
    architecture	s	!	=""	k
    swap	>core.v1.NodeSwapStatus	*
    @core.v1.ObjectFieldSelector	Ma
    apiVersion	s	NAPIVersion
    fieldPath	s	!	=""	k
    @core.v1.ObjectReference	Ma
    kind	s
    namespace	s
    name	s
    uid	s	ttypes.UID	NUID
    apiVersion	s	NAPIVersion
    resourceVersion	s
    fieldPath	s
    @core.v1.PersistentVolume	G/v1/PersistentVolume
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    spec	>core.v1.PersistentVolumeSpec	={}
    status	>core.v1.PersistentVolumeStatus	={}
    @core.v1.PersistentVolumeClaim	G/v1/PersistentVolumeClaim
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    spec	>core.v1.PersistentVolumeClaimSpec	={}
    status	>core.v1.PersistentVolumeClaimStatus	={}
    @core.v1.PersistentVolumeClaimCondition
    type	s	!	=""	tv1.PersistentVolumeClaimConditionType	k
    status	s	!	=""	tv1.ConditionStatus	k
    lastProbeTime	>~apis.meta.v1.Time
    lastTransitionTime	>~apis.meta.v1.Time
    reason	s
    message	s
    @core.v1.PersistentVolumeClaimList	G/v1/PersistentVolumeClaimList
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ListMeta	={}	k	NListMeta
    items	[>core.v1.PersistentVolumeClaim	!	k
    @core.v1.PersistentVolumeClaimSpec
    accessModes	[s?ReadOnlyMany,ReadWriteMany,ReadWriteOnce,ReadWriteOncePod	La	t[]v1.PersistentVolumeAccessMode
    selector	>~apis.meta.v1.LabelSelector	*
    resources	>core.v1.VolumeResourceRequirements	={}
    volumeName	s
    storageClassName	s	*
    volumeMode	s?Block,Filesystem	tv1.PersistentVolumeMode	*
    dataSource	>core.v1.TypedLocalObjectReference	*
    dataSourceRef	>core.v1.TypedObjectReference	*
    volumeAttributesClassName	s	*
    @core.v1.PersistentVolumeClaimStatus
    phase	s?Bound,Lost,Pending	tv1.PersistentVolumeClaimPhase
    accessModes	[s?ReadOnlyMany,ReadWriteMany,ReadWriteOnce,ReadWriteOncePod	La	t[]v1.PersistentVolumeAccessMode
    capacity	{>~api.resource.Quantity	tv1.ResourceList
    conditions	[>core.v1.PersistentVolumeClaimCondition	Lm:type	Pmerge	Ktype
    allocatedResources	{>~api.resource.Quantity	tv1.ResourceList
    allocatedResourceStatuses	{s?ControllerResizeInProgress,ControllerResizeInfeasible,NodeResizeInProgress,NodeResizeInfeasible,NodeResizePending	Mg	tmap[v1.ResourceName]v1.ClaimResourceStatus
    currentVolumeAttributesClassName	s	*
    modifyVolumeStatus	>core.v1.ModifyVolumeStatus	*
    @core.v1.PersistentVolumeClaimTemplate
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    spec	>core.v1.PersistentVolumeClaimSpec	!	={}	k
    @core.v1.PersistentVolumeClaimVolumeSource
    claimName	s	!	=""	k
    readOnly	b
    @core.v1.PersistentVolumeList	G/v1/PersistentVolumeList
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ListMeta	={}	k	NListMeta
    items	[>core.v1.PersistentVolume	!	k
    @core.v1.PersistentVolumeSpec
    capacity	{>~api.resource.Quantity	tv1.ResourceList
    gcePersistentDisk	>core.v1.GCEPersistentDiskVolumeSource	*	NGCEPersistentDisk
    awsElasticBlockStore	>core.v1.AWSElasticBlockStoreVolumeSource	*	NAWSElasticBlockStore
    hostPath	>core.v1.HostPathVolumeSource	*
    glusterfs	>core.v1.GlusterfsPersistentVolumeSource	*
    nfs	>core.v1.NFSVolumeSource	*	NNFS
    rbd	>core.v1.RBDPersistentVolumeSource	*	NRBD
    iscsi	>core.v1.ISCSIPersistentVolumeSource	*	NISCSI
    cinder	>core.v1.CinderPersistentVolumeSource	*
    cephfs	>core.v1.CephFSPersistentVolumeSource	*	NCephFS
    fc	>core.v1.FCVolumeSource	*	NFC
    flocker	>core.v1.FlockerVolumeSource	*
    flexVolume	>core.v1.FlexPersistentVolumeSource	*
    azureFile	>core.v1.AzureFilePersistentVolumeSource	*
    vsphereVolume	>core.v1.VsphereVirtualDiskVolumeSource	*
    quobyte	>core.v1.QuobyteVolumeSource	*
    azureDisk	>core.v1.AzureDiskVolumeSource	*
    photonPersistentDisk	>core.v1.PhotonPersistentDiskVolumeSource	*
    portworxVolume	>core.v1.PortworxVolumeSource	*
    scaleIO	>core.v1.ScaleIOPersistentVolumeSource	*
    local	>core.v1.LocalVolumeSource	*
    storageos	>core.v1.StorageOSPersistentVolumeSource	*	NStorageOS
    csi	>core.v1.CSIPersistentVolumeSource	*	NCSI
    accessModes	[s?ReadOnlyMany,ReadWriteMany,ReadWriteOnce,ReadWriteOncePod	La	t[]v1.PersistentVolumeAccessMode
    claimRef	>core.v1.ObjectReference	Mg	*
    persistentVolumeReclaimPolicy	s?Delete,Recycle,Retain	tv1.PersistentVolumeReclaimPolicy
    storageClassName	s
    mountOptions	[s	La
    volumeMode	s?Block,Filesystem	tv1.PersistentVolumeMode	*
    nodeAffinity	>core.v1.VolumeNodeAffinity	*
    volumeAttributesClassName	s	*
    @core.v1.PersistentVolumeStatus
    phase	s?Available,Bound,Failed,Pending,Released	tv1.PersistentVolumePhase
    message	s
    reason	s
    lastPhaseTransitionTime	>~apis.meta.v1.Time	*
    @core.v1.PhotonPersistentDiskVolumeSource
    pdID	s	!	=""	k
    fsType	s	NFSType
    @core.v1.Pod	G/v1/Pod
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    spec	>core.v1.PodSpec	={}
    status	>core.v1.PodStatus	={}
    @core.v1.PodAffinity
    requiredDuringSchedulingIgnoredDuringExecution	[>core.v1.PodAffinityTerm	La
    preferredDuringSchedulingIgnoredDuringExecution	[>core.v1.WeightedPodAffinityTerm	La
    @core.v1.PodAffinityTerm
    labelSelector	>~apis.meta.v1.LabelSelector	*
    namespaces	[s	La
    topologyKey	s	!	=""	k
    namespaceSelector	>~apis.meta.v1.LabelSelector	*
    matchLabelKeys	[s	La
    mismatchLabelKeys	[s	La
    @core.v1.PodAntiAffinity
    requiredDuringSchedulingIgnoredDuringExecution	[>core.v1.PodAffinityTerm	La
    preferredDuringSchedulingIgnoredDuringExecution	[>core.v1.WeightedPodAffinityTerm	La
    @core.v1.PodCertificateProjection
    signerName	s	!
    keyType	s	!
    maxExpirationSeconds	i:int32	*
    credentialBundlePath	s
    keyPath	s
    certificateChainPath	s
    userAnnotations	{s
    @core.v1.PodCondition
    type	s	!	=""	tv1.PodConditionType	k
    observedGeneration	i:int64
    status	s	!	=""	tv1.ConditionStatus	k
    lastProbeTime	>~apis.meta.v1.Time
    lastTransitionTime	>~apis.meta.v1.Time
    reason	s
    message	s
    @core.v1.PodDNSConfig
    nameservers	[s	La
    searches	[s	La
    options	[>core.v1.PodDNSConfigOption	La
    @core.v1.PodDNSConfigOption
    name	s
    value	s	*
    @core.v1.PodExtendedResourceClaimStatus
    requestMappings	[>core.v1.ContainerExtendedResourceRequest	!	La	k
    resourceClaimName	s	!	=""	k
    @core.v1.PodIP
    ip	s	!	=""	k	NIP
    @core.v1.PodList	G/v1/PodList
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ListMeta	={}	k	NListMeta
    items	[>core.v1.Pod	!	k
    @core.v1.PodOS
    name	s	!	=""	tv1.OSName	k
    @core.v1.PodReadinessGate
    conditionType	s	!	=""	tv1.PodConditionType	k
    @core.v1.PodResourceClaim
    name	s	!	=""	k
    resourceClaimName	s	*
    resourceClaimTemplateName	s	*
    @core.v1.PodResourceClaimStatus
    name	s	!	=""	k
    resourceClaimName	s	*
    @core.v1.PodSchedulingGate
    name	s	!	=""	k
    @core.v1.PodSchedulingGroup	U[{"fields-to-discriminateBy":{"podGroupName":"PodGroupName"}}]
    podGroupName	s	*
    @core.v1.PodSecurityContext
    seLinuxOptions	>core.v1.SELinuxOptions	*	NSELinuxOptions
    windowsOptions	>core.v1.WindowsSecurityContextOptions	*
    runAsUser	i:int64	*
    runAsGroup	i:int64	*
    runAsNonRoot	b	*
    supplementalGroups	[i:int64	La
    supplementalGroupsPolicy	s?Merge,Strict	tv1.SupplementalGroupsPolicy	*
    fsGroup	i:int64	*	NFSGroup
    sysctls	[>core.v1.Sysctl	La
    fsGroupChangePolicy	s?Always,OnRootMismatch	tv1.PodFSGroupChangePolicy	*	NFSGroupChangePolicy
    seccompProfile	>core.v1.SeccompProfile	*
    appArmorProfile	>core.v1.AppArmorProfile	*
    seLinuxChangePolicy	s	tv1.PodSELinuxChangePolicy	*	NSELinuxChangePolicy
    @core.v1.PodSpec
    volumes	[>core.v1.Volume	Lm:name	Pmerge,retainKeys	Kname
    initContainers	[>core.v1.Container	Lm:name	Pmerge	Kname
    containers	[>core.v1.Container	!	Lm:name	Pmerge	Kname	k
    ephemeralContainers	[>core.v1.EphemeralContainer	Lm:name	Pmerge	Kname
    restartPolicy	s?Always,Never,OnFailure	tv1.RestartPolicy
    terminationGracePeriodSeconds	i:int64	*
    activeDeadlineSeconds	i:int64	*
    dnsPolicy	s?ClusterFirst,ClusterFirstWithHostNet,Default,None	tv1.DNSPolicy	NDNSPolicy
    nodeSelector	{s	Ma
    serviceAccountName	s
    serviceAccount	s	NDeprecatedServiceAccount
    automountServiceAccountToken	b	*
    nodeName	s
    hostNetwork	b
    hostPID	b
    hostIPC	b
    shareProcessNamespace	b	*
    securityContext	>core.v1.PodSecurityContext	*
    imagePullSecrets	[>core.v1.LocalObjectReference	Lm:name	Pmerge	Kname
    hostname	s
    subdomain	s
    affinity	>core.v1.Affinity	*
    schedulerName	s
    tolerations	[>core.v1.Toleration	La
    hostAliases	[>core.v1.HostAlias	Lm:ip	Pmerge	Kip
    priorityClassName	s
    priority	i:int32	*
    dnsConfig	>core.v1.PodDNSConfig	*	NDNSConfig
    readinessGates	[>core.v1.PodReadinessGate	La
    runtimeClassName	s	*
    enableServiceLinks	b	*
    preemptionPolicy	s?Never,PreemptLowerPriority	tv1.PreemptionPolicy	*
    overhead	{>~api.resource.Quantity	tv1.ResourceList
    topologySpreadConstraints	[>core.v1.TopologySpreadConstraint	Lm:topologyKey,whenUnsatisfiable	Pmerge	KtopologyKey
    setHostnameAsFQDN	b	*
    os	>core.v1.PodOS	*	NOS
    hostUsers	b	*
    schedulingGates	[>core.v1.PodSchedulingGate	Lm:name	Pmerge	Kname
    resourceClaims	[>core.v1.PodResourceClaim	Lm:name	Pmerge,retainKeys	Kname
    resources	>core.v1.ResourceRequirements	*
    hostnameOverride	s	*
    schedulingGroup	>core.v1.PodSchedulingGroup	*
    @core.v1.PodStatus
    observedGeneration	i:int64
    phase	s?Failed,Pending,Running,Succeeded,Unknown	tv1.PodPhase
    conditions	[>core.v1.PodCondition	Lm:type	Pmerge	Ktype
    message	s
    reason	s
    nominatedNodeName	s
    hostIP	s
    hostIPs	[>core.v1.HostIP	La	Pmerge	Kip
    podIP	s
    podIPs	[>core.v1.PodIP	Lm:ip	Pmerge	Kip
    startTime	>~apis.meta.v1.Time	*
    initContainerStatuses	[>core.v1.ContainerStatus	La
    containerStatuses	[>core.v1.ContainerStatus	La
    qosClass	s?BestEffort,Burstable,Guaranteed	tv1.PodQOSClass	NQOSClass
    ephemeralContainerStatuses	[>core.v1.ContainerStatus	La
    resize	s	tv1.PodResizeStatus
    resourceClaimStatuses	[>core.v1.PodResourceClaimStatus	Lm:name	Pmerge,retainKeys	Kname
    extendedResourceClaimStatus	>core.v1.PodExtendedResourceClaimStatus	*
    allocatedResources	{>~api.resource.Quantity	tv1.ResourceList
    resources	>core.v1.ResourceRequirements	*
    nodeAllocatableResourceClaimStatuses	[>core.v1.NodeAllocatableResourceClaimStatus	La
    @core.v1.PodTemplate	G/v1/PodTemplate
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    template	>core.v1.PodTemplateSpec	={}
    @core.v1.PodTemplateList	G/v1/PodTemplateList
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ListMeta	={}	k	NListMeta
    items	[>core.v1.PodTemplate	!	k
    @core.v1.PodTemplateSpec
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    spec	>core.v1.PodSpec	={}
    @core.v1.PortStatus
    port	i:int32	!	=0	k
    protocol	s?SCTP,TCP,UDP	!	=""	tv1.Protocol	k
    error	s	*
    @core.v1.PortworxVolumeSource
    volumeID	s	!	=""	k
    fsType	s	NFSType
    readOnly	b
    @core.v1.PreferredSchedulingTerm
    weight	i:int32	!	=0	k
    preference	>core.v1.NodeSelectorTerm	!	={}	k
    @core.v1.Probe
    exec	>core.v1.ExecAction	*
    httpGet	>core.v1.HTTPGetAction	*	NHTTPGet
    tcpSocket	>core.v1.TCPSocketAction	*	NTCPSocket
    grpc	>core.v1.GRPCAction	*	NGRPC
    initialDelaySeconds	i:int32
    timeoutSeconds	i:int32
    periodSeconds	i:int32
    successThreshold	i:int32
    failureThreshold	i:int32
    terminationGracePeriodSeconds	i:int64	*
    @core.v1.ProjectedVolumeSource
    sources	[>core.v1.VolumeProjection	La	k
    defaultMode	i:int32	*
    @core.v1.QuobyteVolumeSource
    registry	s	!	=""	k
    volume	s	!	=""	k
    readOnly	b
    user	s
    group	s
    tenant	s
    @core.v1.RBDPersistentVolumeSource
    monitors	[s	!	La	k	NCephMonitors
    image	s	!	=""	k	NRBDImage
    fsType	s	NFSType
    pool	s	="rbd"	NRBDPool
    user	s	="admin"	NRadosUser
    keyring	s	="/etc/ceph/keyring"
    secretRef	>core.v1.SecretReference	*
    readOnly	b
    @core.v1.RBDVolumeSource
    monitors	[s	!	La	k	NCephMonitors
    image	s	!	=""	k	NRBDImage
    fsType	s	NFSType
    pool	s	="rbd"	NRBDPool
    user	s	="admin"	NRadosUser
    keyring	s	="/etc/ceph/keyring"
    secretRef	>core.v1.LocalObjectReference	*
    readOnly	b
    @core.v1.ReplicationController	G/v1/ReplicationController
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    spec	>core.v1.ReplicationControllerSpec	={}
    status	>core.v1.ReplicationControllerStatus	={}
    @core.v1.ReplicationControllerCondition
    type	s	!	=""	tv1.ReplicationControllerConditionType	k
    status	s	!	=""	tv1.ConditionStatus	k
    lastTransitionTime	>~apis.meta.v1.Time
    reason	s
    message	s
    @core.v1.ReplicationControllerList	G/v1/ReplicationControllerList
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ListMeta	={}	k	NListMeta
    items	[>core.v1.ReplicationController	!	k
    @core.v1.ReplicationControllerSpec
    replicas	i:int32	=1	*
    minReadySeconds	i:int32	=0
    selector	{s	Ma
    template	>core.v1.PodTemplateSpec	*
    @core.v1.ReplicationControllerStatus
    replicas	i:int32	!	=0	k
    fullyLabeledReplicas	i:int32
    readyReplicas	i:int32
    availableReplicas	i:int32
    observedGeneration	i:int64
    conditions	[>core.v1.ReplicationControllerCondition	Lm:type	Pmerge	Ktype
    @core.v1.ResourceClaim
    name	s	!	=""	k
    request	s
    @core.v1.ResourceFieldSelector	Ma
    containerName	s
    resource	s	!	=""	k
    divisor	>~api.resource.Quantity
    @core.v1.ResourceHealth
    resourceID	s	!	=""	tv1.ResourceID	k
    health	s	tv1.ResourceHealthStatus
    message	s	*
    @core.v1.ResourceQuota	G/v1/ResourceQuota
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    spec	>core.v1.ResourceQuotaSpec	={}
    status	>core.v1.ResourceQuotaStatus	={}
    @core.v1.ResourceQuotaList	G/v1/ResourceQuotaList
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ListMeta	={}	k	NListMeta
    items	[>core.v1.ResourceQuota	!	k
    @core.v1.ResourceQuotaSpec
    hard	{>~api.resource.Quantity	tv1.ResourceList
    scopes	[s?BestEffort,CrossNamespacePodAffinity,NotBestEffort,NotTerminating,PriorityClass,Terminating,VolumeAttributesClass	La	t[]v1.ResourceQuotaScope
    scopeSelector	>core.v1.ScopeSelector	*
    @core.v1.ResourceQuotaStatus
    hard	{>~api.resource.Quantity	tv1.ResourceList
    used	{>~api.resource.Quantity	tv1.ResourceList
    @core.v1.ResourceRequirements
    limits	{>~api.resource.Quantity	tv1.ResourceList
    requests	{>~api.resource.Quantity	tv1.ResourceList
    claims	[>core.v1.ResourceClaim	Lm:name
    @core.v1.ResourceStatus
    name	s	!	=""	tv1.ResourceName	k
    resources	[>core.v1.ResourceHealth	Lm:resourceID
    @core.v1.SELinuxOptions
    user	s
    role	s
    type	s
    level	s
    @core.v1.ScaleIOPersistentVolumeSource
    gateway	s	!	=""	k
    system	s	!	=""	k
    secretRef	>core.v1.SecretReference	!	*	k
    sslEnabled	b	NSSLEnabled
    protectionDomain	s
    storagePool	s
    storageMode	s	="ThinProvisioned"
    volumeName	s
    fsType	s	="xfs"	NFSType
    readOnly	b
    @core.v1.ScaleIOVolumeSource
    gateway	s	!	=""	k
    system	s	!	=""	k
    secretRef	>core.v1.LocalObjectReference	!	*	k
    sslEnabled	b	NSSLEnabled
    protectionDomain	s
    storagePool	s
    storageMode	s	="ThinProvisioned"
    volumeName	s
    fsType	s	="xfs"	NFSType
    readOnly	b
    @core.v1.ScopeSelector	Ma
    matchExpressions	[>core.v1.ScopedResourceSelectorRequirement	La
    @core.v1.ScopedResourceSelectorRequirement
    scopeName	s?BestEffort,CrossNamespacePodAffinity,NotBestEffort,NotTerminating,PriorityClass,Terminating,VolumeAttributesClass	!	=""	tv1.ResourceQuotaScope	k
    operator	s?DoesNotExist,Exists,In,NotIn	!	=""	tv1.ScopeSelectorOperator	k
    values	[s	La
    @core.v1.SeccompProfile	U[{"discriminator":"type","fields-to-discriminateBy":{"localhostProfile":"LocalhostProfile"}}]
    type	s?Localhost,RuntimeDefault,Unconfined	!	=""	tv1.SeccompProfileType	k
    localhostProfile	s	*
    @core.v1.Secret	G/v1/Secret
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    immutable	b	*
    data	{s:byte
    stringData	{s
    type	s	tv1.SecretType
    @core.v1.SecretEnvSource
    name	s	=""
    optional	b	*
    @core.v1.SecretKeySelector	Ma
    name	s	=""
    key	s	!	=""	k
    optional	b	*
    @core.v1.SecretList	G/v1/SecretList
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ListMeta	={}	k	NListMeta
    items	[>core.v1.Secret	!	k
    @core.v1.SecretProjection
    name	s	=""
    items	[>core.v1.KeyToPath	La
    optional	b	*
    @core.v1.SecretReference	Ma
    name	s
    namespace	s
    @core.v1.SecretVolumeSource
    secretName	s
    items	[>core.v1.KeyToPath	La
    defaultMode	i:int32	*
    optional	b	*
    @core.v1.SecurityContext
    capabilities	>core.v1.Capabilities	*
    privileged	b	*
    seLinuxOptions	>core.v1.SELinuxOptions	*	NSELinuxOptions
    windowsOptions	>core.v1.WindowsSecurityContextOptions	*
    runAsUser	i:int64	*
    runAsGroup	i:int64	*
    runAsNonRoot	b	*
    readOnlyRootFilesystem	b	*
    allowPrivilegeEscalation	b	*
    procMount	s?Default,Unmasked	tv1.ProcMountType	*
    seccompProfile	>core.v1.SeccompProfile	*
    appArmorProfile	>core.v1.AppArmorProfile	*
    @core.v1.Service	G/v1/Service
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    spec	>core.v1.ServiceSpec	={}
    status	>core.v1.ServiceStatus	={}
    @core.v1.ServiceAccount	G/v1/ServiceAccount
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    secrets	[>core.v1.ObjectReference	Lm:name	Pmerge	Kname
    imagePullSecrets	[>core.v1.LocalObjectReference	La
    automountServiceAccountToken	b	*
    @core.v1.ServiceAccountList	G/v1/ServiceAccountList
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ListMeta	={}	k	NListMeta
    items	[>core.v1.ServiceAccount	!	k
    @core.v1.ServiceAccountTokenProjection
    audience	s
    expirationSeconds	i:int64	*
    path	s	!	=""	k
    @core.v1.ServiceList	G/v1/ServiceList
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ListMeta	={}	k	NListMeta
    items	[>core.v1.Service	!	k
    @core.v1.ServicePort
    name	s
    protocol	s?SCTP,TCP,UDP	="TCP"	tv1.Protocol
    appProtocol	s	*
    port	i:int32	!	=0	k
    targetPort	>~util.intstr.IntOrString
    nodePort	i:int32
    @core.v1.ServiceSpec
    ports	[>core.v1.ServicePort	Lm:port,protocol	Pmerge	Kport
    selector	{s	Ma
    clusterIP	s
    clusterIPs	[s	La
    type	s?ClusterIP,ExternalName,LoadBalancer,NodePort	tv1.ServiceType
    externalIPs	[s	La
    sessionAffinity	s?ClientIP,None	tv1.ServiceAffinity
    loadBalancerIP	s
    loadBalancerSourceRanges	[s	La
    externalName	s
    externalTrafficPolicy	s?Cluster,Local	tv1.ServiceExternalTrafficPolicy
    healthCheckNodePort	i:int32
    publishNotReadyAddresses	b
    sessionAffinityConfig	>core.v1.SessionAffinityConfig	*
    ipFamilies	[s?,IPv4,IPv6	La	t[]v1.IPFamily	NIPFamilies
    ipFamilyPolicy	s?PreferDualStack,RequireDualStack,SingleStack	tv1.IPFamilyPolicy	*	NIPFamilyPolicy
    allocateLoadBalancerNodePorts	b	*
    loadBalancerClass	s	*
    internalTrafficPolicy	s?Cluster,Local	tv1.ServiceInternalTrafficPolicy	*
    trafficDistribution	s	*
    @core.v1.ServiceStatus
    loadBalancer	>core.v1.LoadBalancerStatus	={}
    conditions	[>~apis.meta.v1.Condition	Lm:type	Pmerge	Ktype
    @core.v1.SessionAffinityConfig
    clientIP	>core.v1.ClientIPConfig	*
    @core.v1.SleepAction
    seconds	i:int64	!	=0	k
    @core.v1.StorageOSPersistentVolumeSource
    volumeName	s
    volumeNamespace	s
    fsType	s	NFSType
    readOnly	b
    secretRef	>core.v1.ObjectReference	*
    @core.v1.StorageOSVolumeSource
    volumeName	s
    volumeNamespace	s
    fsType	s	NFSType
    readOnly	b
    secretRef	>core.v1.LocalObjectReference	*
    @core.v1.Sysctl
    name	s	!	=""	k
    value	s	!	=""	k
    @core.v1.TCPSocketAction
    port	>~util.intstr.IntOrString	!	k
    host	s
    @core.v1.Taint
    key	s	!	=""	k
    value	s
    effect	s?NoExecute,NoSchedule,PreferNoSchedule	!	=""	tv1.TaintEffect	k
    timeAdded	>~apis.meta.v1.Time	*
    @core.v1.Toleration
    key	s
    operator	s?Equal,Exists,Gt,Lt	tv1.TolerationOperator
    value	s
    effect	s?NoExecute,NoSchedule,PreferNoSchedule	tv1.TaintEffect
    tolerationSeconds	i:int64	*
    @core.v1.TopologySelectorLabelRequirement
    key	s	!	=""	k
    values	[s	!	La	k
    @core.v1.TopologySelectorTerm	Ma
    matchLabelExpressions	[>core.v1.TopologySelectorLabelRequirement	La
    @core.v1.TopologySpreadConstraint
    maxSkew	i:int32	!	=0	k
    topologyKey	s	!	=""	k
    whenUnsatisfiable	s?DoNotSchedule,ScheduleAnyway	!	=""	tv1.UnsatisfiableConstraintAction	k
    labelSelector	>~apis.meta.v1.LabelSelector	*
    minDomains	i:int32	*
    nodeAffinityPolicy	s?Honor,Ignore	tv1.NodeInclusionPolicy	*
    nodeTaintsPolicy	s?Honor,Ignore	tv1.NodeInclusionPolicy	*
    matchLabelKeys	[s	La
    @core.v1.TypedLocalObjectReference	Ma
    apiGroup	s	*	k	NAPIGroup
    kind	s	!	=""	k
    name	s	!	=""	k
    @core.v1.TypedObjectReference
    apiGroup	s	*	k	NAPIGroup
    kind	s	!	=""	k
    name	s	!	=""	k
    namespace	s	*
    @core.v1.Volume
    name	s	!	=""	k
    hostPath	>core.v1.HostPathVolumeSource	*
    emptyDir	>core.v1.EmptyDirVolumeSource	*
    gcePersistentDisk	>core.v1.GCEPersistentDiskVolumeSource	*	NGCEPersistentDisk
    awsElasticBlockStore	>core.v1.AWSElasticBlockStoreVolumeSource	*	NAWSElasticBlockStore
    gitRepo	>core.v1.GitRepoVolumeSource	*
    secret	>core.v1.SecretVolumeSource	*
    nfs	>core.v1.NFSVolumeSource	*	NNFS
    iscsi	>core.v1.ISCSIVolumeSource	*	NISCSI
    glusterfs	>core.v1.GlusterfsVolumeSource	*
    persistentVolumeClaim	>core.v1.PersistentVolumeClaimVolumeSource	*
    rbd	>core.v1.RBDVolumeSource	*	NRBD
    flexVolume	>core.v1.FlexVolumeSource	*
    cinder	>core.v1.CinderVolumeSource	*
    cephfs	>core.v1.CephFSVolumeSource	*	NCephFS
    flocker	>core.v1.FlockerVolumeSource	*
    downwardAPI	>core.v1.DownwardAPIVolumeSource	*
    fc	>core.v1.FCVolumeSource	*	NFC
    azureFile	>core.v1.AzureFileVolumeSource	*
    configMap	>core.v1.ConfigMapVolumeSource	*
    vsphereVolume	>core.v1.VsphereVirtualDiskVolumeSource	*
    quobyte	>core.v1.QuobyteVolumeSource	*
    azureDisk	>core.v1.AzureDiskVolumeSource	*
    photonPersistentDisk	>core.v1.PhotonPersistentDiskVolumeSource	*
    projected	>core.v1.ProjectedVolumeSource	*
    portworxVolume	>core.v1.PortworxVolumeSource	*
    scaleIO	>core.v1.ScaleIOVolumeSource	*
    storageos	>core.v1.StorageOSVolumeSource	*	NStorageOS
    csi	>core.v1.CSIVolumeSource	*	NCSI
    ephemeral	>core.v1.EphemeralVolumeSource	*
    image	>core.v1.ImageVolumeSource	*
    @core.v1.VolumeDevice
    name	s	!	=""	k
    devicePath	s	!	=""	k
    @core.v1.VolumeMount
    name	s	!	=""	k
    readOnly	b
    recursiveReadOnly	s	tv1.RecursiveReadOnlyMode	*
    mountPath	s	!	=""	k
    subPath	s
    mountPropagation	s?Bidirectional,HostToContainer,None	tv1.MountPropagationMode	*
    subPathExpr	s
    @core.v1.VolumeMountStatus
    name	s	!	=""	k
    mountPath	s	!	=""	k
    readOnly	b
    recursiveReadOnly	s	tv1.RecursiveReadOnlyMode	*
    volumeStatus	>core.v1.VolumeStatus	*
    @core.v1.VolumeNodeAffinity
    required	>core.v1.NodeSelector	*
    @core.v1.VolumeProjection
    secret	>core.v1.SecretProjection	*
    downwardAPI	>core.v1.DownwardAPIProjection	*
    configMap	>core.v1.ConfigMapProjection	*
    serviceAccountToken	>core.v1.ServiceAccountTokenProjection	*
    clusterTrustBundle	>core.v1.ClusterTrustBundleProjection	*
    podCertificate	>core.v1.PodCertificateProjection	*
    @core.v1.VolumeResourceRequirements
    limits	{>~api.resource.Quantity	tv1.ResourceList
    requests	{>~api.resource.Quantity	tv1.ResourceList
    @core.v1.VolumeStatus
    image	>core.v1.ImageVolumeStatus	*
    @core.v1.VsphereVirtualDiskVolumeSource
    volumePath	s	!	=""	k
    fsType	s	NFSType
    storagePolicyName	s
    storagePolicyID	s
    @core.v1.WeightedPodAffinityTerm
    weight	i:int32	!	=0	k
    podAffinityTerm	>core.v1.PodAffinityTerm	!	={}	k
    @core.v1.WindowsSecurityContextOptions
    gmsaCredentialSpecName	s	*	NGMSACredentialSpecName
    gmsaCredentialSpec	s	*	NGMSACredentialSpec
    runAsUserName	s	*
    hostProcess	b	*
    @discovery.v1.Endpoint
    addresses	[s	!	Ls	k
    conditions	>discovery.v1.EndpointConditions	={}
    hostname	s	*
    targetRef	>core.v1.ObjectReference	*
    deprecatedTopology	{s
    nodeName	s	*
    zone	s	*
    hints	>discovery.v1.EndpointHints	*
    @discovery.v1.EndpointConditions
    ready	b	*
    serving	b	*
    terminating	b	*
    @discovery.v1.EndpointHints
    forZones	[>discovery.v1.ForZone	La
    forNodes	[>discovery.v1.ForNode	La
    @discovery.v1.EndpointPort	Ma
    name	s	*
    protocol	s?SCTP,TCP,UDP	tv1.Protocol	*
    port	i:int32	*
    appProtocol	s	*
    @discovery.v1.EndpointSlice	Gdiscovery.k8s.io/v1/EndpointSlice
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    addressType	s?FQDN,IPv4,IPv6	!	=""	tv1.AddressType	k
    endpoints	[>discovery.v1.Endpoint	La	k
    ports	[>discovery.v1.EndpointPort	La	k
    @discovery.v1.EndpointSliceList	Gdiscovery.k8s.io/v1/EndpointSliceList
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ListMeta	={}	k	NListMeta
    items	[>discovery.v1.EndpointSlice	!	k
    @discovery.v1.ForNode
    name	s	!	=""	k
    @discovery.v1.ForZone
    name	s	!	=""	k
    @events.v1.Event	Gevents.k8s.io/v1/Event
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    eventTime	>~apis.meta.v1.MicroTime	!	k
    series	>events.v1.EventSeries	*
    reportingController	s
    reportingInstance	s
    action	s
    reason	s
    regarding	>core.v1.ObjectReference	={}
    related	>core.v1.ObjectReference	*
    note	s
    type	s
    deprecatedSource	>core.v1.EventSource	={}
    deprecatedFirstTimestamp	>~apis.meta.v1.Time
    deprecatedLastTimestamp	>~apis.meta.v1.Time
    deprecatedCount	i:int32
    @events.v1.EventList	Gevents.k8s.io/v1/EventList
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ListMeta	={}	k	NListMeta
    items	[>events.v1.Event	!	k
    @events.v1.EventSeries
    count	i:int32	!	=0	k
    lastObservedTime	>~apis.meta.v1.MicroTime	!	k
    @flowcontrol.v1.ExemptPriorityLevelConfiguration
    nominalConcurrencyShares	i:int32	*
    lendablePercent	i:int32	*
    @flowcontrol.v1.FlowDistinguisherMethod
    type	s	!	=""	tv1.FlowDistinguisherMethodType	k
    @flowcontrol.v1.FlowSchema	Gflowcontrol.apiserver.k8s.io/v1/FlowSchema
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    spec	>flowcontrol.v1.FlowSchemaSpec	={}
    status	>flowcontrol.v1.FlowSchemaStatus	={}
    @flowcontrol.v1.FlowSchemaCondition
    type	s	tv1.FlowSchemaConditionType
    status	s	tv1.ConditionStatus
    lastTransitionTime	>~apis.meta.v1.Time
    reason	s
    message	s
    @flowcontrol.v1.FlowSchemaList	Gflowcontrol.apiserver.k8s.io/v1/FlowSchemaList
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ListMeta	={}	k	NListMeta
    items	[>flowcontrol.v1.FlowSchema	!	k
    @flowcontrol.v1.FlowSchemaSpec
    priorityLevelConfiguration	>flowcontrol.v1.PriorityLevelConfigurationReference	!	={}	k
    matchingPrecedence	i:int32	=0	k
    distinguisherMethod	>flowcontrol.v1.FlowDistinguisherMethod	*
    rules	[>flowcontrol.v1.PolicyRulesWithSubjects	La
    @flowcontrol.v1.FlowSchemaStatus
    conditions	[>flowcontrol.v1.FlowSchemaCondition	Lm:type	Pmerge	Ktype
    @flowcontrol.v1.GroupSubject
    name	s	!	=""	k
    @flowcontrol.v1.LimitResponse	U[{"discriminator":"type","fields-to-discriminateBy":{"queuing":"Queuing"}}]
    type	s	!	=""	tv1.LimitResponseType	k
    queuing	>flowcontrol.v1.QueuingConfiguration	*
    @flowcontrol.v1.LimitedPriorityLevelConfiguration
    nominalConcurrencyShares	i:int32	*	k
    limitResponse	>flowcontrol.v1.LimitResponse	={}
    lendablePercent	i:int32	*
    borrowingLimitPercent	i:int32	*
    @flowcontrol.v1.NonResourcePolicyRule
    verbs	[s	!	Ls	k
    nonResourceURLs	[s	!	Ls	k
    @flowcontrol.v1.PolicyRulesWithSubjects
    subjects	[>flowcontrol.v1.Subject	!	La	k
    resourceRules	[>flowcontrol.v1.ResourcePolicyRule	La
    nonResourceRules	[>flowcontrol.v1.NonResourcePolicyRule	La
    @flowcontrol.v1.PriorityLevelConfiguration	Gflowcontrol.apiserver.k8s.io/v1/PriorityLevelConfiguration
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    spec	>flowcontrol.v1.PriorityLevelConfigurationSpec	={}
    status	>flowcontrol.v1.PriorityLevelConfigurationStatus	={}
    @flowcontrol.v1.PriorityLevelConfigurationCondition
    type	s	tv1.PriorityLevelConfigurationConditionType
    status	s	tv1.ConditionStatus
    lastTransitionTime	>~apis.meta.v1.Time
    reason	s
    message	s
    @flowcontrol.v1.PriorityLevelConfigurationList	Gflowcontrol.apiserver.k8s.io/v1/PriorityLevelConfigurationList
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ListMeta	={}	k	NListMeta
    items	[>flowcontrol.v1.PriorityLevelConfiguration	!	k
    @flowcontrol.v1.PriorityLevelConfigurationReference
    name	s	!	=""	k
    @flowcontrol.v1.PriorityLevelConfigurationSpec	U[{"discriminator":"type","fields-to-discriminateBy":{"exempt":"Exempt","limited":"Limited"}}]
    type	s	!	=""	tv1.PriorityLevelEnablement	k
    limited	>flowcontrol.v1.LimitedPriorityLevelConfiguration	*
    exempt	>flowcontrol.v1.ExemptPriorityLevelConfiguration	*
    @flowcontrol.v1.PriorityLevelConfigurationStatus
    conditions	[>flowcontrol.v1.PriorityLevelConfigurationCondition	Lm:type	Pmerge	Ktype
    @flowcontrol.v1.QueuingConfiguration
    queues	i:int32	=0	k
    handSize	i:int32	=0	k
    queueLengthLimit	i:int32	=0	k
    @flowcontrol.v1.ResourcePolicyRule
    verbs	[s	!	Ls	k
    apiGroups	[s	!	Ls	k	NAPIGroups
    resources	[s	!	Ls	k
    clusterScope	b
    namespaces	[s	Ls	k
    @flowcontrol.v1.ServiceAccountSubject
    namespace	s	!	=""	k
    name	s	!	=""	k
    @flowcontrol.v1.Subject	U[{"discriminator":"kind","fields-to-discriminateBy":{"group":"Group","serviceAccount":"ServiceAccount","user":"User"}}]
    kind	s	!	=""	tv1.SubjectKind	k
    user	>flowcontrol.v1.UserSubject	*
    group	>flowcontrol.v1.GroupSubject	*
    serviceAccount	>flowcontrol.v1.ServiceAccountSubject	*
    @flowcontrol.v1.UserSubject
    name	s	!	=""	k
    @networking.v1.HTTPIngressPath
    path	s
    pathType	s?Exact,ImplementationSpecific,Prefix	!	tv1.PathType	*	k
    backend	>networking.v1.IngressBackend	!	={}	k
    @networking.v1.HTTPIngressRuleValue
    paths	[>networking.v1.HTTPIngressPath	!	La	k
    @networking.v1.IPAddress	Gnetworking.k8s.io/v1/IPAddress
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    spec	>networking.v1.IPAddressSpec	!	={}
    @networking.v1.IPAddressList	Gnetworking.k8s.io/v1/IPAddressList
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ListMeta	={}	k	NListMeta
    items	[>networking.v1.IPAddress	!	k
    @networking.v1.IPAddressSpec
    parentRef	>networking.v1.ParentReference	!	*
    @networking.v1.IPBlock
    cidr	s	!	=""	k	NCIDR
    except	[s	La
    @networking.v1.Ingress	Gnetworking.k8s.io/v1/Ingress
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    spec	>networking.v1.IngressSpec	={}
    status	>networking.v1.IngressStatus	={}
    @networking.v1.IngressBackend
    service	>networking.v1.IngressServiceBackend	*
    resource	>core.v1.TypedLocalObjectReference	*
    @networking.v1.IngressClass	Gnetworking.k8s.io/v1/IngressClass
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    spec	>networking.v1.IngressClassSpec	={}
    @networking.v1.IngressClassList	Gnetworking.k8s.io/v1/IngressClassList
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ListMeta	={}	k	NListMeta
    items	[>networking.v1.IngressClass	!	k
    @networking.v1.IngressClassParametersReference
    apiGroup	s	*	NAPIGroup
    kind	s	!	=""	k
    name	s	!	=""	k
    scope	s	*	k
    namespace	s	*
    @networking.v1.IngressClassSpec
    controller	s
    parameters	>networking.v1.IngressClassParametersReference	*
    @networking.v1.IngressList	Gnetworking.k8s.io/v1/IngressList
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ListMeta	={}	k	NListMeta
    items	[>networking.v1.Ingress	!	k
    @networking.v1.IngressLoadBalancerIngress
    ip	s	NIP
    hostname	s
    ports	[>networking.v1.IngressPortStatus	La
    @networking.v1.IngressLoadBalancerStatus
    ingress	[>networking.v1.IngressLoadBalancerIngress	La
    @networking.v1.IngressPortStatus
    port	i:int32	!	=0	k
    protocol	s?SCTP,TCP,UDP	!	=""	tv1.Protocol	k
    error	s	*
    @networking.v1.IngressRule
    host	s
    http	>networking.v1.HTTPIngressRuleValue	r	*	NHTTP
    @networking.v1.IngressServiceBackend
    name	s	!	=""	k
    port	>networking.v1.ServiceBackendPort	={}
    @networking.v1.IngressSpec
    ingressClassName	s	*
    defaultBackend	>networking.v1.IngressBackend	*
    tls	[>networking.v1.IngressTLS	La	NTLS
    rules	[>networking.v1.IngressRule	La
    @networking.v1.IngressStatus
    loadBalancer	>networking.v1.IngressLoadBalancerStatus	={}
    @networking.v1.IngressTLS
    hosts	[s	La
    secretName	s
    @networking.v1.NetworkPolicy	Gnetworking.k8s.io/v1/NetworkPolicy
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    spec	>networking.v1.NetworkPolicySpec	={}
    @networking.v1.NetworkPolicyEgressRule
    ports	[>networking.v1.NetworkPolicyPort	La
    to	[>networking.v1.NetworkPolicyPeer	La
    @networking.v1.NetworkPolicyIngressRule
    ports	[>networking.v1.NetworkPolicyPort	La
    from	[>networking.v1.NetworkPolicyPeer	La
    @networking.v1.NetworkPolicyList	Gnetworking.k8s.io/v1/NetworkPolicyList
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ListMeta	={}	k	NListMeta
    items	[>networking.v1.NetworkPolicy	!	k
    @networking.v1.NetworkPolicyPeer
    podSelector	>~apis.meta.v1.LabelSelector	*
    namespaceSelector	>~apis.meta.v1.LabelSelector	*
    ipBlock	>networking.v1.IPBlock	*	NIPBlock
    @networking.v1.NetworkPolicyPort
    protocol	s?SCTP,TCP,UDP	tv1.Protocol	*
    port	>~util.intstr.IntOrString	*
    endPort	i:int32	*
    @networking.v1.NetworkPolicySpec
    podSelector	>~apis.meta.v1.LabelSelector	={}	k
    ingress	[>networking.v1.NetworkPolicyIngressRule	La
    egress	[>networking.v1.NetworkPolicyEgressRule	La
    policyTypes	[s?Egress,Ingress	La	t[]v1.PolicyType
    @networking.v1.ParentReference
    group	s
    resource	s	!
    namespace	s
    name	s	!
    @networking.v1.ServiceBackendPort	Ma
    name	s
    number	i:int32
    @networking.v1.ServiceCIDR	Gnetworking.k8s.io/v1/ServiceCIDR
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    spec	>networking.v1.ServiceCIDRSpec	={}
    status	>networking.v1.ServiceCIDRStatus	={}
    @networking.v1.ServiceCIDRList	Gnetworking.k8s.io/v1/ServiceCIDRList
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ListMeta	={}	k	NListMeta
    items	[>networking.v1.ServiceCIDR	!	k
    @networking.v1.ServiceCIDRSpec
    cidrs	[s	La	NCIDRs
    @networking.v1.ServiceCIDRStatus
    conditions	[>~apis.meta.v1.Condition	Lm:type	Pmerge	Ktype
    @node.v1.Overhead
    podFixed	{>~api.resource.Quantity	tv1.ResourceList
    @node.v1.RuntimeClass	Gnode.k8s.io/v1/RuntimeClass
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    handler	s	!	=""	k
    overhead	>node.v1.Overhead	*
    scheduling	>node.v1.Scheduling	*
    @node.v1.RuntimeClassList	Gnode.k8s.io/v1/RuntimeClassList
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ListMeta	={}	k	NListMeta
    items	[>node.v1.RuntimeClass	!	k
    @node.v1.Scheduling
    nodeSelector	{s	Ma
    tolerations	[>core.v1.Toleration	La
    @policy.v1.Eviction	Gpolicy/v1/Eviction
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    deleteOptions	>~apis.meta.v1.DeleteOptions	*
    @policy.v1.PodDisruptionBudget	Gpolicy/v1/PodDisruptionBudget
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    spec	>policy.v1.PodDisruptionBudgetSpec	={}
    status	>policy.v1.PodDisruptionBudgetStatus	={}
    @policy.v1.PodDisruptionBudgetList	Gpolicy/v1/PodDisruptionBudgetList
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ListMeta	={}	k	NListMeta
    items	[>policy.v1.PodDisruptionBudget	!	k
    @policy.v1.PodDisruptionBudgetSpec
    minAvailable	>~util.intstr.IntOrString	*
    selector	>~apis.meta.v1.LabelSelector	Preplace	*
    maxUnavailable	>~util.intstr.IntOrString	*
    unhealthyPodEvictionPolicy	s?AlwaysAllow,IfHealthyBudget	tv1.UnhealthyPodEvictionPolicyType	*
    @policy.v1.PodDisruptionBudgetStatus
    observedGeneration	i:int64
    disruptedPods	{>~apis.meta.v1.Time
    disruptionsAllowed	i:int32	=0	k
    currentHealthy	i:int32	=0	k
    desiredHealthy	i:int32	=0	k
    expectedPods	i:int32	=0	k
    conditions	[>~apis.meta.v1.Condition	Lm:type	Pmerge	Ktype
    @rbac.v1.AggregationRule
    clusterRoleSelectors	[>~apis.meta.v1.LabelSelector	La
    @rbac.v1.ClusterRole	Grbac.authorization.k8s.io/v1/ClusterRole
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    rules	[>rbac.v1.PolicyRule	La	k
    aggregationRule	>rbac.v1.AggregationRule	*
    @rbac.v1.ClusterRoleBinding	Grbac.authorization.k8s.io/v1/ClusterRoleBinding
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    subjects	[>rbac.v1.Subject	La
    roleRef	>rbac.v1.RoleRef	!	={}	k
    @rbac.v1.ClusterRoleBindingList	Grbac.authorization.k8s.io/v1/ClusterRoleBindingList
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ListMeta	={}	k	NListMeta
    items	[>rbac.v1.ClusterRoleBinding	!	k
    @rbac.v1.ClusterRoleList	Grbac.authorization.k8s.io/v1/ClusterRoleList
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ListMeta	={}	k	NListMeta
    items	[>rbac.v1.ClusterRole	!	k
    @rbac.v1.PolicyRule
    verbs	[s	!	La	k
    apiGroups	[s	La	NAPIGroups
    resources	[s	La
    resourceNames	[s	La
    nonResourceURLs	[s	La
    @rbac.v1.Role	Grbac.authorization.k8s.io/v1/Role
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    rules	[>rbac.v1.PolicyRule	La	k
    @rbac.v1.RoleBinding	Grbac.authorization.k8s.io/v1/RoleBinding
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    subjects	[>rbac.v1.Subject	La
    roleRef	>rbac.v1.RoleRef	!	={}	k
    @rbac.v1.RoleBindingList	Grbac.authorization.k8s.io/v1/RoleBindingList
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ListMeta	={}	k	NListMeta
    items	[>rbac.v1.RoleBinding	!	k
    @rbac.v1.RoleList	Grbac.authorization.k8s.io/v1/RoleList
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ListMeta	={}	k	NListMeta
    items	[>rbac.v1.Role	!	k
    @rbac.v1.RoleRef	Ma
    apiGroup	s	=""	k	NAPIGroup
    kind	s	!	=""	k
    name	s	!	=""	k
    @rbac.v1.Subject	Ma
    kind	s	!	=""	k
    apiGroup	s	NAPIGroup
    name	s	!	=""	k
    namespace	s
    @resource.v1.AllocatedDeviceStatus
    driver	s	!	=""	k
    pool	s	!	=""	k
    device	s	!	=""	k
    shareID	s	*
    conditions	[>~apis.meta.v1.Condition	Lm:type	k
    data	>~runtime.RawExtension	*
    networkData	>resource.v1.NetworkDeviceData	*
    @resource.v1.AllocationResult
    devices	>resource.v1.DeviceAllocationResult	={}
    nodeSelector	>core.v1.NodeSelector	*
    allocationTimestamp	>~apis.meta.v1.Time	*
    @resource.v1.CELDeviceSelector
    expression	s	!	=""	k
    @resource.v1.CapacityRequestPolicy
    default	>~api.resource.Quantity	*	k
    validValues	[>~api.resource.Quantity	La
    validRange	>resource.v1.CapacityRequestPolicyRange	*
    @resource.v1.CapacityRequestPolicyRange
    min	>~api.resource.Quantity	!	*
    max	>~api.resource.Quantity	*
    step	>~api.resource.Quantity	*
    @resource.v1.CapacityRequirements
    requests	{>~api.resource.Quantity	tmap[v1.QualifiedName]resource.Quantity
    @resource.v1.Counter
    value	>~api.resource.Quantity	!	k
    @resource.v1.CounterSet
    name	s	!	=""	k
    counters	{>resource.v1.Counter	!
    @resource.v1.Device
    name	s	!	=""	k
    attributes	{>resource.v1.DeviceAttribute	tmap[v1.QualifiedName]v1.DeviceAttribute
    capacity	{>resource.v1.DeviceCapacity	tmap[v1.QualifiedName]v1.DeviceCapacity
    consumesCounters	[>resource.v1.DeviceCounterConsumption	La
    nodeName	s	*
    nodeSelector	>core.v1.NodeSelector	*
    allNodes	b	*
    taints	[>resource.v1.DeviceTaint	La
    bindsToNode	b	*
    bindingConditions	[s	La
    bindingFailureConditions	[s	La
    allowMultipleAllocations	b	*
    nodeAllocatableResourceMappings	{>resource.v1.NodeAllocatableResourceMapping
    @resource.v1.DeviceAllocationConfiguration
    source	s?FromClaim,FromClass	!	=""	tv1.AllocationConfigSource	k
    requests	[s	La
    opaque	>resource.v1.OpaqueDeviceConfiguration	*
    @resource.v1.DeviceAllocationResult
    results	[>resource.v1.DeviceRequestAllocationResult	La
    config	[>resource.v1.DeviceAllocationConfiguration	La
    @resource.v1.DeviceAttribute
    int	i:int64	*	NIntValue
    bool	b	*	NBoolValue
    string	s	*	NStringValue
    version	s	*	NVersionValue
    ints	[i:int64	La	NIntValues
    bools	[b	La	NBoolValues
    strings	[s	La	NStringValues
    versions	[s	La	NVersionValues
    @resource.v1.DeviceCapacity
    value	>~api.resource.Quantity	!	k
    requestPolicy	>resource.v1.CapacityRequestPolicy	*
    @resource.v1.DeviceClaim
    requests	[>resource.v1.DeviceRequest	La	k
    constraints	[>resource.v1.DeviceConstraint	La
    config	[>resource.v1.DeviceClaimConfiguration	La
    @resource.v1.DeviceClaimConfiguration
    requests	[s	La
    opaque	>resource.v1.OpaqueDeviceConfiguration	*
    @resource.v1.DeviceClass	Gresource.k8s.io/v1/DeviceClass
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    spec	>resource.v1.DeviceClassSpec	!	={}	k
    @resource.v1.DeviceClassConfiguration
    opaque	>resource.v1.OpaqueDeviceConfiguration	*
    @resource.v1.DeviceClassList	Gresource.k8s.io/v1/DeviceClassList
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ListMeta	={}	k	NListMeta
    items	[>resource.v1.DeviceClass	!	k
    @resource.v1.DeviceClassSpec
    selectors	[>resource.v1.DeviceSelector	La
    config	[>resource.v1.DeviceClassConfiguration	La
    extendedResourceName	s	*
    @resource.v1.DeviceConstraint
    requests	[s	La
    matchAttribute	s	tv1.FullyQualifiedName	*
    distinctAttribute	s	tv1.FullyQualifiedName	*
    @resource.v1.DeviceCounterConsumption
    counterSet	s	!	=""	k
    counters	{>resource.v1.Counter	!
    @resource.v1.DeviceRequest
    name	s	!	=""	k
    exactly	>resource.v1.ExactDeviceRequest	*
    firstAvailable	[>resource.v1.DeviceSubRequest	La
    @resource.v1.DeviceRequestAllocationResult
    request	s	!	=""	k
    driver	s	!	=""	k
    pool	s	!	=""	k
    device	s	!	=""	k
    adminAccess	b	*
    tolerations	[>resource.v1.DeviceToleration	La
    bindingConditions	[s	La
    bindingFailureConditions	[s	La
    shareID	s	ttypes.UID	*
    consumedCapacity	{>~api.resource.Quantity	tmap[v1.QualifiedName]resource.Quantity
    @resource.v1.DeviceSelector
    cel	>resource.v1.CELDeviceSelector	*	NCEL
    @resource.v1.DeviceSubRequest
    name	s	!	=""	k
    deviceClassName	s	!	=""	k
    selectors	[>resource.v1.DeviceSelector	La
    allocationMode	s?All,ExactCount	tv1.DeviceAllocationMode
    count	i:int64
    tolerations	[>resource.v1.DeviceToleration	La
    capacity	>resource.v1.CapacityRequirements	*
    @resource.v1.DeviceTaint
    key	s	!	=""	k
    value	s
    effect	s?NoExecute,NoSchedule,None	!	=""	tv1.DeviceTaintEffect	k
    timeAdded	>~apis.meta.v1.Time	*
    @resource.v1.DeviceToleration
    key	s
    operator	s?Equal,Exists	="Equal"	tv1.DeviceTolerationOperator
    value	s
    effect	s?NoExecute,NoSchedule,None	tv1.DeviceTaintEffect
    tolerationSeconds	i:int64	*
    @resource.v1.ExactDeviceRequest
    deviceClassName	s	!	=""	k
    selectors	[>resource.v1.DeviceSelector	La
    allocationMode	s?All,ExactCount	tv1.DeviceAllocationMode
    count	i:int64
    adminAccess	b	*
    tolerations	[>resource.v1.DeviceToleration	La
    capacity	>resource.v1.CapacityRequirements	*
    @resource.v1.NetworkDeviceData
    interfaceName	s
    ips	[s	La	NIPs
    hardwareAddress	s
    @resource.v1.NodeAllocatableResourceMapping
    allocationMultiplier	>~api.resource.Quantity	*
    capacityKey	s
    @resource.v1.OpaqueDeviceConfiguration
    driver	s	!	=""	k
    parameters	>~runtime.RawExtension	!	k
    @resource.v1.ResourceClaim	Gresource.k8s.io/v1/ResourceClaim
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    spec	>resource.v1.ResourceClaimSpec	!	={}	k
    status	>resource.v1.ResourceClaimStatus	={}
    @resource.v1.ResourceClaimConsumerReference
    apiGroup	s	NAPIGroup
    resource	s	!	=""	k
    name	s	!	=""	k
    uid	s	!	=""	ttypes.UID	k	NUID
    @resource.v1.ResourceClaimList	Gresource.k8s.io/v1/ResourceClaimList
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ListMeta	={}	k	NListMeta
    items	[>resource.v1.ResourceClaim	!	k
    @resource.v1.ResourceClaimSpec
    devices	>resource.v1.DeviceClaim	={}	k
    @resource.v1.ResourceClaimStatus
    allocation	>resource.v1.AllocationResult	*
    reservedFor	[>resource.v1.ResourceClaimConsumerReference	Lm:uid	Pmerge	Kuid
    devices	[>resource.v1.AllocatedDeviceStatus	Lm:driver,device,pool,shareID
    @resource.v1.ResourceClaimTemplate	Gresource.k8s.io/v1/ResourceClaimTemplate
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    spec	>resource.v1.ResourceClaimTemplateSpec	!	={}	k
    @resource.v1.ResourceClaimTemplateList	Gresource.k8s.io/v1/ResourceClaimTemplateList
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ListMeta	={}	k	NListMeta
    items	[>resource.v1.ResourceClaimTemplate	!	k
    @resource.v1.ResourceClaimTemplateSpec
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    spec	>resource.v1.ResourceClaimSpec	!	={}	k
    @resource.v1.ResourcePool
    name	s	!	=""	k
    generation	i:int64	!	=0	k
    resourceSliceCount	i:int64	!	=0	k
    @resource.v1.ResourceSlice	Gresource.k8s.io/v1/ResourceSlice
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    spec	>resource.v1.ResourceSliceSpec	!	={}	k
    @resource.v1.ResourceSliceList	Gresource.k8s.io/v1/ResourceSliceList
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ListMeta	={}	k	NListMeta
    items	[>resource.v1.ResourceSlice	!	k
    @resource.v1.ResourceSliceSpec
    driver	s	!	=""	k
    pool	>resource.v1.ResourcePool	!	={}	k
    nodeName	s	*
    nodeSelector	>core.v1.NodeSelector	*
    allNodes	b	*
    devices	[>resource.v1.Device	La
    perDeviceNodeSelection	b	*
    sharedCounters	[>resource.v1.CounterSet	La
    @scheduling.v1.PriorityClass	Gscheduling.k8s.io/v1/PriorityClass
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    value	i:int32	=0	k
    globalDefault	b
    description	s
    preemptionPolicy	s?Never,PreemptLowerPriority	tv1.PreemptionPolicy	*
    @scheduling.v1.PriorityClassList	Gscheduling.k8s.io/v1/PriorityClassList
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ListMeta	={}	k	NListMeta
    items	[>scheduling.v1.PriorityClass	!	k
    @storage.v1.CSIDriver	Gstorage.k8s.io/v1/CSIDriver
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    spec	>storage.v1.CSIDriverSpec	!	={}	k
    @storage.v1.CSIDriverList	Gstorage.k8s.io/v1/CSIDriverList
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ListMeta	={}	k	NListMeta
    items	[>storage.v1.CSIDriver	!	k
    @storage.v1.CSIDriverSpec
    attachRequired	b	*
    podInfoOnMount	b	*
    volumeLifecycleModes	[s	Ls	t[]v1.VolumeLifecycleMode
    storageCapacity	b	*
    fsGroupPolicy	s	tv1.FSGroupPolicy	*	NFSGroupPolicy
    tokenRequests	[>storage.v1.TokenRequest	La
    requiresRepublish	b	*
    seLinuxMount	b	*	NSELinuxMount
    nodeAllocatableUpdatePeriodSeconds	i:int64	*
    serviceAccountTokenInSecrets	b	*
    preventPodSchedulingIfMissing	b	*
    @storage.v1.CSINode	Gstorage.k8s.io/v1/CSINode
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    spec	>storage.v1.CSINodeSpec	!	={}	k
    @storage.v1.CSINodeDriver
    name	s	!	=""	k
    nodeID	s	!	=""	k
    topologyKeys	[s	La	k
    allocatable	>storage.v1.VolumeNodeResources	*
    @storage.v1.CSINodeList	Gstorage.k8s.io/v1/CSINodeList
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ListMeta	={}	k	NListMeta
    items	[>storage.v1.CSINode	!	k
    @storage.v1.CSINodeSpec
    drivers	[>storage.v1.CSINodeDriver	!	Lm:name	Pmerge	Kname	k
    @storage.v1.CSIStorageCapacity	Gstorage.k8s.io/v1/CSIStorageCapacity
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    nodeTopology	>~apis.meta.v1.LabelSelector	*
    storageClassName	s	!	=""	k
    capacity	>~api.resource.Quantity	*
    maximumVolumeSize	>~api.resource.Quantity	*
    @storage.v1.CSIStorageCapacityList	Gstorage.k8s.io/v1/CSIStorageCapacityList
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ListMeta	={}	k	NListMeta
    items	[>storage.v1.CSIStorageCapacity	!	k
    @storage.v1.StorageClass	Gstorage.k8s.io/v1/StorageClass
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    provisioner	s	!	=""	k
    parameters	{s
    reclaimPolicy	s?Delete,Recycle,Retain	tv1.PersistentVolumeReclaimPolicy	*
    mountOptions	[s	La
    allowVolumeExpansion	b	*
    volumeBindingMode	s?Immediate,WaitForFirstConsumer	tv1.VolumeBindingMode	*
    allowedTopologies	[>core.v1.TopologySelectorTerm	La
    @storage.v1.StorageClassList	Gstorage.k8s.io/v1/StorageClassList
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ListMeta	={}	k	NListMeta
    items	[>storage.v1.StorageClass	!	k
    @storage.v1.TokenRequest
    audience	s	!	=""	k
    expirationSeconds	i:int64	*
    @storage.v1.VolumeAttachment	Gstorage.k8s.io/v1/VolumeAttachment
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    spec	>storage.v1.VolumeAttachmentSpec	!	={}	k
    status	>storage.v1.VolumeAttachmentStatus	={}
    @storage.v1.VolumeAttachmentList	Gstorage.k8s.io/v1/VolumeAttachmentList
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ListMeta	={}	k	NListMeta
    items	[>storage.v1.VolumeAttachment	!	k
    @storage.v1.VolumeAttachmentSource
    persistentVolumeName	s	*
    inlineVolumeSpec	>core.v1.PersistentVolumeSpec	*
    @storage.v1.VolumeAttachmentSpec
    attacher	s	!	=""	k
    source	>storage.v1.VolumeAttachmentSource	!	={}	k
    nodeName	s	!	=""	k
    @storage.v1.VolumeAttachmentStatus
    attached	b	!	=false	k
    attachmentMetadata	{s
    attachError	>storage.v1.VolumeError	*
    detachError	>storage.v1.VolumeError	*
    @storage.v1.VolumeAttributesClass	Gstorage.k8s.io/v1/VolumeAttributesClass
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    driverName	s	!	=""	k
    parameters	{s
    @storage.v1.VolumeAttributesClassList	Gstorage.k8s.io/v1/VolumeAttributesClassList
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ListMeta	={}	k	NListMeta
    items	[>storage.v1.VolumeAttributesClass	!	k
    @storage.v1.VolumeError
    time	>~apis.meta.v1.Time
    message	s
    errorCode	i:int32	*
    @storage.v1.VolumeNodeResources
    count	i:int32	*
    @^apiextensions.v1.CustomResourceColumnDefinition
    name	s	!	=""	k
    type	s	!	=""	k
    format	s
    description	s
    priority	i:int32
    jsonPath	s	!	=""	k	NJSONPath
    @^apiextensions.v1.CustomResourceConversion
    strategy	s	!	=""	tv1.ConversionStrategyType	k
    webhook	>^apiextensions.v1.WebhookConversion	*
    @^apiextensions.v1.CustomResourceDefinition	Gapiextensions.k8s.io/v1/CustomResourceDefinition
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ObjectMeta	={}	k	NObjectMeta
    spec	>^apiextensions.v1.CustomResourceDefinitionSpec	!	={}	k
    status	>^apiextensions.v1.CustomResourceDefinitionStatus	={}
    @^apiextensions.v1.CustomResourceDefinitionCondition
    type	s	!	=""	tv1.CustomResourceDefinitionConditionType	k
    status	s	!	=""	tv1.ConditionStatus	k
    lastTransitionTime	>~apis.meta.v1.Time
    reason	s
    message	s
    observedGeneration	i:int64
    @^apiextensions.v1.CustomResourceDefinitionList	Gapiextensions.k8s.io/v1/CustomResourceDefinitionList
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ListMeta	={}	k	NListMeta
    items	[>^apiextensions.v1.CustomResourceDefinition	!	k
    @^apiextensions.v1.CustomResourceDefinitionNames
    plural	s	!	=""	k
    singular	s
    shortNames	[s	La
    kind	s	!	=""	k
    listKind	s
    categories	[s	La
    @^apiextensions.v1.CustomResourceDefinitionSpec
    group	s	!	=""	k
    names	>^apiextensions.v1.CustomResourceDefinitionNames	!	={}	k
    scope	s	!	=""	tv1.ResourceScope	k
    versions	[>^apiextensions.v1.CustomResourceDefinitionVersion	!	La	k
    conversion	>^apiextensions.v1.CustomResourceConversion	*
    preserveUnknownFields	b
    @^apiextensions.v1.CustomResourceDefinitionStatus
    conditions	[>^apiextensions.v1.CustomResourceDefinitionCondition	Lm:type	k
    acceptedNames	>^apiextensions.v1.CustomResourceDefinitionNames	={}	k
    storedVersions	[s	La	k
    observedGeneration	i:int64
    @^apiextensions.v1.CustomResourceDefinitionVersion
    name	s	!	=""	k
    served	b	!	=false	k
    storage	b	!	=false	k
    deprecated	b
    deprecationWarning	s	*
    schema	>^apiextensions.v1.CustomResourceValidation	*
    subresources	>^apiextensions.v1.CustomResourceSubresources	*
    additionalPrinterColumns	[>^apiextensions.v1.CustomResourceColumnDefinition	La
    selectableFields	[>^apiextensions.v1.SelectableField	La
    @^apiextensions.v1.CustomResourceSubresourceScale
    specReplicasPath	s	!	=""	k
    statusReplicasPath	s	!	=""	k
    labelSelectorPath	s	*
    @^apiextensions.v1.CustomResourceSubresourceStatus	#o
    @^apiextensions.v1.CustomResourceSubresources
    status	>^apiextensions.v1.CustomResourceSubresourceStatus	*
    scale	>^apiextensions.v1.CustomResourceSubresourceScale	*
    @^apiextensions.v1.CustomResourceValidation
    openAPIV3Schema	>^apiextensions.v1.JSONSchemaProps	*
    @^apiextensions.v1.ExternalDocumentation
    description	s
    url	s	NURL
    @^apiextensions.v1.JSON	#*
    @^apiextensions.v1.JSONSchemaProps
    id	s	NID
    $schema	s	tv1.JSONSchemaURL	NSchema
    $ref	s	*	NRef
    description	s
    type	s
    format	s
    title	s
    default	>^apiextensions.v1.JSON	*
    maximum	n:double	*
    exclusiveMaximum	b
    minimum	n:double	*
    exclusiveMinimum	b
    maxLength	i:int64	*
    minLength	i:int64	*
    pattern	s
    maxItems	i:int64	*
    minItems	i:int64	*
    uniqueItems	b
    multipleOf	n:double	*
    enum	[>^apiextensions.v1.JSON	La
    maxProperties	i:int64	*
    minProperties	i:int64	*
    required	[s	La
    items	>^apiextensions.v1.JSONSchemaPropsOrArray	r	*
    allOf	[>^apiextensions.v1.JSONSchemaProps	La
    oneOf	[>^apiextensions.v1.JSONSchemaProps	La
    anyOf	[>^apiextensions.v1.JSONSchemaProps	La
    not	>^apiextensions.v1.JSONSchemaProps	r	*
    properties	{>^apiextensions.v1.JSONSchemaProps
    additionalProperties	>^apiextensions.v1.JSONSchemaPropsOrBool	r	*
    patternProperties	{>^apiextensions.v1.JSONSchemaProps
    dependencies	{>^apiextensions.v1.JSONSchemaPropsOrStringArray	tv1.JSONSchemaDependencies
    additionalItems	>^apiextensions.v1.JSONSchemaPropsOrBool	r	*
    definitions	{>^apiextensions.v1.JSONSchemaProps	tv1.JSONSchemaDefinitions
    externalDocs	>^apiextensions.v1.ExternalDocumentation	r	*
    example	>^apiextensions.v1.JSON	r	*
    nullable	b
    x-kubernetes-preserve-unknown-fields	b	*	NXPreserveUnknownFields
    x-kubernetes-embedded-resource	b	NXEmbeddedResource
    x-kubernetes-int-or-string	b	NXIntOrString
    x-kubernetes-list-map-keys	[s	La	NXListMapKeys
    x-kubernetes-list-type	s	*	NXListType
    x-kubernetes-map-type	s	*	NXMapType
    x-kubernetes-validations	[>^apiextensions.v1.ValidationRule	Lm:rule	Pmerge	Krule	tv1.ValidationRules	NXValidations
    @^apiextensions.v1.JSONSchemaPropsOrArray	#*
    @^apiextensions.v1.JSONSchemaPropsOrBool	#*
    @^apiextensions.v1.JSONSchemaPropsOrStringArray	#*
    @^apiextensions.v1.SelectableField
    jsonPath	s	!	=""	k	NJSONPath
    @^apiextensions.v1.ServiceReference
    namespace	s	!	=""	k
    name	s	!	=""	k
    path	s	*
    port	i:int32	*
    @^apiextensions.v1.ValidationRule
    rule	s	!	=""	k
    message	s
    messageExpression	s
    reason	s?FieldValueDuplicate,FieldValueForbidden,FieldValueInvalid,FieldValueRequired	tv1.FieldValueErrorReason	*
    fieldPath	s
    optionalOldSelf	b	*
    @^apiextensions.v1.WebhookClientConfig
    url	s	*	NURL
    service	>^apiextensions.v1.ServiceReference	*
    caBundle	s:byte	NCABundle
    @^apiextensions.v1.WebhookConversion
    clientConfig	>^apiextensions.v1.WebhookClientConfig	*
    conversionReviewVersions	[s	!	La	k
    @~api.resource.Quantity	#s|n
    @~apis.meta.v1.APIResource
    name	s	!	=""	k
    singularName	s	!	=""	k
    namespaced	b	!	=false	k
    group	s
    version	s
    kind	s	!	=""	k
    verbs	[s	!	tv1.Verbs	k
    shortNames	[s	La
    categories	[s	La
    storageVersionHash	s
    @~apis.meta.v1.APIResourceList	G/v1/APIResourceList
    kind	s
    apiVersion	s	NAPIVersion
    groupVersion	s	!	=""	k
    resources	[>~apis.meta.v1.APIResource	!	La	k	NAPIResources
    @~apis.meta.v1.Condition
    type	s	!	=""	k
    status	s	!	=""	tv1.ConditionStatus	k
    observedGeneration	i:int64
    lastTransitionTime	>~apis.meta.v1.Time	!	k
    reason	s	!	=""	k
    message	s	!	=""	k
    @~apis.meta.v1.DeleteOptions	G/v1/DeleteOptions
    kind	s
    apiVersion	s	NAPIVersion
    gracePeriodSeconds	i:int64	*
    preconditions	>~apis.meta.v1.Preconditions	*
    orphanDependents	b	*
    propagationPolicy	s	tv1.DeletionPropagation	*
    dryRun	[s	La
    ignoreStoreReadErrorWithClusterBreakingPotential	b	*
    @~apis.meta.v1.FieldSelectorRequirement
    key	s	!	=""	k
    operator	s	!	=""	tv1.FieldSelectorOperator	k
    values	[s	La
    @~apis.meta.v1.FieldsV1	#o
    @~apis.meta.v1.LabelSelector	Ma
    matchLabels	{s
    matchExpressions	[>~apis.meta.v1.LabelSelectorRequirement	La
    @~apis.meta.v1.LabelSelectorRequirement
    key	s	!	=""	k
    operator	s	!	=""	tv1.LabelSelectorOperator	k
    values	[s	La
    @~apis.meta.v1.ListMeta
    selfLink	s
    resourceVersion	s
    continue	s
    remainingItemCount	i:int64	*
    shardInfo	>~apis.meta.v1.ShardInfo	*
    @~apis.meta.v1.ManagedFieldsEntry
    manager	s
    operation	s	tv1.ManagedFieldsOperationType
    apiVersion	s	NAPIVersion
    time	>~apis.meta.v1.Time	*
    fieldsType	s
    fieldsV1	>~apis.meta.v1.FieldsV1	*
    subresource	s
    @~apis.meta.v1.MicroTime	#s:date-time
    @~apis.meta.v1.ObjectMeta
    name	s
    generateName	s
    namespace	s
    selfLink	s
    uid	s	ttypes.UID	NUID
    resourceVersion	s
    generation	i:int64
    creationTimestamp	>~apis.meta.v1.Time	z
    deletionTimestamp	>~apis.meta.v1.Time	*
    deletionGracePeriodSeconds	i:int64	*
    labels	{s
    annotations	{s
    ownerReferences	[>~apis.meta.v1.OwnerReference	Lm:uid	Pmerge	Kuid
    finalizers	[s	Ls	Pmerge
    managedFields	[>~apis.meta.v1.ManagedFieldsEntry	La
    @~apis.meta.v1.OwnerReference	Ma
    apiVersion	s	!	=""	k	NAPIVersion
    kind	s	!	=""	k
    name	s	!	=""	k
    uid	s	!	=""	ttypes.UID	k	NUID
    controller	b	*
    blockOwnerDeletion	b	*
    @~apis.meta.v1.Patch	#o
    @~apis.meta.v1.Preconditions
    uid	s	ttypes.UID	*	NUID
    resourceVersion	s	*
    @~apis.meta.v1.ShardInfo
    selector	s	!	=""	k
    @~apis.meta.v1.Status	G/v1/Status
    kind	s
    apiVersion	s	NAPIVersion
    metadata	>~apis.meta.v1.ListMeta	={}	k	NListMeta
    status	s
    message	s
    reason	s	tv1.StatusReason
    details	>~apis.meta.v1.StatusDetails	*
    code	i:int32
    @~apis.meta.v1.StatusCause
    reason	s	tv1.CauseType	NType
    message	s
    field	s
    @~apis.meta.v1.StatusDetails
    name	s
    group	s
    kind	s
    uid	s	ttypes.UID	NUID
    causes	[>~apis.meta.v1.StatusCause	La
    retryAfterSeconds	i:int32
    @~apis.meta.v1.Time	#s:date-time
    @~apis.meta.v1.WatchEvent	G/v1/WatchEvent
    object	>~runtime.RawExtension	!	*
    type	s	!	=""
    @~runtime.RawExtension	#o
    @~util.intstr.IntOrString	#i|s:int-or-string
    @%apiregistration.v1.APIService	Gapiregistration.k8s.io/v1/APIService
    apiVersion	s
    kind	s
    metadata	>~apis.meta.v1.ObjectMeta	={}
    spec	>%apiregistration.v1.APIServiceSpec	={}
    status	>%apiregistration.v1.APIServiceStatus	={}
    @%apiregistration.v1.APIServiceCondition
    lastTransitionTime	>~apis.meta.v1.Time	*
    message	s
    reason	s
    status	s	!	=""
    type	s	!	=""
    @%apiregistration.v1.APIServiceList	Gapiregistration.k8s.io/v1/APIServiceList
    apiVersion	s
    items	[>%apiregistration.v1.APIService	!
    kind	s
    metadata	>~apis.meta.v1.ListMeta	={}
    @%apiregistration.v1.APIServiceSpec
    caBundle	s:byte	La
    group	s
    groupPriorityMinimum	i:int32	!	=0
    insecureSkipTLSVerify	b
    service	>%apiregistration.v1.ServiceReference	*
    version	s
    versionPriority	i:int32	!	=0
    @%apiregistration.v1.APIServiceStatus
    conditions	[>%apiregistration.v1.APIServiceCondition	Lm:type	Pmerge	Ktype
    @%apiregistration.v1.ServiceReference
    name	s
    namespace	s
    port	i:int32
    """#
}
