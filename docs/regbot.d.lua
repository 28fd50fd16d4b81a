---@meta regbot
-- The globals that regbot gives to its scripts, for editors that know LuaLS (lua-language-server): add this file to
-- `workspace.library`. What each call does is in lua.md; a test holds names, arguments and members to the program.

---@alias regbot.Ref string|regbot.Reference|regbot.Manifest|regbot.Config  A name, or an object that has one.
---@alias regbot.Platform string  `linux/arm64`, `linux/arm/v7`, `local`
---@alias regbot.Duration string  `30s`, `5m`, `1h15m`

---@class regbot.log
---@overload fun(message: string|number)
log = {}
---@param message string|number
---@param fields? table<string, any>
function log.debug(message, fields) end
---@param message string|number
---@param fields? table<string, any>
function log.info(message, fields) end
---@param message string|number
---@param fields? table<string, any>
function log.warn(message, fields) end
---@param message string|number
---@param fields? table<string, any>
function log.error(message, fields) end

---@class regbot.Reference
local Reference = {}
---@param value? string  Sets the tag and clears the digest.
---@return string
function Reference:tag(value) end
---@param value? string  Sets the digest and clears the tag.
---@return string
function Reference:digest(value) end
---@return string
function Reference:registry() end
---@return string
function Reference:repository() end
---@return string
function Reference:path() end
function Reference:close() end

reference = {}
---@param name regbot.Ref
---@return regbot.Reference
function reference.new(name) end
---@param name regbot.Ref
function reference.close(name) end
---@param self regbot.Reference
---@param value? string
---@return string
function reference.tag(self, value) end
---@param self regbot.Reference
---@param value? string
---@return string
function reference.digest(self, value) end
---@param self regbot.Reference
---@return string
function reference.registry(self) end
---@param self regbot.Reference
---@return string
function reference.repository(self) end
---@param self regbot.Reference
---@return string
function reference.path(self) end

---@class regbot.PageOptions
---@field limit? integer  At most so many; without it, all pages.
---@field last? string  Begin after this name.

repo = {}
---@param host string
---@param options? regbot.PageOptions
---@return string[]
function repo.ls(host, options) end

tag = {}
---@param repository regbot.Ref
---@param options? regbot.PageOptions
---@return string[]
function tag.ls(repository, options) end
---@param image regbot.Ref
---@param options? regbot.WriteOptions
function tag.delete(image, options) end

---@class regbot.PlatformFields
---@field architecture string
---@field os string
---@field ["os.version"] string
---@field ["os.features"] string[]
---@field variant string
---@field features string[]

---@class regbot.Descriptor
---@field mediaType string
---@field digest string
---@field size number
---@field urls string[]
---@field annotations table<string, string>
---@field data string
---@field platform? regbot.PlatformFields
---@field artifactType string

---@class regbot.Manifest
---@field schemaVersion number
---@field mediaType string
---@field config regbot.Descriptor
---@field layers regbot.Descriptor[]
---@field manifests regbot.Descriptor[]
---@field artifactType string
---@field subject? regbot.Descriptor
---@field annotations table<string, string>
local Manifest = {}
---@param platform? regbot.Platform
---@return regbot.Manifest
function Manifest:get(platform) end
---@return regbot.Manifest
function Manifest:getList() end
---@return regbot.Manifest
function Manifest:head() end
---@return regbot.Descriptor
function Manifest:descriptor() end
---@param options? regbot.ReferrersOptions
---@return regbot.Descriptor[]
function Manifest:referrers(options) end
---@param target regbot.Ref
---@param options? regbot.WriteOptions
function Manifest:put(target, options) end
---@param options? regbot.WriteOptions
function Manifest:delete(options) end
---@return regbot.Manifest
function Manifest:export() end
---@param platform? regbot.Platform
---@return regbot.Config
function Manifest:config(platform) end
---@return regbot.RateLimit
function Manifest:ratelimit() end
---@param limit number
---@param poll? regbot.Duration
---@param timeout? regbot.Duration
---@return boolean
function Manifest:ratelimitWait(limit, poll, timeout) end

---@class regbot.RateLimit
---@field Set boolean
---@field Remain number
---@field Limit number
---@field Reset number
---@field Policies string[]

