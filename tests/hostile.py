"""Words and addresses that are written to harm, and a thread and a codebook that have them wherever words can stand."""

from __future__ import annotations

from dataclasses import replace

from domain.messages import message
from domain.shapes.codebook import Codebook, Family, Theme
from domain.shapes.post import Author, Media, MediaKind, Quote, Span, SpanKind
from domain.shapes.reading import Related
from domain.shapes.tag import Evidence, Tag, TaggedBy
from domain.shapes.thread import Completeness, Gap, Point, Role, Thread, Verdict
from tests import factories

HIT = "window.hit=1"
ELSEWHERE = "https://evil.example"
VECTORS = (
    f"<script>{HIT}</script>",
    f"<SCRIPT SRC={ELSEWHERE}/a.js></SCRIPT>",
    f"<script\n>{HIT}</script\t\n>",
    f"<scr<script>ipt>{HIT}</scr</script>ipt>",
    f"<script/x>{HIT}</script>",
    f'"><script>{HIT}</script>',
    f"'><script>{HIT}</script>",
    f"</script><script>{HIT}</script>",
    f"</textarea><script>{HIT}</script>",
    f"</title><script>{HIT}</script>",
    f"</style><script>{HIT}</script>",
    f"</noscript><script>{HIT}</script>",
    f"</template><script>{HIT}</script>",
    f"</select></option><script>{HIT}</script>",
    f"</svg><script>{HIT}</script>",
    f"--><script>{HIT}</script><!--",
    f"]]><script>{HIT}</script>",
    f"<![CDATA[<script>{HIT}</script>]]>",
    f"<!--><img src=x onerror={HIT}>-->",
    f'"><img src=x onerror="{HIT}">',
    f"'><img src=x onerror='{HIT}'>",
    f"<img src=x onerror={HIT}//",
    f"<img/src=x/onerror={HIT}>",
    f"<img src=`x`onerror={HIT}>",
    f'<img src="x" OnErRoR="{HIT}">',
    f"<img srcset={ELSEWHERE}/a.png>",
    f"<img src={ELSEWHERE}/a.png>",
    f"<image href={ELSEWHERE}/a.png>",
    f"'><svg onload={HIT}>",
    f"<svg/onload={HIT}>",
    f"<svg><script>{HIT}</script></svg>",
    f"<svg><animate onbegin={HIT} attributeName=x dur=1s>",
    f"<svg><a xlink:href='javascript:{HIT}'><text y=20>Go</text></a>",
    f"<svg><use href='data:image/svg+xml,<svg id=x xmlns=http://www.w3.org/2000/svg><script>{HIT}</script></svg>#x'/>",
    f"<svg><foreignObject><iframe srcdoc='<script>parent.{HIT}</script>'></foreignObject></svg>",
    f"<math><mtext><table><mglyph><style><img src=x onerror={HIT}>",
    f"<math href='javascript:{HIT}'>Go</math>",
    f"<iframe srcdoc='<script>parent.{HIT}</script>'></iframe>",
    f"<iframe src='javascript:parent.{HIT}'></iframe>",
    f"<iframe src={ELSEWHERE}></iframe>",
    f"<object data='data:text/html,<script>parent.{HIT}</script>'></object>",
    f"<embed src={ELSEWHERE}/a.swf>",
    f"<body onload={HIT}>",
    f"<body onpageshow={HIT}>",
    f"<input autofocus onfocus={HIT}>",
    f'" autofocus onfocus="{HIT}',
    f"' autofocus onfocus='{HIT}",
    f"x autofocus tabindex=1 onfocus={HIT} ",
    f"<details open ontoggle={HIT}>",
    f"<video><source onerror={HIT}></video>",
    f"<audio src=x onerror={HIT}></audio>",
    f"<video poster={ELSEWHERE}/a.png></video>",
    f"<marquee onstart={HIT}>x</marquee>",
    f"<style>@import '{ELSEWHERE}/a.css'</style>",
    f"<style onload={HIT}>*{{color:red}}</style>",
    f"<style>@keyframes a{{}}</style><b style=animation-name:a onanimationstart={HIT}>x</b>",
    f"<div style='background:url({ELSEWHERE}/a.png)'>x</div>",
    f"<link rel=stylesheet href={ELSEWHERE}/a.css><base href={ELSEWHERE}/>",
    f"<link rel=prefetch href={ELSEWHERE}/a>",
    f'<meta http-equiv="refresh" content="0;url={ELSEWHERE}/">',
    f'<meta http-equiv="refresh" content="0;url=javascript:{HIT}">',
    f"<form action={ELSEWHERE}/><button>Go</button></form>",
    f"<button formaction='javascript:{HIT}'>Go</button>",
    f"<isindex type=image src=1 onerror={HIT}>",
    f"<a href='javascript:{HIT}'>Go</a>",
    f"<a href='java\tscript:{HIT}'>Go</a>",
    f"[go](javascript:{HIT}) <javascript:{HIT}> ![x]({ELSEWHERE}/a.png)",
    f"[x]: javascript:{HIT} 'x'\n\n[x] `</code><script>{HIT}</script>`",
    f"{{{{ ''.__class__ }}}} {{% {HIT} %}} ${{{HIT}}} #{{{HIT}}}",
    f"&lt;script&gt;{HIT}&lt;/script&gt; &#60;script&#62;{HIT}&#60;/script&#62;",
    f"\\u003cscript\\u003e{HIT}\\u003c/script\\u003e \\x3cscript\\x3e{HIT}\\x3c/script\\x3e",
    f"%3Cscript%3E{HIT}%3C/script%3E +ADw-script+AD4-{HIT}+ADw-/script+AD4-",
    f"＜script＞{HIT}＜/script＞ ʺ><script>{HIT}</script>",
    f"\u202e<b>turned</b>\u2066<script>{HIT}</script>",
)
HANDLE = next(vector for vector in VECTORS if "/" not in vector)
"""Of an author whose page has an address: a route's argument takes no slash."""
ADDRESSES = (
    f"javascript:{HIT}",
    f"JaVaScRiPt:{HIT}",
    f"java\tscript:{HIT}",
    f"\x01javascript:{HIT}",
    f"javascript://example.org/%0a{HIT}",
    f"data:text/html,<script>{HIT}</script>",
    "data:text/html;base64,PHNjcmlwdD53aW5kb3cuaGl0PTE8L3NjcmlwdD4=",
    "vbscript:x",
    f"blob:{ELSEWHERE}/x",
    f"//evil.example/{HIT}",
    f'https://e/" onclick="{HIT}',
    f"https://e/' onmouseover='{HIT}",
    f"https://e/><script>{HIT}</script>",
    f"https://e/{{{{{HIT}}}}}",
)


