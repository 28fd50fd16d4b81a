"""An asynchronous client for OCI registries and OCI image layouts. Knows no Lua, no YAML, no scheduler.

    Client          every operation, on registries and on `ocidir://` alike (client.py)
    Reference       names of images (reference.py)
    HostConfig      settings of one registry (host.py)
    RegistryError   the root of all errors (errors.py draws the tree)

The modules follow the nouns: tags, manifests, blobs, referrers, repos, copy, layout.
"""

from regbot.registry.client import Client, ImageConfig
from regbot.registry.copyplan import CopyOptions, CopyReport
from regbot.registry.credential import Credential
from regbot.registry.descriptor import Descriptor
from regbot.registry.errors import RegistryError
from regbot.registry.host import HostConfig
from regbot.registry.layout import Layout
from regbot.registry.manifest import Manifest
from regbot.registry.platform import Platform
from regbot.registry.reader import BlobReader
from regbot.registry.reference import Reference

__all__ = [
    "BlobReader",
    "Client",
    "CopyOptions",
    "CopyReport",
    "Credential",
    "Descriptor",
    "HostConfig",
    "ImageConfig",
    "Layout",
    "Manifest",
    "Platform",
    "Reference",
    "RegistryError",
]
