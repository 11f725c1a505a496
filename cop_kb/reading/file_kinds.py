"""Which files may become part of a site: an allow-list by how a name ends, and why a name is not on it."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase

from cop_kb.model.settings import Settings
from cop_kb.model.source import Trouble

PICTURES = "png jpg jpeg jpe jfif gif webp avif heic heif bmp tif tiff ico svg"
TEXTS = "pdf txt log rtf tex bib srt vtt ics"
OFFICE = "doc docx dotx xls xlsx xltx ppt pptx ppsx potx vsd vsdx odt ods odp odg odf ott mpp msg eml epub one"
DATA = (
    "csv tsv json jsonl ndjson geojson yml yaml toml ini cfg conf dat mat mdf mf4 tdms hdf5 h5 nc parquet npy npz "
    "arff asc bin dbc ldf a2l blf trc pcap pcapng ipynb"
)
ARCHIVES = "zip 7z tar gz tgz bz2 xz zst rar"
DRAWINGS = (
    "drawio excalidraw dia dot gv puml plantuml mmd mermaid bpmn xmind mm dwg dxf step stp iges igs stl obj 3mf "
    "sldprt sldasm slddrw catpart catproduct catdrawing prt asm drw ipt iam idw fcstd skp jt x_t x_b sch brd "
    "kicad_pcb kicad_sch gbr psd ai eps ps xcf kra afdesign sketch fig indd"
)
FILMS_AND_SOUNDS = "mp4 m4v webm mov avi mkv ogv mpg mpeg wmv mp3 m4a aac wav ogg oga opus flac"
SOURCES = "py pyi r rs go c h cc cpp hpp cs java kt m ino st jl f90 lua rb pl sh bash zsh ps1 bat cmd tf patch diff"
ALLOWED = frozenset(" ".join((PICTURES, TEXTS, OFFICE, DATA, ARCHIVES, DRAWINGS, FILMS_AND_SOUNDS, SOURCES)).split())
WITHOUT = frozenset({"license", "licence", "copying", "notice", "authors", "makefile", "dockerfile"})
"""Names without an ending that are texts."""
OF_TOOLS = """
.git .gitkeep .keep .gitignore .gitattributes .gitmodules .github .gitlab .ds_store .directory .localized .stfolder
.trash .editorconfig .vscode .idea .obsidian .logseq .pages .meta.yml .nojekyll .hugo_build.lock .ipynb_checkpoints
.markdownlint.json .markdownlint.yaml .markdownlint.yml .prettierrc .prettierignore .vale.ini
"""
HARMLESS = frozenset(OF_TOOLS.split())
"""Dot files and folders of tools: they are left out of the site, and nobody need be told."""
KEYS = re.compile(
    r"id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?|.*\.(?:pem|key|p12|pfx|p8|ppk|jks|keystore|kdbx?|gpg|pgp|asc\.key|ovpn|kube)"
    r"|\.env(?:\..*)?|.*\.env|\.netrc|_netrc|\.npmrc|\.pypirc|\.pgpass|\.my\.cnf|\.git-credentials|\.htpasswd|htpasswd"
    r"|\.dockercfg|\.ssh|\.aws|\.gnupg|\.kube|\.docker|credentials|secrets?\.(?:ya?ml|json|toml|ini)|kubeconfig"
    r"|shadow|master\.key|.*_history|\.vault-token|wp-config\.php",
    re.IGNORECASE,
)
DUMPS = re.compile(
    r".*\.(?:sql|sqlite3?|db|mdb|accdb|dump|dmp|hprof|bak|bson|rdb|core)(?:\.(?:gz|zip|bz2|xz|zst|7z))?|core(?:\.\d+)?",
    re.IGNORECASE,
)
ACTIVE = re.compile(
    r".*\.(?:html?|xhtml?|xht|shtml?|mhtml?|mht|hta|htc|xml|xsl|xslt|xsd|rss|atom|rdf|mathml|mml|svgz|js|mjs|cjs|jsx|tsx?"
    r"|css|scss|less|wasm|swf|jar|jnlp|class|php\d?|phtml|phar|asp|aspx|jsp|cgi|webmanifest|appcache|manifest|map)"
    r"(?:\.(?:gz|br))?",
    re.IGNORECASE,
)
FOR_HOSTS = frozenset({"cname", "_headers", "_redirects", "_worker.js", "_routes.json", "netlify.toml", "vercel.json"})
"""Files by which a host takes its orders: https://docs.github.com/pages, https://docs.netlify.com/routing/headers."""
HOW_TO_ADD = "attachments in mkdocs.yml"


def is_named(uri: str, settings: Settings) -> bool:
    """Whether the maintainers said by a setting that this file becomes a part of the site."""
    return uri in settings.assets or any(fnmatchcase(uri, pattern) for pattern in settings.attachments)


def refusal(uri: str) -> Trouble | None:
    """Why a file of this name does not become part of a site; None for one of an allowed kind."""
    name = uri.rpartition("/")[2]
    stem, dot, ending = name.rpartition(".")
    ending = ending.lower()
    if KEYS.fullmatch(name):
        return _refused(
            f"“{name}” is named like a key or a file of passwords",
            "Take it out of the repository, and replace what is in it: Git keeps every version for ever.",
        )
    if DUMPS.fullmatch(name):
        return _refused(
            f"“{name}” is named like a database or a dump",
            "Take it out of the repository. A table of what matters, as .csv, can stay.",
        )
    if name.lower() in FOR_HOSTS:
        return _refused(
            f"“{name}” gives orders to the host of the site", f"If it is yours, name it under {HOW_TO_ADD}."
        )
    if ACTIVE.fullmatch(name):
        return _refused(
            f"“{name}” is a page, a style or a program that a browser would run",
            f"Attach a .pdf, a picture or a .zip of it; what the site itself needs is named under {HOW_TO_ADD}.",
        )
    if name.startswith("."):
        hint = "Give it a name without the dot, or take it away."
        return None if name.lower() in HARMLESS else Trouble("unknown-file-kind", value=name, detail="dot", hint=hint)
    if (ending in ALLOWED and dot and stem) or name.lower() in WITHOUT:
        return None
    hint = f"Name it under {HOW_TO_ADD}, attach it as a .zip or a .pdf, or take it away."
    if not dot or ending in ("mdx", "rst", "adoc", "org", "mkdn", "textile", "markdn") or not ending.isalnum():
        hint = "Is it an entry? Then its name must end in .md."
    return Trouble("unknown-file-kind", value=name, detail=f".{ending}" if dot else "", hint=hint)


def _refused(why: str, hint: str) -> Trouble:
    return Trouble("refused-file", detail=why, hint=hint)