def hostile_thread(bad: str, number: int = 0) -> Thread:
    """A thread that is bad wherever it can be."""
    address = ADDRESSES[number % len(ADDRESSES)]
    author = Author(bad, bad, address, address)
    media = tuple(Media(kind, address, bad, address, 3) for kind in MediaKind)
    quote = Quote(bad, author, address, factories.NOON, media)
    spans = (
        Span(0, len(bad), SpanKind.LINK, address),
        Span(0, 3, SpanKind.MENTION, address),
        Span(1, 2, SpanKind.HASHTAG, address),
    )
    words = (Evidence(0, len(bad), bad),)
    tags = (
        Tag("product-fed", "silos", 0.9, TaggedBy.MODEL, words),
        Tag("value-led", "shared-outcome", 0.8, TaggedBy.MODEL, words),
    )
    point = Point(1, Role.POINT, bad, spans=spans, post_id=bad, url=address, media=media, quote=quote, tags=tags)
    notice = message("tombstone.quoted", speaker=bad, notice=bad)
    version = factories.version(
        [replace(point, position=position, post_id=f"{bad}{position}") for position in (1, 2)],
        Completeness(Verdict.GAPS, None, (), (Gap(1, None, notice),), (notice,)),
        title=bad,
        url=address,
        author=author,
        related=(Related(bad, bad, 1, bad, address),),
        dropped=(bad,),
        root_post_id=f"{bad}1",
    )
    return factories.thread(version)


def hostile_codebook(bad: str) -> Codebook:
    theme = Theme("silos", bad, bad, ("wall",), (bad,), (bad,), bad)
    other = Theme("shared-outcome", bad, bad, ("yard",), (bad,), (bad,), bad)
    families = (Family("product-fed", bad, bad, 1, (theme,)), Family("value-led", bad, bad, 2, (other,)))
    return Codebook("hostile", 1, bad, bad, families)