---@class regbot.ReferrersOptions
---@field artifactType? string

manifest = {}
---@param image regbot.Ref
---@param platform? regbot.Platform
---@return regbot.Manifest
function manifest.get(image, platform) end
---@param image regbot.Ref
---@return regbot.Manifest
function manifest.getList(image) end
---@param image regbot.Ref
---@return regbot.Manifest
function manifest.head(image) end
---@param image regbot.Ref
---@return regbot.Descriptor
function manifest.descriptor(image) end
---@param image regbot.Ref
---@param options? regbot.ReferrersOptions
---@return regbot.Descriptor[]
function manifest.referrers(image, options) end
---@param image regbot.Ref
---@param target regbot.Ref
---@param options? regbot.WriteOptions
function manifest.put(image, target, options) end
---@param image regbot.Ref
---@param options? regbot.WriteOptions
function manifest.delete(image, options) end
---@param image regbot.Manifest
---@return regbot.Manifest
function manifest.export(image) end
---@param image regbot.Ref
---@param platform? regbot.Platform
---@return regbot.Config
function manifest.config(image, platform) end
---@param image regbot.Manifest
---@return regbot.RateLimit
function manifest.ratelimit(image) end
---@param image regbot.Ref
---@param limit number
---@param poll? regbot.Duration
---@param timeout? regbot.Duration
---@return boolean
function manifest.ratelimitWait(image, limit, poll, timeout) end

---@class regbot.CopyOptions
---@field digestTags? boolean
---@field forceRecursive? boolean
---@field includeExternal? boolean
---@field referrers? boolean
---@field platforms? regbot.Platform[]
---@field platformsIndex? "rebuild"|"sparse"
---@field reason? string

---@class regbot.ImportOptions
---@field name? string
---@field reason? string

---@class regbot.WriteOptions
---@field reason? string

image = {}
---@param source regbot.Ref
---@param target regbot.Ref
---@param options? regbot.CopyOptions
function image.copy(source, target, options) end
---@param image regbot.Ref
---@return boolean
function image.exists(image) end
---@param image regbot.Ref
---@param options? regbot.WriteOptions
function image.delete(image, options) end
---@param source regbot.Ref
---@param file string
function image.exportTar(source, file) end
---@param target regbot.Ref
---@param file string
---@param options? regbot.ImportOptions
function image.importTar(target, file, options) end
---@param image regbot.Ref
---@param platform? regbot.Platform
---@return regbot.Config
function image.config(image, platform) end
---@param image regbot.Ref
---@param limit number
---@param poll? regbot.Duration
---@param timeout? regbot.Duration
---@return boolean
function image.ratelimitWait(image, limit, poll, timeout) end
---@param image regbot.Ref
---@param platform? regbot.Platform
---@return regbot.Manifest
function image.manifest(image, platform) end
---@param image regbot.Ref
---@return regbot.Manifest
function image.manifestList(image) end
---@param image regbot.Ref
---@return regbot.Manifest
function image.manifestHead(image) end

---@class regbot.Healthcheck
---@field Test string[]
---@field Interval number
---@field Timeout number
---@field StartPeriod number
---@field StartInterval number
---@field Retries number

---@class regbot.RunConfig
---@field User string
---@field ExposedPorts table<string, table>
---@field Env string[]
---@field Entrypoint string[]
---@field Cmd string[]
---@field Volumes table<string, table>
---@field WorkingDir string
---@field Labels table<string, string>
---@field StopSignal string
---@field StopTimeout? number
---@field ArgsEscaped boolean
---@field Healthcheck? regbot.Healthcheck
---@field OnBuild string[]
---@field Shell string[]

---@class regbot.History
---@field created? string
---@field created_by string
---@field author string
---@field comment string
---@field empty_layer boolean

---@class regbot.RootFS
---@field type string
---@field diff_ids string[]

---@class regbot.Config
---@field created? string
---@field author string
---@field architecture string
---@field os string
---@field ["os.version"] string
---@field ["os.features"] string[]
---@field variant string
---@field config regbot.RunConfig
---@field rootfs regbot.RootFS
---@field history regbot.History[]
local Config = {}
---@return regbot.Config
function Config:export() end

