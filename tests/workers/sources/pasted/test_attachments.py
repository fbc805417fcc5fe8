"""What a copied post shows besides its words: quotes, polls, cards."""

from __future__ import annotations

from domain.shapes.post import MediaKind
from tests.workers.pasting import paste

POST = "Mira Holm\n@mira_holm\n{dot}{words}\n{attached}{below}4\n31\n210\n"
FOCUS = "9:41 AM · Mar 3, 2025\n·\n12.4K\n Views\n"
QUOTE = "Quote\nHarbour Office\n@harbouroffice\n·\nMar 2, 2025\nTraffic in the strait, 2015 to 2024. Full report tomorrow.\n"
POLL = "North bridge\n12.5%\nMill bridge\n61.2%\nIron bridge\n26.3%\n1,204 votes\n·\nFinal results\n"


def page(attached: str) -> str:
    first = POST.format(dot="", words="This is the chart everybody should look at.", attached=attached, below=FOCUS)
    return first + POST.format(dot="·\nMar 3, 2025\n", words="Note the axis. It starts at forty.", attached="", below="")


def test_a_quoted_post_has_its_author_and_words() -> None:
    version = paste(page(QUOTE))
    quote = version.points[0].quote
    assert quote is not None
    assert (quote.author.name, quote.author.handle) == ("Harbour Office", "harbouroffice")
    assert quote.text == "Traffic in the strait, 2015 to 2024. Full report tomorrow."
    assert [point.text for point in version.points] == [
        "This is the chart everybody should look at.",
        "Note the axis. It starts at forty.",
    ]


def test_a_poll_has_its_choices() -> None:
    (poll,) = (media for media in paste(page(POLL)).points[0].media if media.kind is MediaKind.POLL)
    assert poll.alt == "North bridge\nMill bridge\nIron bridge"


def test_a_card_leads_to_its_domain() -> None:
    (card,) = (media for media in paste(page("From cityarchive.example\n")).points[0].media if media.kind is MediaKind.CARD)
    assert card.url == "https://cityarchive.example"
