"""What somebody could write into an entry to do more than be read."""

from __future__ import annotations

ATTACKS = {
    "script": "<script>alert(1)</script><ScRiPt src=//evil.example/x></sCrIpT>",
    "handler": '<p onclick="a()" ONMOUSEOVER=b()>x</p><img src=x onerror=alert(1)><details open ontoggle=alert(1)>',
    "javascript": '<a href="javascript:alert(1)">x</a><a href=" java\tscript:alert(1)">x</a>',
    "javascript in disguise": '<a href="&#106;avascript:alert(1)">x</a><a href="JaVaScRiPt:alert(1)">x</a>',
    "other schemes": '<a href="vbscript:x">x</a><a href="data:text/html,x">x</a><a href="file:///etc/passwd">x</a>',
    "data image": '<img src="data:image/svg+xml;base64,PHN2Zz4=">',
    "image elsewhere": '<img src="http://evil.example/x.png"><img src="//evil.example/x"><img src="/\\evil.example/x">',
    "image elsewhere, address with a tab": '<img src="/\t/evil.example/x"><img src="ht\ntp://evil.example/x">',
    "image elsewhere, blank before": '<img src="\x01 //evil.example/x"><img src="\\\\evil.example\\x">',
    "picture sets": '<picture><source srcset="//evil.example/x"><img srcset="//evil.example/x 2x" src=a.png></picture>',
    "svg with script": '<svg onload=alert(1)><script>alert(1)</script><path d="M0 0" onclick=alert(1) /></svg>',
    "svg that fetches": '<svg><use href="http://evil.example#a" xlink:href="data:x"/><image href="//evil.example"/></svg>',
    "svg paint that fetches": '<svg><path fill="url(http://evil.example/x)" stroke="u\\72l(//evil.example)"/></svg>',
    "svg that animates an address": '<svg><a><animate attributeName=href values=javascript:alert(1) /></a></svg>',
    "svg with foreign parts": "<svg><foreignObject><iframe src=//evil.example></iframe></foreignObject></svg>",
    "frames": "<iframe src=//evil.example></iframe><object data=x></object><embed src=x>",
    "form": "<form action=//evil.example><button formaction=//evil.example>s</button><input type=image src=//evil.example>",
    "fields": "<input type=password name=p><textarea>x</textarea><select><option>1</select>",
    "style": "<style>*{display:none}</style><p style='position:fixed'>x</p><link rel=stylesheet href=//evil.example>",
    "style of a cell": '<table><tr><td style="text-align:center;background:url(//evil.example)">x</table>',
    "head": "<meta http-equiv=refresh content='0;url=//evil.example'><base href=//evil.example>",
    "media": "<video src=//evil.example poster=//evil.example></video><audio src=//evil.example></audio>",
    "ids of Material": '<p id="__config">{}</p><a name="__search"></a><label for="__drawer">x</label>',
    "Mermaid": '<pre class="mermaid"><code>graph</code></pre><pre class="a\tmermaid mermaid">x</pre>',
    "hooks of scripts": '<div data-md-component="dialog">x</div><b data-clipboard-text="rm -rf ~">copy</b>',
}  # fmt: skip
MUTATIONS = {
    "style": '<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">',
    "title": '<svg><title><a id="</title><img src=1 onerror=alert(1)>">x</a></title></svg>',
    "math": '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=a()&gt;">',
    "desc": "<svg><desc><title></svg><img src=x onerror=alert(1)></title>",
}  # fmt: skip
"""Harmless as they stand: they would become an attack if what is written were read otherwise than it was meant."""
