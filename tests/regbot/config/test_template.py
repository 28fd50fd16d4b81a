from pathlib import Path

import pytest

from regbot.config.template import TemplateError, render

ENVIRON = {"X": "v", "EMPTY": "", "LIST": "a,b,c"}


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("plain", "plain"),
        ('{{env "X"}}', "v"),
        ('{{ env "X" | upper }}', "V"),
        ('{{env "NONE"}}', ""),
        ('{{env "NONE" | default "d"}}', "d"),
        ('{{env "EMPTY" | default "d"}}', "d"),
        ('{{default "d" (env "X")}}', "v"),
        ('a {{- env "X" -}} b', "avb"),
        ('a {{env "X"}} b', "a v b"),
        ("{{/* a comment */}}x", "x"),
        ("a {{- /* trims */ -}} x", "ax"),
        ('{{if env "X"}}yes{{else}}no{{end}}', "yes"),
        ('{{if env "EMPTY"}}yes{{else if eq 1 1}}second{{else}}no{{end}}', "second"),
        ('{{with env "X"}}[{{.}}]{{else}}none{{end}}', "[v]"),
        ('{{with env "EMPTY"}}[{{.}}]{{else}}none{{end}}', "none"),
        ('{{range $i, $e := split (env "LIST") ","}}{{$i}}={{$e}};{{end}}', "0=a;1=b;2=c;"),
        ('{{range split "a,b,c" ","}}{{if eq . "b"}}{{continue}}{{end}}{{.}}{{end}}', "ac"),
        ('{{range split "a,b,c" ","}}{{if eq . "b"}}{{break}}{{end}}{{.}}{{end}}', "a"),
        ("{{range 3}}{{.}}{{end}}", "012"),
        ('{{range split "" ","}}{{else}}none{{end}}', ""),
        ('{{$x := "q"}}{{$x}}{{$x = "r"}}{{$x}}', "qr"),
        ("{{$x := 1}}{{if true}}{{$x := 2}}{{$x}}{{end}}{{$x}}", "21"),
        ("{{$x := 1}}{{if true}}{{$x = 2}}{{end}}{{$x}}", "2"),
        (
            '{{printf "%05d %-4s| %q %v %t %x %.2f%%" 42 "a" "b" 1.5 true "hi" 2.0}}',
            '00042 a   | "b" 1.5 true 6869 2.00%',
        ),
        ('{{env "X" | printf "%s-%s" "a"}}', "a-v"),
        ('{{print 1 2 "a" "b" 3}}', "1 2ab3"),
        ('{{println "a" 1}}', "a 1\n"),
        ('{{len "\u00e4b"}}', "3"),
        ('{{index (split "a,b" ",") 1}}', "b"),
        ('{{slice "hello" 1 3}}{{slice "hello" 3}}', "ello"),
        ('{{and 1 0}} {{or 0 "" "z"}} {{not 1}}', "0 z false"),
        ('{{or "first" (file "/never/read")}}', "first"),
        ('{{json (split "a,b" ",")}}', '["a","b"]\n'),
        ('{{jsonPretty (split "a" ",")}}', '[\n  "a"\n]\n'),
        ('{{join (split "a b" " ") "-"}}', "a-b"),
        ('{{trimSpace " x "}}{{lower "AB"}}{{upper "cd"}}', "xabCD"),
        ('{{urlquery "a b&c"}} {{html "<a>"}}', "a+b%26c &lt;a&gt;"),
        ("{{`raw\\n`}} {{0x10}} {{1_000}} {{'a'}} {{1.5e1}}", "raw\\n 16 1000 97 15"),
        ('{{define "t"}}[{{.}}]{{end}}{{template "t" "v"}}', "[v]"),
        ('{{block "b" 3}}<{{.}}>{{end}}', "<3>"),
        ('{{eq 1 2 1}} {{ne 1 2}} {{lt 1 2}} {{ge "b" "a"}}', "true true true true"),
        ("{{.}}", "<no value>"),
        ('{{"}}"}}', "}}"),
    ],
)
def test_templates_give_what_go_gives(template: str, text: str) -> None:
    assert text == render(template, environ=ENVIRON)


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("{{nofunc}}", 'out:1: function "nofunc" not defined'),
        ("{{time.Now}}", 'out:1: function "time" not defined'),
        ("{{js .}}", 'out:1: function "js" not defined'),
        ("{{call .}}", 'out:1: function "call" not defined'),
        ("{{if false}}{{nofunc}}{{end}}", 'out:1: function "nofunc" not defined'),
        ("x\ny{{\n nofunc}}", 'out:3: function "nofunc" not defined'),
        ('{{env "X"', "out:1: unclosed action"),
        ("{{/* x", "out:1: unclosed comment"),
        ('{{file "/no/such"}}', "out:1: error calling file: open /no/such: no such file or directory"),
        ("{{.X}}", "out:1: can't evaluate field X: there is no such value"),
        ('{{"a" | env "X"}}', "out:1: wrong number of args for env: got 2"),
        ('{{template "zz"}}', 'out:1: template "zz" not defined'),
        (
            '{{define "t"}}{{template "t"}}{{end}}{{template "t"}}',
            "out:1: exceeded maximum template depth (100)",
        ),
        ("{{if}}x{{end}}", "out:1: missing value for command"),
        ("{{}}", "out:1: missing value for command"),
        ("{{end}}", "out:1: unexpected {{end}}"),
        ("{{if 1}}", "out:1: unexpected EOF"),
        ("{{$no}}", 'out:1: undefined variable "$no"'),
        ("{{1 2}}", "out:1: can't give argument to non-function 1"),
        ("{{break}}", "out:1: {{break}} outside {{range}}"),
        ("{{eq 1 1.0}}", "out:1: error calling eq: incompatible types for comparison"),
        ("{{(1}}", "out:1: unclosed left paren"),
        ("{{1)}}", "out:1: unexpected ')' in command"),
        (
            "{{lower 1}}",
            "out:1: error calling lower: wrong type for value in lower; expected string; got int",
        ),
        ('{{printf "%d" "x"}}', "out:1: error calling printf: wrong verb %d for string in printf"),
    ],
)
def test_a_wrong_template_is_an_error_with_its_line(template: str, message: str) -> None:
    with pytest.raises(TemplateError) as raised:
        render(template, environ=ENVIRON)
    assert f"template: {message}" == str(raised.value)


def test_file_gives_the_content_without_surrounding_white_space(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("  s3cret\n\n")
    assert "s3cret" == render('{{file "' + str(tmp_path / "token") + '"}}')


def test_data_is_read_by_field() -> None:
    assert 'v {"A":{"B":"v"}}\n' == render("{{.A.B}} {{json $}}", {"A": {"B": "v"}})
