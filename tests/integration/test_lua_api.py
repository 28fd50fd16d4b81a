"""Every documented call of the scripts' API against a real registry: one test a call, judged in the script.

`name` is a repository with the image ONE as v1 and v2 and the index MANY as many; `other` is one that is not
there yet; `host` the registry; `file` a path that does not exist.
"""

import json
import shutil
from pathlib import Path

import pytest

from regbot.registry.host import HostConfig
from tests.fakes import images
from tests.fakes.lua_runner import Lua
from tests.fakes.programs import Registry, Skopeo

ONE = images.image("api", labels={"stage": "prod"})
MANY = images.index("api", platforms=("linux/amd64", "linux/arm64"), labels={"stage": "many"})
CONFIG = next(each for each, data in ONE.blobs.items() if data.startswith(b'{\n   "created"'))
LAYER = ONE.document["layers"][0]

ROWS = {
    "log(msg)": "log('text'); log(5); assert(not pcall(log, {}))",
    "log.LEVEL(msg, fields)": "log.debug('d'); log.info('i', {a = 1}); log.warn('w'); log.error('e', {b=2})",
    "reference.new(REF)": """
      local ref = reference.new(name .. ":v1")
      local copy = reference.new(ref)
      copy:tag("v2")
      assert(tostring(ref) == name .. ":v1" and tostring(copy) == name .. ":v2")
      assert(tostring(reference.new(manifest.get(ref))) == name .. ":v1")
      assert(tostring(reference.new(image.config(ref))) == name .. ":v1")
    """,
    "reference.close(REF), ref:close()": "reference.close(name); reference.new(name):close()",
    "ref:tag(s), ref:digest(s)": """
      local ref = reference.new(name)
      assert(ref:tag() == "latest" and ref:digest() == "")
      ref:digest(one)
      assert(ref:tag() == "" and ref:digest() == one and manifest.head(ref):descriptor().digest == one)
      ref:tag("v1")
      assert(ref:tag() == "v1" and ref:digest() == "" and ref.nothing == nil)
    """,
    "tostring(ref)": "assert(tostring(reference.new('busybox')) == 'docker.io/library/busybox:latest')",
    "repo.ls(host, {limit, last})": """
      local all, short = repo.ls(host), name:sub(#host + 2)
      local found
      for i, each in ipairs(all) do if each == short then found = i end end
      assert(found)
      assert(repo.ls(host, {limit = 1})[1] == all[1] and #repo.ls(host, {limit = 1}) == 1)
      assert(#repo.ls(host, {last = all[#all]}) == 0)
    """,
    "tag.ls(REF, {limit, last})": """
      assert(tags(name) == "many v1 v2")
      assert(#tag.ls(reference.new(name), {limit = 2}) == 2)
      local all = tag.ls(name)
      assert(tag.ls(name, {last = all[2]})[1] == all[3] and #tag.ls(name, {last = all[3]}) == 0)
      assert(tag.ls(name, {last = all[1], limit = 1})[1] == all[2])
    """,
    "tag.delete(REF)": "tag.delete(name .. ':v1'); assert(tags(name) == 'many v2')",
    "manifest.get(REF, platform), image.manifest": """
      local m = manifest.get(name .. ":many", "linux/arm64")
      assert(m:descriptor().digest == arm64)
      assert(image.manifest(name .. ":many", "linux/arm64"):descriptor().digest == arm64)
      assert(m.schemaVersion == 2 and #m.layers == 2 and m.layers[1].digest == m.Layers[1].Digest)
    """,
    "manifest.getList(REF), image.manifestList": """
      assert(manifest.getList(name .. ":many"):descriptor().digest == many)
      assert(#image.manifestList(name .. ":many").manifests == 2)
    """,
    "manifest.head(REF), image.manifestHead": """
      assert(manifest.head(name .. ":v1"):descriptor().digest == one)
      assert(image.manifestHead(name .. ":many"):descriptor().digest == many)
    """,
    "manifest.descriptor(MAN), m:descriptor()": """
      local d = manifest.descriptor(name .. ":v1")
      assert(d.digest == one and d.size > 0 and d.mediaType:find("manifest", 1, true))
      assert(manifest.get(name .. ":v1"):descriptor().digest == one)
    """,
    "manifest.put(MAN, REF), m:put(REF)": """
      manifest.put(manifest.get(name .. ":v1"), name .. ":v3")
      manifest.get(name .. ":v1"):put(reference.new(name .. ":v4"))
      manifest.put(name .. ":many", name .. ":v5")
      assert(manifest.descriptor(name .. ":v3").digest == one)
      assert(manifest.descriptor(name .. ":v4").digest == one)
      assert(manifest.descriptor(name .. ":v5").digest == many)
    """,
    "m:get(platform), m:head()": """
      local m = manifest.getList(name .. ":many")
      assert(m:get("linux/arm64"):descriptor().digest == arm64 and m:head():descriptor().digest == many)
    """,
    "m:delete()": """
      manifest.head(name .. ":v1"):delete()
      assert(tags(name) == "many")
    """,
    "m:export()": """
      local m = manifest.get(name .. ":v1")
      m.annotations = {note = "new"}
      local changed = m:export()
      assert(changed:descriptor().digest ~= one and m:descriptor().digest == changed:descriptor().digest)
      changed:put(name .. ":noted")
      assert(manifest.get(name .. ":noted").annotations.note == "new")
    """,
    "m:config(platform)": """
      local m = manifest.get(name .. ":v1")
      assert(m:config().config.Labels.stage == "prod" and m.config.digest == config)
    """,
    "m:ratelimit()": "assert(manifest.head(name .. ':v1'):ratelimit().Set == false)",
    "m:ratelimitWait(limit, poll, timeout), image.ratelimitWait(REF, …)": """
      assert(manifest.head(name .. ":v1"):ratelimitWait(10, "1s", "2s") == true)
      assert(image.ratelimitWait(name .. ":v1", 10) == true)
    """,
    "image.config(MAN, platform)": """
      local c = image.config(name .. ":many", "linux/arm64")
      assert(c.architecture == "arm64" and c.Config.Labels["stage"] == "many")
      assert(image.config(manifest.get(name .. ":v1")).config.Labels.stage == "prod")
    """,
    "image.copy(REF, REF, options)": """
      image.copy(name .. ":many", other .. ":many", {
        digestTags = true, forceRecursive = true, includeExternal = true, referrers = true,
      })
      assert(manifest.descriptor(other .. ":many").digest == many)
      image.copy(name .. ":many", other .. ":arm", {platforms = {"linux/arm64"}})
      local index = manifest.getList(other .. ":arm")
      assert(#index.manifests == 1 and index.manifests[1].digest == arm64)
      assert(not pcall(image.copy, name .. ":many", other .. "-sparse:v1",
        {platforms = {"linux/arm64"}, platformsIndex = "sparse"}))
    """,
    "image.exportTar(REF, file), image.importTar(REF, file)": """
      image.exportTar(name .. ":v1", file)
      image.importTar(other .. ":v1", file)
      assert(manifest.descriptor(other .. ":v1").digest == one)
    """,
    "image.exists(REF)": """
      assert(image.exists(name .. ":v1") and not image.exists(name .. ":none") and not image.exists(other))
    """,
    "image.delete(REF)": "image.delete(name .. ':v1'); assert(tags(name) == 'many')",
    "manifest.referrers(MAN, {artifactType})": """
      local m = manifest.get(name .. ":v1")
      local note = manifest.get(name .. ":v2")
      note.subject = {mediaType = m:descriptor().mediaType, digest = one, size = m:descriptor().size}
      note:export():put(name .. ":note")
      local found = manifest.referrers(name .. ":v1")
      assert(#found == 1 and found[1].digest == manifest.descriptor(name .. ":note").digest)
      assert(#m:referrers({artifactType = found[1].artifactType}) == 1)
      assert(#m:referrers({artifactType = "x/y"}) == 0)
    """,
    "c:export()": """
      local c = image.config(name .. ":v1")
      c.config.ExposedPorts = {["80/tcp"] = {}}
      c.created = "2020-02-02T00:00:00Z"
      local digest, size = blob.put(name, c:export())
      local m = manifest.get(name .. ":v1")
      m.config.digest, m.config.size = digest, size
      m:export():put(name .. ":port")
      local again = image.config(name .. ":port")
      assert(again.config.ExposedPorts["80/tcp"] and again.config.Labels.stage == "prod")
      assert(again.created == "2020-02-02 00:00:00 +0000 UTC")
    """,
    "blob.get(REF, digest), blob.head(REF, digest)": """
      local b = blob.get(name, layer)
      assert(b.digest == layer and b.size == #b:read())
      assert(blob.head(name .. "@" .. layer).size == b.size)
    """,
    "blob.put(REF, content)": """
      local digest, size = blob.put(other, "text")
      assert(size == 4 and blob.get(other, digest):read() == "text")
      assert(blob.put(other, blob.get(name, layer)) == layer)
      assert(blob.put(other, image.config(name .. ":v1")) == config)
      assert(blob.put(other, manifest.get(name .. ":v1")) == one)
    """,
    "b:get(), b:head(), b:put(), b:read(n), b:close()": """
      local b = blob.head(name, layer)
      assert(b:get().digest == layer and b:head().size == b.size)
      assert(b:put(other) == layer)
      local all, parts = b:get():read(), {}
      while true do
        local part = b:read(100)
        if not part then break end
        parts[#parts + 1] = part
      end
      assert(table.concat(parts) == all)
      b:close()
      assert(not pcall(b.read, b))
    """,
}


