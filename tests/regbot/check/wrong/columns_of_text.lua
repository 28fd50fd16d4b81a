-- Columns count characters, not bytes.
log("Größe: äöü" .. nmae .. "…" .. tag.lst("x")[1]) --> 21 error unknown-global: unknown global nmae --> 40 error unknown-member: the module tag has no member lst, did you mean tag.ls?
