"""check_values.py [SCHEMA] checks values.yaml against the schema of the chart Zero to JupyterHub.

SCHEMA is the chart's values.schema.yaml or .json, as a file; without it, that of the release that values.yaml names is
fetched. Helm checks the values together with the chart's defaults, which hold all that is required, so "required" is left
out here. Exit code 1: a value does not fit; 3: the schema could not be fetched. Needs PyYAML and jsonschema, which Jupyter
brings.
"""
import pathlib
import re
import sys
import urllib.request

import jsonschema
import yaml

CHART = "https://raw.githubusercontent.com/jupyterhub/zero-to-jupyterhub-k8s/%s/jupyterhub/values.schema.yaml"
VALUES = pathlib.Path(__file__).with_name("values.yaml").read_text()


def optional(schema):
    """The schema without "required", except where that names a property."""
    if isinstance(schema, list):
        return [optional(s) for s in schema]
    if not isinstance(schema, dict):
        return schema
    return {k: optional(s) for k, s in schema.items() if not (k == "required" and isinstance(s, list))}


def schema():
    if len(sys.argv) > 1:
        return pathlib.Path(sys.argv[1]).read_text()
    release = re.search(r"--version (\S+)", VALUES).group(1)
    try:
        with urllib.request.urlopen(CHART % release, timeout=10) as answer:
            return answer.read().decode()
    except OSError as error:
        print(f"the chart's schema cannot be fetched ({error}): download values.schema.yaml of {release} and give its name")
        sys.exit(3)


checker = jsonschema.Draft7Validator(optional(yaml.safe_load(schema())))
faults = sorted(checker.iter_errors(yaml.safe_load(VALUES)), key=lambda fault: list(map(str, fault.path)))
for fault in faults:
    print(f"{'.'.join(map(str, fault.path)) or 'values'}: {fault.message}")
sys.exit(1 if faults else 0)