def run(lua: Lua, registry: Registry, repository: str, script: str) -> None:
    name = registry.repository(repository)
    script = (
        "function tags(...) local t = tag.ls(...); table.sort(t); return table.concat(t, ' ') end " + script
    )
    lua.hosts = (HostConfig(registry.host, tls="disabled"),)
    lua.run(
        script,
        name=name,
        other=f"{name}-other",
        host=registry.host,
        file=str(lua.folder / "image.tar"),
        one=ONE.digest,
        many=MANY.digest,
        arm64=MANY.children[1].digest,
        config=CONFIG,
        layer=LAYER["digest"],
    )


@pytest.fixture
def seeded(registry: Registry, repository: str) -> str:
    images.push(registry.host, repository, ONE, "v1", "v2")
    images.push(registry.host, repository, MANY, "many")
    return repository


@pytest.mark.parametrize("script", ROWS.values(), ids=ROWS.keys())
def test_the_call_works(tmp_path: Path, registry: Registry, seeded: str, script: str) -> None:
    run(Lua(tmp_path), registry, seeded, script)


def test_lists_of_many_pages_come_whole(tmp_path: Path, registry: Registry, repository: str) -> None:
    """docker-registry gives 100 repositories a page; version 2.8 all tags at once, whatever it is asked."""
    images.push(registry.host, repository, images.image("pages", layers=1), "t0000")
    stored = registry.root / "docker/registry/v2/repositories" / repository
    tags = stored / "_manifests/tags"
    for number in range(1, 1103):
        shutil.copytree(tags / "t0000", tags / f"t{number:04}")
    for number in range(103):
        for part in ("_layers", "_manifests/tags/t0000"):
            shutil.copytree(stored / part, stored / str(number) / part)
    before = len(registry.requests())
    script = """
      assert(#tag.ls(name) == 1103, #tag.ls(name))
      assert(#tag.ls(name, {limit = 1050}) == 1050 and #tag.ls(name, {limit = 3}) == 3)
      local ours = 0
      for _, each in ipairs(repo.ls(host)) do
        if each:sub(1, #name - #host) == name:sub(#host + 2) .. "/" then ours = ours + 1 end
      end
      assert(ours == 103, ours)
    """
    run(Lua(tmp_path), registry, repository, script)
    asked = registry.requests()[before:]
    assert len([line for line in asked if "/_catalog" in line]) > 1


