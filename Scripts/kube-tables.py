"""Writes Sources/KubeSchema/Tables from discovery, OpenAPI v3 and protobuf facts of a kube-apiserver.

  kube-tables.py FACTS K8S_IO_API APIMACHINERY APIEXTENSIONS_V1 PROTOBUF_JSON OUT

FACTS holds resources.json, apis.json and openapi/*.json.gz; K8S_IO_API and APIMACHINERY are checkouts of k8s.io/api and
k8s.io/apimachinery, APIEXTENSIONS_V1 the folder of apiextensions/v1 (for the order and Go types of fields only). Descriptions are never read.
"""
import glob, gzip, json, os, re, sys

facts, api, machinery, extensions, protobuf, out = sys.argv[1:7]
os.makedirs(out, exist_ok=True)
PREFIX = [("io.k8s.api.", ""), ("io.k8s.apimachinery.pkg.", "~"),
          ("io.k8s.apiextensions-apiserver.pkg.apis.", "^"), ("io.k8s.kube-aggregator.pkg.apis.", "%")]


def short(name):
    for long, mark in PREFIX:
        if name.startswith(long):
            return mark + name[len(long):]
    raise SystemExit("prefix of " + name)


def wrap(name, text, doc, part):
    with open(f"{out}/{name}.swift", "w") as f:
        f.write("// Written by Scripts/kube-tables.py from the facts of Kubernetes 1.36; do not edit.\n\n")
        f.write(f"extension {part} {{\n  /// {doc}\n  static let {name[0].lower() + name[1:]}: StaticString = #\"\"\"\n")
        for line in text.rstrip("\n").split("\n"):
            f.write(("    " + line).rstrip() + "\n")
        f.write("    \"\"\"#\n}\n")


# Go struct fields: (package, struct) -> [(json name, go type)]
structs = {}


def load_go(folder, package, mark):
    for path in sorted(glob.glob(folder + "/types*.go")) + sorted(glob.glob(folder + "/micro_time.go")):
        text = re.sub(r"/\*.*?\*/", "", open(path).read(), flags=re.S)
        text = re.sub(r"//[^\n]*", "", text)
        for m in re.finditer(r"^type (\w+) struct \{\n(.*?)^\}", text, flags=re.S | re.M):
            rows = []
            for line in m.group(2).split("\n"):
                line = line.strip()
                f = re.match(r'(\w+)\s+(\S+)\s+`.*?json:"([^",]*)([^"]*)', line)
                e = re.match(r'(\w[\w.]*)\s+`.*?json:"([^",]*),?(inline)?', line)
                if f:
                    rows.append((f.group(3), f.group(2), f.group(1), f.group(4)))
                elif e:
                    rows.append((e.group(2), e.group(1), e.group(1).split(".")[-1], ""))
            structs[(mark + package, m.group(1))] = rows


for folder in sorted(glob.glob(api + "/*/v*")):
    load_go(folder, ".".join(folder.split("/")[-2:]), "")
load_go(machinery + "/pkg/apis/meta/v1", "apis.meta.v1", "~")
load_go(extensions, "apiextensions.v1", "^")


def go_fields(package, name, seen=()):
    rows = []
    for json_name, go, field, options in structs.get((package, name), []):
        if json_name == "":
            base = go.lstrip("*").split(".")[-1]
            inner_package = package if "." not in go else "~apis.meta.v1"
            if (inner_package, base) in structs and base not in seen:
                rows += go_fields(inner_package, base, seen + (base,))
        else:
            rows.append((json_name, go, package, field, options))
    return rows


def qualify(go, package):
    """A Go type as reflect prints it: pointers at the top dropped, local names with their package."""
    go = go.lstrip("*")
    version = package.split(".")[-1]
    builtin = {"string", "bool", "int32", "int64", "int", "byte", "float64", "uint8", "uint16", "uint32"}

    def one(m):
        word = m.group(0)
        if "." in word:
            return {"metav1": "v1", "corev1": "v1", "apiv1": "v1", "runtime": "runtime"}.get(word.split(".")[0], word.split(".")[0]) + \
                "." + word.split(".")[1]
        if word in builtin or word == "map":
            return {"byte": "uint8"}.get(word, word)
        return version + "." + word
    return re.sub(r"[A-Za-z_][\w.]*", one, go)


schemas = {}
for f in sorted(glob.glob(facts + "/openapi/*.gz")):
    for k, v in json.load(gzip.open(f))["components"]["schemas"].items():
        schemas.setdefault(k, v)


def ref(s):
    if "$ref" in s:
        return short(s["$ref"].split("/")[-1])
    if "allOf" in s and len(s["allOf"]) == 1:
        return short(s["allOf"][0]["$ref"].split("/")[-1])
    return None


def code(s):
    r = ref(s)
    if r:
        return ">" + r
    t = s.get("type")
    if t == "array":
        return "[" + code(s["items"])
    if t == "object" and isinstance(s.get("additionalProperties"), dict):
        return "{" + code(s["additionalProperties"])
    if t is None:
        return "*"
    c = {"string": "s", "integer": "i", "number": "n", "boolean": "b", "object": "o"}[t]
    if "format" in s:
        c += ":" + s["format"]
    if "enum" in s:
        c += "?" + ",".join(s["enum"])
    return c


def default_go(s, package):
    r = ref(s)
    if r:
        return ".".join(r.lstrip("~^%").split(".")[-2:])
    t = s.get("type")
    if t == "array":
        return "[]" + default_go(s["items"], package)
    if t == "object" and isinstance(s.get("additionalProperties"), dict):
        return "map[string]" + default_go(s["additionalProperties"], package)
    if s.get("format") == "byte":
        return "[]uint8"
    return {"string": "string", "integer": s.get("format", "int64"), "number": "float64", "boolean": "bool"}.get(t, "")


