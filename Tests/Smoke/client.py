"""List-watch, apply and leases with the Python client: python3 client.py KUBECONFIG (needs `pip install kubernetes`)."""

import datetime
import sys
import threading
import time

from kubernetes import client, config, dynamic, utils, watch
from kubernetes.client.rest import ApiException

config.load_kube_config(sys.argv[1])
core, apps, leases = client.CoreV1Api(), client.AppsV1Api(), client.CoordinationV1Api()
name = f"py-{int(time.time())}"
passed = 0


def check(what, holds):
    global passed
    if not holds:
        sys.exit(f"FAIL {what}")
    passed += 1


check("version", client.VersionApi().get_code().major == "1")
core.create_namespace({"metadata": {"name": name}})

# list, then watch from its revision
first = core.list_namespaced_config_map(name)
events = []


def follow():
    for event in watch.Watch().stream(
        core.list_namespaced_config_map, name, resource_version=first.metadata.resource_version, timeout_seconds=10
    ):
        if event["object"].metadata.name.startswith("w"):
            events.append((event["type"], event["object"].metadata.name))
        if len(events) == 4:
            return


thread = threading.Thread(target=follow)
thread.start()
core.create_namespaced_config_map(name, {"metadata": {"name": "w1"}, "data": {"a": "1"}})
core.create_namespaced_config_map(name, {"metadata": {"name": "w2"}, "data": {"a": "1"}})
core.patch_namespaced_config_map("w1", name, {"data": {"a": "2"}})
core.delete_namespaced_config_map("w2", name)
thread.join()
check("watch", events == [("ADDED", "w1"), ("ADDED", "w2"), ("MODIFIED", "w1"), ("DELETED", "w2")])

# pages
for i in range(7):
    core.create_namespaced_secret(name, {"metadata": {"name": f"s{i}"}, "stringData": {"k": str(i)}})
page = core.list_namespaced_secret(name, limit=3)
names = [item.metadata.name for item in page.items]
while page.metadata._continue:
    page = core.list_namespaced_secret(name, limit=3, _continue=page.metadata._continue)
    names += [item.metadata.name for item in page.items]
check("pages", names == [f"s{i}" for i in range(7)])

# server-side apply through the dynamic client: ownership, conflict, force
dyn = dynamic.DynamicClient(client.ApiClient())
deployments = dyn.resources.get(api_version="apps/v1", kind="Deployment")
labels = {"app": "py"}
body = {
    "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"},
    "spec": {
        "replicas": 1, "selector": {"matchLabels": labels},
        "template": {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "c", "image": "i:1"}]}},
    },
}
made = deployments.server_side_apply(body=body, namespace=name, field_manager="one")
check("apply", made.metadata.managedFields[0].manager == "one" and made.metadata.managedFields[0].operation == "Apply")
body["spec"]["replicas"] = 2
try:
    deployments.server_side_apply(body=body, namespace=name, field_manager="two")
    check("conflict", False)
except Exception as error:  # the dynamic client wraps 409
    check("conflict", getattr(error, "status", 0) == 409)
deployments.server_side_apply(body=body, namespace=name, field_manager="two", force_conflicts=True)
check("force", apps.read_namespaced_deployment("web", name).spec.replicas == 2)
check("scale", apps.read_namespaced_deployment_scale("web", name).spec.replicas == 2)

# a lease as leader election uses it: create, renew with the revision, lose with an old one
now = datetime.datetime.now(datetime.timezone.utc)
spec = {"holderIdentity": "a", "leaseDurationSeconds": 15, "acquireTime": now, "renewTime": now}
lease = leases.create_namespaced_lease(name, client.V1Lease(metadata={"name": "lock"}, spec=client.V1LeaseSpec(
    holder_identity="a", lease_duration_seconds=15, acquire_time=now, renew_time=now)))
old = lease.metadata.resource_version
lease.spec.renew_time = now + datetime.timedelta(seconds=2)
lease = leases.replace_namespaced_lease("lock", name, lease)
check("renew", lease.metadata.resource_version != old and lease.spec.renew_time.microsecond == now.microsecond)
lease.metadata.resource_version = old
lease.spec.holder_identity = "b"
try:
    leases.replace_namespaced_lease("lock", name, lease)
    check("lost lease", False)
except ApiException as error:
    check("lost lease", error.status == 409)

# many objects from one file, and what is refused
try:
    utils.create_from_dict(client.ApiClient(), {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "-bad"}, "spec": {}}, namespace=name)
    check("invalid", False)
except utils.FailToCreateError as error:
    check("invalid", error.api_exceptions[0].status == 422)
core.delete_namespace(name)
print(f"{passed} passed, 0 failed")
