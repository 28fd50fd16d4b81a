"""What is inside the userdata that scripts hold: references, manifests, image configs.

Lua sees `type(x) == "userdata"`; the metatable is the module's own global table. This file holds the data and
the tables of their fields; what scripts can do with them is in the module of the same noun.
"""

from dataclasses import dataclass, replace

from interpreter import LuaTable, Userdata, Value
from regbot.builtins.fields import Fields, Shapes
from regbot.builtins.shapes import CONFIG, IMAGE, INDEX, OTHER, Struct
from regbot.registry.client import ImageConfig, Manifest
from regbot.registry.digest import algorithm_of, compute_digest
from regbot.registry.reference import Reference


@dataclass(eq=False)
class ReferenceObject:
    """A reference that the script can change by `ref:tag(t)` and `ref:digest(d)`."""

    reference: Reference


class ManifestObject:
    """A fetched manifest, or only its head; `reference` is what the script asked for, a tag as a rule."""

    def __init__(self, shapes: Shapes, reference: Reference, manifest: Manifest) -> None:
        self.reference = reference
        self.manifest = manifest
        self._shapes = shapes
        self._fields: Fields | None = None

    @property
    def fields(self) -> Fields:
        """The members; those of a head are absent, but for the media type."""
        if self._fields is None:
            head = {"mediaType": self.manifest.descriptor.media_type}
            document = self.manifest.document
            raw = self.manifest.raw or b"{}"
            self._fields = Fields(self._shapes, self._struct, raw, head if document is None else document)
        return self._fields

    @property
    def _struct(self) -> Struct:
        if self.manifest.is_index:
            return INDEX
        return IMAGE if self.manifest.is_image else OTHER

    @property
    def edited(self) -> bool:
        """Whether the script changed a member since the manifest was fetched or exported."""
        return self.manifest.raw is not None and self._fields is not None and self._fields.edited

    def export(self) -> "ManifestObject":
        """Give a new object with the script's changes; its digest is that of the new bytes.

        Raises a LuaError when a value does not fit its place.
        """
        manifest = self.manifest
        raw = self.fields.export()
        if raw == manifest.raw:
            return ManifestObject(self._shapes, self.reference, manifest)
        document = self.fields.document()
        old = manifest.descriptor
        descriptor = replace(
            old,
            media_type=document.get("mediaType") or old.media_type,
            digest=compute_digest(raw, algorithm_of(old.digest)),
            size=len(raw),
            data=None,
        )
        changed = replace(manifest, descriptor=descriptor, raw=raw, document=document)
        return ManifestObject(self._shapes, self.reference, changed)


class ConfigObject:
    """The config of an image, with the manifest that it belongs to."""

    def __init__(self, shapes: Shapes, reference: Reference, config: ImageConfig) -> None:
        self.reference = reference
        self.config = config
        self._shapes = shapes
        self.fields = Fields(shapes, CONFIG, config.raw, config.document)

    @property
    def manifest(self) -> Manifest:
        """The manifest of the image."""
        return self.config.manifest

    def export(self) -> "ConfigObject":
        """Give a new object with the script's changes; a LuaError when a value does not fit its place."""
        raw = self.fields.export()
        changed = replace(self.config, raw=raw, document=self.fields.document())
        return ConfigObject(self._shapes, self.reference, changed)


def new_object(metatable: LuaTable, value: object) -> Userdata:
    """Wrap an object for Lua."""
    return Userdata(value, metatable)


def fields_of(value: Value) -> Fields | None:
    """Give the fields of a manifest or config that a script holds, None for anything else."""
    inner = value.value if isinstance(value, Userdata) else None
    return inner.fields if isinstance(inner, ManifestObject | ConfigObject) else None