lines, no_order = [], []
for name in sorted(schemas):
    s = schemas[name]
    flags = []
    if "properties" not in s:
        if "oneOf" in s:
            flags.append("#" + "|".join(code(x) for x in s["oneOf"]) + (":" + s["format"] if "format" in s else ""))
        else:
            flags.append("#" + code(s))
    if s.get("x-kubernetes-map-type"):
        flags.append("M" + s["x-kubernetes-map-type"][0])
    gvks = s.get("x-kubernetes-group-version-kind", [])
    if len(gvks) == 1:
        flags.append("G" + "/".join([gvks[0]["group"], gvks[0]["version"], gvks[0]["kind"]]))
    elif gvks:
        flags.append("G*")
    if "x-kubernetes-unions" in s:
        flags.append("U" + json.dumps(s["x-kubernetes-unions"], separators=(",", ":")))
    sn = short(name)
    lines.append("\t".join(["@" + sn] + flags))
    package, struct = ".".join(sn.split(".")[:-1]), sn.split(".")[-1]
    order = {}
    for json_name, go, pkg, field, options in go_fields(package, struct):
        order.setdefault(json_name, (len(order), go, pkg, field, options))
    if s.get("properties") and not order:
        no_order.append(sn)
    required = set(s.get("required", []))
    for field in sorted(s.get("properties", {}), key=lambda k: (order.get(k, (999,))[0], k)):
        p = s["properties"][field]
        row = [field, code(p)]
        if field in required:
            row.append("!")
        if "default" in p:
            row.append("=" + json.dumps(p["default"], separators=(",", ":")))
        if "x-kubernetes-list-type" in p:
            kind = p["x-kubernetes-list-type"]
            row.append("L" + kind[0] + (":" + ",".join(p["x-kubernetes-list-map-keys"]) if kind == "map" else ""))
        if "x-kubernetes-map-type" in p:
            row.append("M" + p["x-kubernetes-map-type"][0])
        if "x-kubernetes-patch-strategy" in p:
            row.append("P" + p["x-kubernetes-patch-strategy"])
        if "x-kubernetes-patch-merge-key" in p:
            row.append("K" + p["x-kubernetes-patch-merge-key"])
        if "$ref" in p:
            row.append("r")
        if field in order:
            go = qualify(order[field][1], order[field][2])
            if go != default_go(p, package):
                row.append("t" + go)
            if order[field][1].startswith("*"):
                row.append("*")
            if "omitzero" in order[field][4]:
                row.append("z")
            elif "omitempty" not in order[field][4]:
                row.append("k")
            if order[field][3] != field[0].upper() + field[1:]:
                row.append("N" + order[field][3])
        elif p.get("default") != {} and ref(p):
            row.append("*")
        assert not any("\t" in x for x in row), row
        lines.append("\t".join(row))
print("types without Go order:", no_order)
text = "\n".join(lines)
wrap("TypeRows", text, "Types and fields; the format is described at ``TypeTable``.", "TypeTable")

VERBS = {"create": "c", "delete": "d", "deletecollection": "D", "get": "g", "list": "l", "patch": "p", "update": "u",
         "watch": "w"}
resources = json.load(open(facts + "/resources.json"))
groups = [("", ["v1"])] + [(g["name"], [v["version"] for v in g["versions"]])
                           for g in json.load(open(facts + "/apis.json"))["groups"]]
rows = []
for group, versions in groups:
    for version in versions:
        gv = f"{group}/{version}" if group else version
        listed = resources[gv]["resources"]
        for r in listed:
            if "/" in r["name"]:
                continue
            subs = []
            for s in listed:
                if s["name"].startswith(r["name"] + "/"):
                    gvk = f"{s.get('group', '')}/{s.get('version', '')}/{s['kind']}"
                    subs.append(":".join([s["name"].split("/")[1], gvk if "group" in s else s["kind"],
                                          "".join(VERBS[v] for v in s["verbs"])]))
            rows.append("|".join([
                group, version, r["kind"], r["name"], r["singularName"], "N" if r["namespaced"] else "C",
                "".join(VERBS[v] for v in r["verbs"]), ",".join(r.get("shortNames", [])),
                ",".join(r.get("categories", [])), ";".join(subs), r.get("storageVersionHash", "")]))
wrap("ResourceRows", "\n".join(rows), "Served resources; the format is described at ``ResourceTable``.", "ResourceTable")

messages = json.load(open(protobuf))
rows = []
for name in sorted(messages):
    if re.search(r"v\d+(alpha|beta)\d+|testapigroup|\.api\.(admission|imagepolicy|apidiscovery|extensions)\.", name):
        continue
    parts = []
    for number, field in sorted(messages[name].items(), key=lambda x: int(x[0])):
        kind = field[1]
        if kind.startswith(".k8s.io."):
            kind = "." + kind[len(".k8s.io."):]
        parts.append(f"{number} {field[0]} {kind}" + ("*" if len(field) > 2 else ""))
    base = name[len("k8s.io."):] if name.startswith("k8s.io.") else "!" + name
    rows.append("@" + base)
    rows += parts
wrap("MessageRows", "\n".join(rows), "Protobuf messages; the format is described at ``MessageTable``.", "MessageTable")
print(len(text), "bytes of types,", len(rows), "protobuf rows")
