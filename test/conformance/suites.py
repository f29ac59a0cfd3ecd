"""Runs one public SCIM conformance suite against SCIM_URL and prints a JSON list of its results.

    suites.py scim2-tester [resource type...]
    suites.py scim-sanity [resource type]
"""

import json
import os
import sys

url, token = os.environ["SCIM_URL"], os.environ["SCIM_TOKEN"]


def scim2_tester(resource_types):
    from httpx2 import Client
    from scim2_client.engines.httpx2 import SyncSCIMClient
    from scim2_tester import check_server

    headers = {"Authorization": f"Bearer {token}"}
    with Client(base_url=url, headers=headers, timeout=60, trust_env=False) as http:
        for check in check_server(SyncSCIMClient(http), resource_types=resource_types or None):
            yield {
                "name": " ".join(filter(None, [check.resource_type, check.title])),
                "status": check.status.name,
                "reason": check.reason or "",
                "data": "" if check.data is None else str(check.data)[:2000],
            }


def scim_sanity(resource_types):
    from scim_sanity.probe.runner import run_probe_api

    only = resource_types[0] if resource_types else None
    for check in run_probe_api(url, token=token, resource_filter=only, timeout=60)["results"]:
        yield {
            "name": f"{check.get('phase') or ''}: {check['name']}",
            "status": check["status"].upper(),
            "reason": check.get("message") or "",
            "data": "",
        }


suite, *resource_types = sys.argv[1:]
run = {"scim2-tester": scim2_tester, "scim-sanity": scim_sanity}[suite]
json.dump(list(run(resource_types)), sys.stdout)