imageconfig = {}
---@param config regbot.Config
---@return regbot.Config
function imageconfig.export(config) end

---@alias regbot.Content string|regbot.Blob|regbot.Config|regbot.Manifest

---@class regbot.Blob
---@field digest string
---@field size number
local Blob = {}
---@param digest? string
---@return regbot.Blob
function Blob:head(digest) end
---@param digest? string
---@return regbot.Blob
function Blob:get(digest) end
---@param count? integer  So many bytes; without it, all of them.
---@return string?
function Blob:read(count) end
function Blob:close() end
---@param target regbot.Ref|regbot.Content
---@param content? regbot.Content
---@return string digest
---@return number size
function Blob:put(target, content) end

blob = {}
---@param image regbot.Ref|regbot.Blob
---@param digest? string
---@return regbot.Blob
function blob.head(image, digest) end
---@param image regbot.Ref|regbot.Blob
---@param digest? string
---@return regbot.Blob
function blob.get(image, digest) end
---@param blob regbot.Blob
---@param count? integer
---@return string?
function blob.read(blob, count) end
---@param blob regbot.Blob
function blob.close(blob) end
---@param target regbot.Ref|regbot.Blob
---@param content regbot.Content|regbot.Ref
---@param more? regbot.Content  The content, where the first argument is a blob and the second a name.
---@return string digest
---@return number size
function blob.put(target, content, more) end

---@class regbot.Version
---@field major integer
---@field minor integer
---@field patch integer
---@field prerelease string
---@field build string
---@field text string
---@operator lt(regbot.Version): boolean
---@operator le(regbot.Version): boolean
local Version = {}
---@param other string|regbot.Version
---@return -1|0|1
function Version:compare(other) end
---@param range string
---@return boolean
function Version:match(range) end

semver = {}
---@param text string|regbot.Version
---@return regbot.Version?
function semver.parse(text) end
---@param one string|regbot.Version
---@param other string|regbot.Version
---@return -1|0|1
function semver.compare(one, other) end
---@param text string|regbot.Version
---@param range string
---@return boolean
function semver.match(text, range) end
---@param tags string[]
---@return string[]
function semver.sort(tags) end
---@param tags string[]
---@param range? string
---@return string?
function semver.latest(tags, range) end

---@class regbot.EncodeOptions
---@field indent? integer

---@class regbot.Null

json = {}
---@type regbot.Null
json.null = nil
---@param value any
---@param options? regbot.EncodeOptions
---@return string
function json.encode(value, options) end
---@param text string
---@return any
function json.decode(text) end
---@param table? table
---@return table
function json.array(table) end

time = {}
---@return number
function time.now() end
---@param text string
---@param layout? string
---@return number?
function time.parse(text, layout) end
---@param when number
---@param layout? string
---@return string
function time.format(when, layout) end
---@param when number|string
---@return number
function time.since(when) end
---@param text regbot.Duration
---@return number
function time.duration(text) end

---@class regbot.TagFacts
---@field tag string
---@field created? number|string
---@field labels? table<string, string>

---@class regbot.RetainOptions
---@field keep? integer
---@field by? "version"|"created"
---@field match? string|fun(tag: string): boolean
---@field newerThan? regbot.Duration|number
---@field label? string|string[]
---@field repository? regbot.Ref

---@class regbot.JudgedTag
---@field tag string
---@field reason string

---@class regbot.Plan
---@field keep regbot.JudgedTag[]
---@field delete regbot.JudgedTag[]

---@param tags (string|regbot.Config|regbot.TagFacts)[]
---@param options regbot.RetainOptions
---@return regbot.Plan
function retain(tags, options) end

parallel = {}
---@generic T
---@param list T[]
---@param fn fun(item: T, index: integer)
---@param limit? integer
function parallel.each(list, fn, limit) end
---@generic T, R
---@param list T[]
---@param fn fun(item: T, index: integer): R?
---@param limit? integer
---@return R[] results
function parallel.map(list, fn, limit) end
---@generic T, R
---@param list T[]
---@param fn fun(item: T, index: integer): R?
---@param limit? integer
---@return table<integer, R> results
---@return table<integer, any> errors
function parallel.all(list, fn, limit) end
---@param ... fun(): any
---@return any ...
function parallel.run(...) end
