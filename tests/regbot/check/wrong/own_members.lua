-- Members and methods that the script itself defines are known.
function string.split(text, sign) return text:gmatch("[^" .. sign .. "]+") end
for part in string.split("a,b", ",") do log(part) end
for part in ("a,b"):split(",") do log(part) end
for part in ("a,b"):splt(",") do log(part) end --> 21 warning unknown-method: nothing has a method splt, did you mean split?
