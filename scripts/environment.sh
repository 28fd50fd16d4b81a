# Sourced by the other scripts: makes .venv and installs into it, only when something changed.
# environment EXTRAS: EXTRAS is "" for the program alone or "[dev]" for the tests' tools as well.

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '%s\n' "$*" >&2; }

# The first Python on the PATH that is at least 3.11.
find_python() {
  local candidate
  for candidate in "${PYTHON:-}" python3 python3.11 python3.12 python3.13 python; do
    [ -n "$candidate" ] || continue
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      printf '%s' "$candidate"
      return 0
    fi
  done
  say "regbot needs Python 3.11 or newer; none was found on the PATH (set PYTHON=/path/to/python3)."
  return 1
}

environment() {
  local extras=$1 stamp python
  # The files' own texts are the stamp: a checkout that changes neither is ready at once. Whoever has the
  # tests' tools has the program too.
  for stamp in "$top/.venv/.installed[dev]" "$top/.venv/.installed$extras"; do
    if [ -e "$stamp" ] && cat "$top/pyproject.toml" "$top/constraints.txt" | cmp -s - "$stamp"; then
      return 0
    fi
  done
  if [ ! -x "$top/.venv/bin/python" ]; then
    python=$(find_python) || return 1
    say "Making .venv with $("$python" --version) ..."
    # A half-made environment must not be taken for a whole one the next time.
    if ! "$python" -m venv "$top/.venv"; then
      rm -rf "$top/.venv"
      say "Could not make a virtual environment; on Debian install the package python3-venv."
      return 1
    fi
  fi
  say "Installing regbot$extras into .venv ..."
  # stdout belongs to the program that runs afterwards.
  "$top/.venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    --constraint "$top/constraints.txt" --editable "$top$extras" >&2 || return 1
  cat "$top/pyproject.toml" "$top/constraints.txt" > "$stamp"
}
