"""Something that looks like a key, a token or a password."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import MappingProxyType

from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.rules.shared import sources

SEVERITY = Severity.WARNING
HINT = "Take it away and replace it where it is used: Git keeps every version of this file for ever."
AWS = ("a key of AWS", r"(?i:aws_secret_access_key)\W{1,5}(?P<secret>[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+])")
FORMS = MappingProxyType(
    {
        "secret_access_key": AWS,
        "SECRET_ACCESS_KEY": AWS,
        "PRIVATE KEY": (
            "a private key",
            r"-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----(?=\s+[\w+/=:, \s-]{40})",
        ),
        "AKIA": ("a key of AWS", r"\bAKIA[A-Z0-9]{16}\b"),
        "ASIA": ("a key of AWS", r"\bASIA[A-Z0-9]{16}\b"),
        "gh": ("a token of GitHub", r"\bgh[pousr]_[A-Za-z0-9]{36,}\b"),
        "github_pat_": ("a token of GitHub", r"\bgithub_pat_[A-Za-z0-9_]{40,}"),
        "gl": ("a token of GitLab", r"\bgl(?:pat|dt|rt|ptt|cbt|agent|oas|soat|ft)-[A-Za-z0-9_-]{20,}"),
        "xox": ("a token of Slack", r"\bxox[abeoprs]-(?:\d-)?[A-Za-z0-9-]{10,}"),
        "xapp-": ("a token of Slack", r"\bxapp-\d-[A-Z0-9]+-\d+-[a-z0-9]{20,}"),
        "hooks.slack.com": (
            "a web hook of Slack",
            r"hooks\.slack\.com/(?:services|workflows)/T\w{6,}/[AB]\w{6,}/\w{16,}",
        ),
        ".webhook.office.com": (
            "a web hook of Teams",
            r"[\w-]+\.webhook\.office\.com/webhookb2/[\w@-]{30,}/[\w/-]{30,}",
        ),
        "discord": ("a web hook of Discord", r"discord(?:app)?\.com/api/webhooks/\d{16,}/[\w-]{40,}"),
        "AIza": ("a key of Google", r"\bAIza[\w-]{35}(?![\w-])"),
        "GOCSPX-": ("a secret of Google", r"\bGOCSPX-[\w-]{28}"),
        "k_live_": ("a key of Stripe", r"\b[sr]k_live_[A-Za-z0-9]{20,}"),
        "sk-": ("a key of an AI service", r"\bsk-(?:proj-|ant-|svcacct-|or-v1-)?[A-Za-z0-9_-]{40,}"),
        "hf_": ("a token of Hugging Face", r"\bhf_[A-Za-z]{34}\b"),
        "npm_": ("a token of npm", r"\bnpm_[A-Za-z0-9]{36}\b"),
        "pypi-": ("a token of PyPI", r"\bpypi-AgE[\w-]{50,}"),
        "dckr_": ("a token of Docker", r"\bdckr_(?:pat|oat)_[\w-]{20,}"),
        "dop_v1_": ("a token of DigitalOcean", r"\bdop_v1_[a-f0-9]{64}\b"),
        "hvs.": ("a token of Vault", r"\bhvs\.[\w-]{24,}"),
        "SG.": ("a key of SendGrid", r"\bSG\.[\w-]{22}\.[\w-]{43}"),
        "SK": ("a key of Twilio", r"\bSK[0-9a-f]{32}\b"),
        "AccountKey=": ("a key of Azure", r"AccountKey=[A-Za-z0-9+/]{86}=="),
        "AGE-SECRET-KEY-": ("a key of age", r"\bAGE-SECRET-KEY-1[A-Z0-9]{58}"),
        "eyJ": ("a signed token (JWT)", r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,}"),
        ":AA": ("a token of Telegram", r"\b\d{8,10}:AA[\w-]{33}(?![\w-])"),
        "://": (
            "a password in an address",
            r"\b[A-Za-z][A-Za-z0-9+.-]{1,20}://(?P<user>[^\s/:@\"'<>()]{0,60}):(?P<secret>[^\s/:@\"'<>()\[\]{}]{3,80})@[\w.-]+",
        ),
    }
)
SEARCHED = MappingProxyType({sign: re.compile(form) for sign, (_, form) in FORMS.items()})
PLACEHOLDER = re.compile(
    r"(?i).*(?:\$|%|\*{3}|x{4}|\.{3}|…|passw|pwd|secret|token|change.?me|replace|your|example|redacted|hidden|placeholder|dummy)"
    r"|(?:pass|user|guest|admin|root|foo|bar|test|abc|123\d*|key|pw|n/a)\Z"
)
FEWEST = 6
"""A stand-in (“ghp_xxxx…”, “AKIA0000…”) has fewer different characters than that behind its sign."""


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    for source in sources(kb):
        text = source.text
        for sign, pattern in SEARCHED.items():
            for found in pattern.finditer(text) if sign in text else ():
                if not _is_stand_in(found):
                    what = FORMS[sign][0]
                    shown = "" if "PRIVATE" in sign else f" (“{found[0][:8]}…”)"
                    yield Finding(source.place(*found.span()), f"this looks like {what}{shown}", HINT)


def _is_stand_in(found: re.Match[str]) -> bool:
    if "PRIVATE KEY" in found[0]:
        return False
    named = found.groupdict()
    if "secret" not in named:
        return len(set(found[0].rpartition("_")[2][4:])) < FEWEST or "xxxx" in found[0].lower()
    secret = named["secret"]
    return bool(PLACEHOLDER.match(secret)) or secret == named.get("user") or len(set(secret)) < 3
