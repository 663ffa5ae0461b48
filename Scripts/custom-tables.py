"""Writes Sources/KubeSchema/Custom/*Rows.swift from the structure of CustomResourceDefinitions (no descriptions).

  custom-tables.py FACTS_CRDS OUT

FACTS_CRDS holds flux.json, onepassword.json and tailscale.json: definitions by name. The notation is described at
CustomKinds.
"""
import json, sys

facts, out = sys.argv[1:3]
TYPES = {"string": "s", "integer": "i", "number": "n", "boolean": "b", "object": "o", "array": "a"}


def compact(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def lines(name, schema, required, depth, rows):
    rest = {k: v for k, v in schema.items()
            if k not in ("type", "properties", "items", "required", "x-kubernetes-validations")}
    extra = rest.get("additionalProperties")
    if isinstance(extra, dict):
        del rest["additionalProperties"]
    row = " " * depth + name + ("!" if required else "") + " " + TYPES.get(schema.get("type"), "-")
    if rest.get("format") and schema.get("type") in ("string", "integer", "number"):
        row += ":" + rest.pop("format")
    rows.append(row + (" " + compact(rest) if rest else ""))
    for rule in schema.get("x-kubernetes-validations", []):
        rows.append(" " * (depth + 1) + "? " + compact(rule))
    wanted = set(schema.get("required", []))
    for key, value in schema.get("properties", {}).items():
        lines(key, value, key in wanted, depth + 1, rows)
    missing = [k for k in schema.get("required", []) if k not in schema.get("properties", {})]
    assert not missing, missing
    if "items" in schema:
        lines("[]", schema["items"], False, depth + 1, rows)
    if isinstance(extra, dict):
        lines("{}", extra, False, depth + 1, rows)


for name, word in (("flux", "Flux"), ("onepassword", "OnePassword"), ("tailscale", "Tailscale")):
    rows = []
    for crd, d in json.load(open(f"{facts}/{name}.json")).items():
        rows.append("= " + " ".join([d["group"], d["version"], d["scope"]]) + " " + compact(d["names"]))
        for column in d["additionalPrinterColumns"]:
            rows.append("| " + compact(column))
        lines("-", d["openAPIV3Schema"], False, 0, rows)
    with open(f"{out}/{word}Rows.swift", "w") as f:
        f.write("// Written by Scripts/custom-tables.py; do not edit.\n\nextension CustomKinds {\n")
        f.write(f"  static let {name}Rows: StaticString = #\"\"\"\n")
        for row in rows:
            f.write("    " + row + "\n")
        f.write("    \"\"\"#\n}\n")
