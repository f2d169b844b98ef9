#!/usr/bin/env python3
"""Downloads what a licence is for, with nothing but Python and b3sum, and verifies every byte.

    piwa licence token http://MARKET licence.json --wallet BUYER.json > token
    python3 fetch_licensed.py http://MARKET licence.json token DATASET target

Run again, it goes on: whole files stay, and one that broke off is continued. When the licence ends, the market refuses with 403.
"""
import json
import os
import subprocess
import sys
import urllib.error
import urllib.request


def ask(url, headers):
    try:
        return urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=60)
    except urllib.error.HTTPError as refusal:
        sys.exit(f"The market answers {refusal.code}: {json.load(refusal).get('error')}")


def list_files(market, licence, dataset, token):
    """The shards of a licence: records as in manifest.jsonl, and addresses that are good for an hour."""
    offset = 0
    while offset is not None:
        url = f"{market}/v1/licences/{licence}/files?dataset={dataset}&offset={offset}"
        with ask(url, {"Authorization": f"Bearer {token}"}) as answer:
            part = json.load(answer)
        yield from part["files"]
        offset = part.get("next")


def download(url, path, length):
    """Continues a file where it is, until it is whole."""
    have = os.path.getsize(path) if os.path.exists(path) else 0
    while have < length:
        with ask(url, {"Range": f"bytes={have}-"}) as answer, open(path, "ab") as file:
            while block := answer.read(1 << 20):
                file.write(block)
        have = os.path.getsize(path)


def main(market, licence_file, token_file, dataset, target):
    with open(licence_file) as file:
        licence = json.load(file)["id"]
    with open(token_file) as file:
        token = file.read().strip()
    for entry in list_files(market, licence, dataset, token):
        shard = entry["shard"]
        path = os.path.join(target, os.path.basename(shard["file"]))
        os.makedirs(target, exist_ok=True)
        download(market + entry["address"], path, shard["bytes"])
        digest = subprocess.run(["b3sum", "--no-names", path], check=True, capture_output=True, text=True).stdout.strip()
        if digest != shard["blake3"]:
            os.remove(path)
            sys.exit(f"{path} has BLAKE3 {digest}; its record says {shard['blake3']}. It was deleted: run this again.")
        print(path, shard["rows"], "assets")


if __name__ == "__main__":
    if len(sys.argv) != 6:
        sys.exit(__doc__)
    main(sys.argv[1].rstrip("/"), *sys.argv[2:])
