#!/usr/bin/env bash
# kubectl.sh --kubeconfig FILE [KUBECTL…]
#
# Does with each kubectl what people do in their first hour on a cluster (started with `drydock cluster --bare
# --node-pods 100`), and says per version what failed. Without names it takes every kubectl.1.* beside the one in PATH.
set -u
config=${KUBECONFIG:-}
[ "${1:-}" = --kubeconfig ] && { config=$2; shift 2; }
[ -f "$config" ] || { echo "kubectl.sh: --kubeconfig FILE is missing" >&2; exit 2; }
clients=("$@")
if [ ${#clients[@]} -eq 0 ]; then
  beside=$(dirname "$(readlink -f "$(command -v kubectl)")")
  mapfile -t clients < <(ls -d "$beside"/kubectl.1.* /usr/lib/google-cloud-sdk/bin/kubectl.1.* 2>/dev/null | sort -u)
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/app.yaml" <<'Y'
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - {name: main, image: registry.example.com/web:1, ports: [{containerPort: 80, name: http}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: http}]}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {colour: blue}
Y
sed 's/colour: blue/colour: green/' "$work/app.yaml" >"$work/green.yaml"
cat >"$work/job.yaml" <<'Y'
apiVersion: batch/v1
kind: Job
metadata: {name: once}
spec:
  template:
    spec:
      restartPolicy: Never
      containers: [{name: main, image: registry.example.com/once:1, command: [sh, -c, "echo hello; echo done"]}]
Y
cat >"$work/crd.yaml" <<'Y'
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: boats.smoke.example.com}
spec:
  group: smoke.example.com
  scope: Namespaced
  names: {plural: boats, singular: boat, kind: Boat, shortNames: [bt]}
  versions:
  - name: v1
    served: true
    storage: true
    subresources: {status: {}}
    additionalPrinterColumns: [{name: Length, type: integer, jsonPath: .spec.length}]
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec: {type: object, properties: {length: {type: integer, minimum: 1}}}
          status: {type: object, x-kubernetes-preserve-unknown-fields: true}
Y
cat >"$work/boat.yaml" <<'Y'
apiVersion: smoke.example.com/v1
kind: Boat
metadata: {name: tug}
spec: {length: 12}
Y
exit=0
for client in "${clients[@]}"; do
  [ -x "$client" ] || continue
  failed=0 passed=0
  n=smoke-$(basename "$client" | tr -cd '0-9')
  k() { timeout 60 "$client" --kubeconfig "$config" --cache-dir "$work/cache-$n" -n "$n" "$@"; }
  # expect TEXT COMMAND…: the command's output has the text
  expect() {
    local wanted=$1 got
    shift
    got=$("$@" 2>&1)
    if grep -qF -- "$wanted" <<<"$got"; then passed=$((passed + 1)); return; fi
    failed=$((failed + 1))
    echo "FAIL $(basename "$client"): ${*:2}: no \"$wanted\" in:" && sed 's/^/     /' <<<"$got" | head -5
  }
  expect "Server Version" k version
  expect "namespace/$n created" k create namespace "$n"
  expect "deployment.apps/web created" k apply -f "$work/app.yaml"
  expect "deployment.apps/web unchanged" k apply -f "$work/app.yaml"
  expect "successfully rolled out" k rollout status deployment/web --timeout=50s
  expect "2/2" k get deployment web
  expect "registry.example.com/web:1" k get deployment web -o wide
  expect "Running" k get pods -l app=web
  expect "web" k get all
  expect "10.244." k get endpointslices -o wide
  expect "deployment.apps/web scaled" k scale deployment web --replicas=3
  expect "deployment.apps/web image updated" k set image deployment/web main=registry.example.com/web:2
  expect "successfully rolled out" k rollout status deployment/web --timeout=50s
  expect "REVISION" k rollout history deployment/web
  expect "rolled back" k rollout undo deployment/web
  expect "configmap/settings patched" k patch configmap settings --type merge -p '{"data":{"colour":"red"}}'
  expect "red" k get configmap settings -o 'jsonpath={.data.colour}'
  expect "serverside-applied" k apply --server-side --force-conflicts -f "$work/app.yaml"
  expect "labeled" k label configmap settings tier=front
  expect "configmap/settings annotate" k annotate configmap settings note=x
  expect "secret/pass created" k create secret generic pass --from-literal=word=x
  expect "job.batch/once created" k create -f "$work/job.yaml"
  expect "condition met" k wait --for=condition=complete job/once --timeout=50s
  expect "hello" k logs job/once
  expect "created" k apply -f "$work/crd.yaml"
  expect "condition met" k wait --for=condition=Established crd/boats.smoke.example.com --timeout=30s
  expect "boat.smoke.example.com/tug created" k create -f "$work/boat.yaml"
  expect "12" k get bt tug
  expect "should be greater than or equal to 1" k patch boat tug --type merge -p '{"spec":{"length":0}}'
  expect "Name:" k describe deployment web
  expect "KIND:" k explain deployment.spec
  expect "deployments" k api-resources --api-group=apps
  expect "apps/v1" k api-versions
  expect "yes" k auth can-i create pods
  expect "no" k auth can-i create pods --as=somebody
  expect "ok" k get --raw /readyz
  expect "+  colour: green" k diff -f "$work/green.yaml"
  expect "deleted" k delete -f "$work/app.yaml"
  expect "deleted" k delete crd boats.smoke.example.com
  expect "deleted" k delete namespace "$n" --wait=false
  echo "$(basename "$client"): $passed passed, $failed failed"
  [ $failed -eq 0 ] || exit=1
done
exit $exit