def test_a_signature_comes_along_and_skopeo_sees_the_list(
    tmp_path: Path, two_registries: tuple[Registry, Registry], repository: str, skopeo: Skopeo
) -> None:
    """docker-registry 2 keeps no list of referrers: at both ends it is the tag that clients keep."""
    here = two_registries[0]
    child = MANY.children[0]
    about = {
        digest: images.image(digest, layers=1, subject=subject)
        for digest, subject in (
            ("index", MANY.descriptor),
            ("child", child.descriptor),
        )
    }
    images.push(here.host, repository, MANY, "many")
    lua = Lua(tmp_path)
    lua.hosts = tuple(HostConfig(each.host, tls="disabled") for each in two_registries)
    layouts = {name: lua.layout(name, each, "v1") for name, each in about.items()}
    source, target = (each.repository(repository) for each in two_registries)
    script = """
      image.copy(index .. ":v1", source .. ":about-index")
      image.copy(child .. ":v1", source .. ":about-child")
      image.copy(source .. ":many", target .. ":many", {referrers = true})
      image.copy(source .. ":many", target .. ":many", {referrers = true})
      assert(#manifest.referrers(target .. ":many") == 1)
    """
    lua.run(script, source=source, target=target, **layouts)
    for subject, referrer in ((MANY, about["index"]), (child, about["child"])):
        tag = subject.digest.replace(":", "-")
        listed = json.loads(skopeo.inspect_raw(f"{target}:{tag}"))["manifests"]
        assert [referrer.digest] == [each["digest"] for each in listed]
        assert referrer.manifest == skopeo.inspect_raw(f"{target}@{referrer.digest}")
