"""The preview's server answers this machine with files of the site, whatever else it is asked."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cop_kb.preview.server import PreviewServer

SITE = {
    "index.html": "<html><body>Home</body></html>",
    "404.html": "<html><body>Not found here</body></html>",
    "a/index.html": "<html><body>A</body></html>",
    "a b/ü+%&.txt": "odd",
    "empty/x.txt": "x",
    "app.js": "1",
    "data.json": "{}",
    "picture.svg": "<svg/>",
}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[PreviewServer]:
    for name, text in SITE.items():
        path = tmp_path / "site" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (tmp_path / "secret.txt").write_text("hunter2")
    (tmp_path / "site" / "out.txt").symlink_to(tmp_path / "secret.txt")
    (tmp_path / "site" / "above").symlink_to(tmp_path)
    (tmp_path / "site" / "round").symlink_to("round")
    server = PreviewServer(0)
    server.start(tmp_path / "site")
    yield server
    server.stop()


def ask(
    server: PreviewServer, address: str | bytes, *headers: str, method: str = "GET", host: str = "127.0.0.1:{}"
) -> str:
    """The answer as it comes, with its head."""
    target = address if isinstance(address, bytes) else address.encode()
    lines = [*([f"Host: {host}".format(server.server_port)] if host else []), *headers]
    with socket.create_connection(server.server_address[:2], timeout=10) as connection:
        connection.sendall(
            method.encode()
            + b" "
            + target
            + b" HTTP/1.1\r\n"
            + "".join(f"{each}\r\n" for each in lines).encode()
            + b"\r\n"
        )
        found = b""
        while data := connection.recv(65536):
            found += data
    return found.decode("utf-8", "replace")


def code(answer: str) -> int:
    return int(answer.split(" ", 2)[1])


def test_a_page_comes_with_the_script_and_files_as_they_are(server: PreviewServer) -> None:
    home = ask(server, "/")
    assert code(home) == 200
    assert "Home<script>" in home
    assert "text/html; charset=utf-8" in home
    for header in ("nosniff", "Cross-Origin-Resource-Policy: same-origin", "X-Frame-Options: SAMEORIGIN"):
        assert header in home
    assert server.looked_at == {"index.html"}
    assert ask(server, "/a%20b/%C3%BC+%25%26.txt?q#x").endswith("odd")
    assert ask(server, "/a b/".replace(" ", "%20")).startswith("HTTP/1.0 404")
    assert "Location: /a/\r\n" in ask(server, "/a")
    for name, kind in (
        ("app.js", "text/javascript"),
        ("data.json", "application/json"),
        ("picture.svg", "image/svg+xml"),
    ):
        assert f"Content-Type: {kind}; charset=utf-8" in ask(server, f"/{name}")


def test_what_is_not_there_has_the_pages_own_answer_and_no_folder_is_listed(server: PreviewServer) -> None:
    for address in ("/none", "/none/", "/empty", "/empty/", "/index.html/x", f"/{'x' * 300}", "/a/index.html/"):
        answer = ask(server, address)
        assert code(answer) == 404, address
        assert "Not found here" in answer
        assert "x.txt" not in answer


def test_head_is_answered_without_a_body(server: PreviewServer) -> None:
    answer = ask(server, "/", method="HEAD")
    assert code(answer) == 200
    assert "Content-Length: " in answer
    assert answer.endswith("\r\n\r\n")
    assert code(ask(server, "/", method="POST")) == 501


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:{}", "127.0.0.1.evil.example:{}", "localhost.evil.example", "0.0.0.0:{}", "10.0.0.1:{}",
     "localhost:{}@evil.example", "", " ", "localhost:{}\r\nHost: evil.example", "[::2]:{}", "localhost."],
)  # fmt: skip
def test_a_foreign_host_is_refused_with_a_plain_sentence(host: str, server: PreviewServer) -> None:
    for address in ("/", f"/livereload/{server.epoch - 1}/1", "/app.js", "/none"):
        answer = ask(server, address, host=host)
        assert code(answer) == 403
        assert "Only this machine can see the preview: http://127.0.0.1:" in answer
        assert "Home" not in answer


@pytest.mark.parametrize(
    "host", ["127.0.0.1:{}", "localhost:{}", "LOCALHOST:{}", "[::1]:{}", "localhost:9000", "localhost"]
)
def test_every_name_of_this_machine_is_answered(host: str, server: PreviewServer) -> None:
    assert code(ask(server, "/", host=host)) == 200
    assert code(ask(server, "/", f"Origin: http://{host}".format(server.server_port), host=host)) == 200


@pytest.mark.parametrize(
    "header",
    ["Origin: https://evil.example", "Origin: null", "Origin: http://127.0.0.1:1", "Origin:", "Sec-Fetch-Site: cross-site",
     "Sec-Fetch-Site: same-site", "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: iframe"],
)  # fmt: skip
def test_a_page_of_another_site_is_refused(header: str, server: PreviewServer) -> None:
    for address in ("/", f"/livereload/{server.epoch - 1}/1", "/app.js"):
        assert code(ask(server, address, header)) == 403


def test_a_link_on_another_site_leads_here(server: PreviewServer) -> None:
    headers = ("Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document")
    assert code(ask(server, "/", *headers)) == 200
    assert code(ask(server, "/app.js", "Sec-Fetch-Site: same-origin", "Sec-Fetch-Mode: no-cors")) == 200


@pytest.mark.parametrize(
    "address",
    ["/%00", "/%00.html", "/a%00b", "/..%2fsecret.txt", "/../secret.txt", "/%2e%2e/secret.txt", "/a/../../secret.txt",
     "/..%5csecret.txt", "/a//b", "/%2fetc/passwd", "/%0d%0aX:y", "/%ff%fe", "/.", "/a/./x", "http://evil.example/", "*",
     f"/{'a/' * 3000}", f"/{'%41' * 3000}", b"/\xff\xfe", "/livereload/123456789012345678901/1", "/livereload/", "/livereload",
     "/livereload/x/1", "/livereload/1/1/1", "/livereload/-1/1", "/livereload/%D9%A1/1", "/out.txt", "/above/secret.txt",
     "/above/", "/round", "/round/"],
)  # fmt: skip
def test_an_address_that_leads_nowhere_is_said_to(
    address: str | bytes, server: PreviewServer, capfd: pytest.CaptureFixture[str]
) -> None:
    answer = ask(server, address)
    assert code(answer) in (400, 404)
    assert "hunter2" not in answer
    assert "\nX:y" not in answer
    assert "Traceback" not in answer + "".join(capfd.readouterr())


@pytest.mark.parametrize(
    "raw", [b"\x00\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"GET /" + b"a" * 70_000, b"\x16\x03\x01"]
)
def test_what_is_no_request_harms_nobody(raw: bytes, server: PreviewServer, capfd: pytest.CaptureFixture[str]) -> None:
    with socket.create_connection(server.server_address[:2], timeout=10) as connection:
        connection.sendall(raw)
        connection.shutdown(socket.SHUT_WR)
        while True:
            try:
                if not connection.recv(65536):
                    break
            except ConnectionError:
                break
    assert code(ask(server, "/")) == 200
    assert "Traceback" not in "".join(capfd.readouterr())


def test_browsers_hear_of_news_when_there_are_some(server: PreviewServer) -> None:
    told: list[str] = []
    epoch = server.epoch
    asking = threading.Thread(target=lambda: told.append(ask(server, f"/livereload/{epoch}/1")))
    asking.start()
    time.sleep(0.1)
    assert not told
    server.reload(is_text=True)
    asking.join(5)
    assert told[0].endswith(f"{server.epoch} text")
    server.reload(is_text=False)
    assert ask(server, f"/livereload/{epoch}/1").endswith(f"{server.epoch} all")


def test_only_this_machine_is_bound(server: PreviewServer) -> None:
    assert server.server_address[0] == "127.0.0.1"
