"""Thread Reader pages as people copy them, made by us: the same thread under every head and over every foot that was seen."""

from __future__ import annotations

POSTS = (
    "Every second team I meet is 'product-led' now.\n\nLet's look at that 👇 (1/4)",
    "It began well: build a thing worth having.(2/4)",
    "Then somebody read it as: product decides.\n\n- design waits\n- sales waits\n\nAnd so on... (3/4) Image",
    "What helped us was a shared outcome.\n\n(4/4)",
    "So...\n\nWhat helped you?",
)
TEXTS = (
    "Every second team I meet is 'product-led' now.\n\nLet's look at that 👇",
    "It began well: build a thing worth having.",
    "Then somebody read it as: product decides.\n\n- design waits\n- sales waits\n\nAnd so on...",
    "What helped us was a shared outcome.",
    "So...\n\nWhat helped you?",
)
BODY = "\n".join(POSTS)

HEADS = {
    "none": "",
    "name and handle": "Mira Holm\n@mira_holm\nDec 24, 2021 • 5 tweets • 2 min read\n",
    "with buttons": (
        "Thread Reader\nShare this page!\n\nMira Holm Profile picture\nMira Holm\n@mira_holm\n\n"
        "Dec 24, 2021 • 5 tweets • 2 min read • Read on X\nScrolly\nBookmark\nGift Link\nSave as PDF\n\n"
    ),
    "a clip": (
        "# Thread by @mira_holm\n\n## Enter URL or ID to Unroll\n\n18,904 views\n\n"
        "![Mira Holm Profile picture](https://example.org/p.jpg)\n\nMira Holm\n\n@mira_holm\n\n24 Dec 2021\n\n"
        "5 posts\n\n2 min read\n\nRead on X\n\n"
    ),
    "scrolly": "Mira Holm Profile picture\nMira Holm\n@mira_holm\nDec 24, 2021, 5 tweets\n",
}
MORE = (
    "More from @mira_holm\n\n3 Dec\nOn walls.\n\nThree of them. 🧵 1/3\nThe first is between desks. 2/3\nRead 3 tweets\n"
    "30 Nov\nNine rules for roadmaps, (1/9)\n\n👇\nRead 10 tweets\n\n"
    "Did Thread Reader help you today?\n\nSupport us! We are indie developers!\n"
)
FEET = {
    "dots": (
        "\n\n• • •\n\nMissing some Tweet in this thread? You can try to force a refresh\n \n\nKeep Current with Mira Holm\n\n"
        "Mira Holm Profile picture\n\nStay in touch and get notified when new unrolls are available from this author!\n\n"
        "Read all threads\n\nThis Thread may be Removed Anytime!\n\nPDF\n\nTry unrolling a thread yourself!\n\n" + MORE
    ),
    "no dots": "\nMissing some Tweet in this thread? You can try to force a refresh\n\nKeep Current with Mira Holm\n\n" + MORE,
    "only the name": "\nKeep Current with Mira Holm\n" + MORE,
    "more at once": "\n" + MORE,
    "scrolly": "\nShare this Scrolly Tale with your friends.\n\nA Scrolly Tale is a new way to read Twitter threads.\n",
    "markdown": "\n\n• • •\n\nMissing some Tweet in this thread? You can try to\nforce a refresh\n\n"
    "### Keep Current with Mira Holm\n\n" + MORE,
}
