"""`regbot completion SHELL`: the script by which a shell completes the command line.

It is written out from the commands as typer has them, with every word in it: a TAB starts no Python, and a
new flag needs nothing here. What may stand behind a flag is told by its metavar: FILE and DIR are looked up
by the shell, LEVEL and some others have a list of words, and for all else nothing is offered.

Used by the command line (cli.py) only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from regbot.errors import UsageError

WORDS: Final = {
    "LEVEL": ("trace", "debug", "info", "warn", "error"),
    "OPTION": ("json",),
    "FORMAT": ("text", "json"),
    "SHELL": ("bash", "zsh", "fish"),
}
FILES: Final = frozenset({"FILE", "SCRIPT.lua"})
FOLDERS: Final = frozenset({"DIR"})


@dataclass(frozen=True, slots=True)
class Option:
    """A flag with all its spellings. value: the metavar of what stands behind it, "" when nothing does."""

    names: tuple[str, ...]
    about: str
    value: str
    again: bool


@dataclass(frozen=True, slots=True)
class Command:
    """A command; the program itself has no name. argument: the metavar of what it is about, or ""."""

    name: str
    about: str
    options: tuple[Option, ...]
    argument: str
    again: bool


def completion_script(group: Any, shell: str, *, descriptions: bool = True) -> str:
    """The script for one of the shells. group: the program's commands, as typer gives them.

    Raises UsageError for a shell that it does not know.
    """
    write = _WRITERS.get(shell)
    if write is None:
        raise UsageError(f'unknown shell "{shell}" (allowed: {", ".join(_WRITERS)})')
    commands = [_command(name, found) for name, found in group.commands.items() if not found.hidden]
    if not descriptions:
        commands = [_silent(each) for each in commands]
    program = _command("", group)
    return "\n".join(write(program if descriptions else _silent(program), commands)) + "\n"


def _command(name: str, found: Any) -> Command:
    options = [
        Option((*each.opts, *each.secondary_opts), each.help or "", _value(each), bool(each.multiple))
        for each in found.params
        if each.param_type_name == "option" and not each.hidden
    ]
    options.append(Option(("-h", "--help"), "Show what the command does, and its flags.", "", False))
    arguments = [each for each in found.params if each.param_type_name == "argument"]
    about = (found.help or "").partition(". ")[0].rstrip(".")
    argument = _value(arguments[0]) if arguments else ""
    return Command(name, about, tuple(options), argument, bool(arguments and arguments[0].nargs == -1))


def _value(parameter: Any) -> str:
    if getattr(parameter, "is_flag", False):
        return ""
    return str(parameter.metavar or parameter.name.upper()).strip("[].")


def _silent(command: Command) -> Command:
    options = tuple(Option(each.names, "", each.value, each.again) for each in command.options)
    return Command(command.name, "", options, command.argument, command.again)


def _words(value: str, commands: list[Command]) -> tuple[str, ...]:
    return tuple(each.name for each in commands) if value == "COMMAND" else WORDS.get(value, ())


# bash


def _bash(program: Command, commands: list[Command]) -> Iterator[str]:
    every = [program, *commands]
    valued = sorted(
        {name for each in every for option in each.options if option.value for name in option.names}
    )
    yield "# bash completion for regbot; load it by: source <(regbot completion bash)"
    yield '_regbot_words() { COMPREPLY=($(compgen -W "$1" -- "$2")); }'
    yield "_regbot_paths() {"
    yield "    local IFS=$'\\n'"
    yield '    COMPREPLY=($(compgen "$1" -- "$2"))'
    yield "    compopt -o filenames 2> /dev/null"
    yield "}"
    yield "_regbot() {"
    yield '    local word="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD - 1]}" command="" at'
    yield "    COMPREPLY=()"
    yield "    # bash takes --flag=value apart at the sign"
    yield '    if [[ $word == "=" ]]; then'
    yield '        word=""'
    yield '    elif [[ $before == "=" ]]; then'
    yield '        before="${COMP_WORDS[COMP_CWORD - 2]}"'
    yield "    fi"
    yield "    for ((at = 1; at < COMP_CWORD; at++)); do"
    yield '        case "${COMP_WORDS[at]}" in'
    yield f"            {' | '.join(valued)})"
    yield '                [[ ${COMP_WORDS[at + 1]} == "=" ]] && ((at++))'
    yield "                ((at++))"
    yield "                ;;"
    yield "            -*) ;;"
    yield '            *) command="${COMP_WORDS[at]}"; break ;;'
    yield "        esac"
    yield "    done"
    yield '    case "$command $before" in'
    for each in every:
        for option in each.options:
            if option.value:
                names = " | ".join(f'"{each.name} {name}"' for name in option.names)
                yield f"        {names}) {_bash_value(option.value, commands)}; return ;;"
    yield "    esac"
    yield '    case "$command $word" in'
    for each in every:
        flags = " ".join(name for option in each.options for name in option.names)
        yield f'        "{each.name} -"*) _regbot_words "{flags}" "$word" ;;'
        argument = "COMMAND" if each is program else each.argument
        if argument or each is not program:
            offered = _bash_value(argument, commands) if argument else f'_regbot_words "{flags}" "$word"'
            yield f'        "{each.name} "*) {offered} ;;'
    yield "    esac"
    yield "}"
    yield "complete -F _regbot regbot"


def _bash_value(value: str, commands: list[Command]) -> str:
    if value in FILES | FOLDERS:
        return f'_regbot_paths {"-f" if value in FILES else "-d"} "$word"'
    words = _words(value, commands)
    return f'_regbot_words "{" ".join(words)}" "$word"' if words else ":"


# zsh


def _zsh(program: Command, commands: list[Command]) -> Iterator[str]:
    yield "#compdef regbot"
    yield "# zsh completion for regbot: a file _regbot in a folder of $fpath,"
    yield "# or loaded by: source <(regbot completion zsh)"
    yield "_regbot() {"
    yield "    local context state state_descr line"
    yield "    local -A opt_args"
    yield "    local -a commands"
    yield "    commands=("
    for each in commands:
        yield f"        {_quoted(f'{each.name}:{each.about}' if each.about else each.name)}"
    yield "    )"
    yield "    _arguments -C \\"
    for option in program.options:
        yield from (f"        {spec} \\" for spec in _zsh_option(option, commands))
    yield "        '1: :->command' \\"
    yield "        '*:: :->rest'"
    yield "    case $state in"
    yield "        (command) _describe command commands ;;"
    yield "        (rest)"
    yield "            case $line[1] in"
    for each in commands:
        specs = [spec for option in each.options for spec in _zsh_option(option, commands)]
        if each.argument:
            where = "*" if each.again else "1"
            specs.append(_quoted(f"{where}:{each.argument}:{_zsh_value(each.argument, commands)}"))
        yield f"                ({each.name})"
        yield "                    _arguments \\"
        yield from (f"                        {spec} \\" for spec in specs[:-1])
        yield f"                        {specs[-1]}"
        yield "                    ;;"
    yield "            esac"
    yield "            ;;"
    yield "    esac"
    yield "}"
    yield "# As a file of $fpath it is the function's body, and called; sourced, it makes itself known."
    yield 'if [[ "${funcstack[1]}" == _regbot ]]; then _regbot "$@"; else compdef _regbot regbot; fi'


def _zsh_option(option: Option, commands: list[Command]) -> Iterator[str]:
    about = option.about.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]").replace(":", "\\:")
    value = ""
    if option.value:
        value = f":{option.value.replace(':', chr(92) + ':')}:{_zsh_value(option.value, commands)}"
    before = "*" if option.again else f"({' '.join(option.names)})" if len(option.names) > 1 else ""
    for name in option.names:
        spelling = (
            f"{name}=" if option.value and name.startswith("--") else name
        )  # --flag value, --flag=value
        yield _quoted(f"{before}{spelling}{f'[{about}]' if about else ''}{value}")


def _zsh_value(value: str, commands: list[Command]) -> str:
    if value in FILES | FOLDERS:
        return "_files" if value in FILES else "_files -/"
    words = _words(value, commands)
    return f"({' '.join(words)})" if words else " "


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


# fish


def _fish(program: Command, commands: list[Command]) -> Iterator[str]:
    names = " ".join(each.name for each in commands)
    yield "# fish completion for regbot; load it by: regbot completion fish | source"
    yield "complete -c regbot -f"
    first = f"-n 'not __fish_seen_subcommand_from {names}'"
    for each in commands:
        yield _fish_line(first, f"-a {each.name}", each.about)
    for each in [program, *commands]:
        when = first if each is program else f"-n '__fish_seen_subcommand_from {each.name}'"
        for option in each.options:
            for name in option.names:
                spelling = f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}"
                yield _fish_line(when, f"{spelling}{_fish_value(option.value, commands)}", option.about)
        if each.argument in FILES:
            yield _fish_line(when, "-F", "")
        elif _words(each.argument, commands):
            yield _fish_line(when, _fish_value(each.argument, commands).strip(), "")


def _fish_value(value: str, commands: list[Command]) -> str:
    if value in FILES:
        return " -r -F"
    if value in FOLDERS:
        return " -x -a '(__fish_complete_directories)'"
    words = _words(value, commands)
    return f" -x -a '{' '.join(words)}'" if words else " -x" if value else ""


def _fish_line(when: str, what: str, about: str) -> str:
    text = about.replace("\\", "\\\\").replace("'", "\\'")
    return f"complete -c regbot {when} {what}" + (f" -d '{text}'" if text else "")


_WRITERS: Final[dict[str, Callable[[Command, list[Command]], Iterator[str]]]] = {
    "bash": _bash,
    "zsh": _zsh,
    "fish": _fish,
}
