"""Forms of copied pages and clips: headers, feet, layers and properties that stand round an author's words."""

from __future__ import annotations

import pytest

from domain.errors import NotAThread
from domain.shapes.thread import Verdict, Version
from tests.workers.pasting import paste

POSTS = (
    "The harbour crane has a nest in it, and the nest has a lawyer.",
    "Until June nothing heavier than a letter may be lifted.",
    "The post office has moved in below.",
)


def texts(version: Version) -> list[str]:
    return [point.text for point in version.points]


def numbered() -> list[str]:
    return [f"{number}/3 {words}" for number, words in enumerate(POSTS, 1)]


def test_quote_marks_below_the_head_of_a_forwarded_mail() -> None:
    quoted = "\n>\n".join(f"> {words}" for words in ("Ada Quill (@adaquill)", *numbered()))
    head = "From: Jo Lind <jo@mail.example>\nDate: Tue, Apr 1, 2025 at 9:14 AM\nSubject: crane\nTo: Max Eder <max@mail.example>"
    version = paste(f"Look at this.\n\n---------- Forwarded message ---------\n{head}\n\n{quoted}\n")
    assert texts(version) == list(POSTS)
    assert (version.author.handle, version.completeness.verdict) == ("adaquill", Verdict.COMPLETE)


def test_a_log_is_no_thread_though_it_counts() -> None:
    lines = [f"2025-05-0{day}T10:00:00Z WARN  upload failed, attempt {day}/4" for day in range(1, 5)]
    with pytest.raises(NotAThread):
        paste("\n".join([*lines, "2025-05-05T10:00:00Z ERROR gave up"]))


@pytest.mark.parametrize(
    "count",
    [
        "2024年6月3日 • 3件のツイート • 1分で読めます",
        "2 tháng 5 năm 2024 • 3 tweet • 1 phút đọc",
        "2024年5月2日 • 3条推文 • 阅读1分钟",
        "12 lutego 2025 • 3 tweety • 1 min czytania • Przeczytaj na X",
    ],
)
def test_a_count_beside_the_minutes_of_reading_in_any_language(count: str) -> None:
    page = f"Ada Quill\n@adaquill\n{count}\n" + "\n".join(POSTS) + "\n\n• • •\n"
    version = paste(page)
    assert texts(version) == list(POSTS)
    assert version.completeness.declared == 3


def test_a_handle_alone_below_the_count_is_the_authors() -> None:
    foot = "Missing some Tweet in this thread?\nYou can try to force a refresh."
    version = paste('Thread by @adaquill: "The harbour crane has […]"\n3 tweets\n@adaquill\n' + "\n".join([*POSTS, foot]))
    assert texts(version) == list(POSTS)
    assert (version.author.name, version.author.handle) == (None, "adaquill")


def test_the_author_named_again_below_the_posts_ends_them() -> None:
    page = ["Ada Quill", "@adaquill", "Aug 4, 2021", "3 tweets", *POSTS, "Ada Quill", "@adaquill", "Cranes, mostly.", "Follow"]
    assert texts(paste("\n".join(page))) == list(POSTS)


def test_an_unrollers_words_before_the_name() -> None:
    assert (
        paste("Thread by Ada Quill\n@adaquill\nPublished: March 8, 2023\n" + "\n".join(numbered())).author.name == "Ada Quill"
    )


def test_a_sentence_between_header_and_words_is_words() -> None:
    page = (
        "PingThread\nHome\nTrending\nAda Quill\n@adaquill\n7 months ago\n"
        + "\n\n".join(POSTS)
        + "\n\nTweet this thread\nCopy link"
    )
    assert texts(paste(page)) == list(POSTS)


def test_links_over_several_lines_of_a_clip() -> None:
    profile = "https://x.com/adaquill"
    header = f"[Ada Quill]({profile})\n\n[@adaquill]({profile})"
    first = f"[\n\n]({profile})\n\n{header}\n\n{numbered()[0]}\n\n[8:40 AM · Nov 8, 2024]({profile}/status/1)\n\n·\n\n"
    views = f"[\n\n12.1K\n\nViews\n\n]({profile}/status/1/analytics)\n\n"
    others = "\n\n".join(f"{header}\n\n·\n\n[Nov 8, 2024]({profile}/status/2)\n\n{words}" for words in numbered()[1:])
    version = paste(first + views + others)
    assert texts(version) == list(POSTS)
    assert version.completeness.verdict is Verdict.COMPLETE


def test_a_notebooks_properties_and_a_bold_author() -> None:
    head = "# Ada Quill on X\n\nURL: https://x.com/adaquill/status/1790000000000000009\nTags: cranes\nStatus: Inbox\n\n"
    version = paste(f"{head}**Ada Quill** @adaquill\n\n" + "\n\n".join(numbered()))
    assert texts(version) == list(POSTS)
    assert (version.author.name, version.author.handle) == ("Ada Quill", "adaquill")
    assert version.url == "https://x.com/adaquill/status/1790000000000000009"


def test_a_chats_name_sign_and_time_on_three_lines() -> None:
    chat = (
        f"quill — Today at 21:14\n{POSTS[0]} [1/2]\njon\nAPP\n — Today at 21:16\nlol\nquill — Today at 21:17\n{POSTS[1]} [2/2]"
    )
    assert texts(paste(chat)) == list(POSTS[:2])


def test_a_time_alone_in_brackets_parts_a_chats_messages() -> None:
    lines = ["quill — Today at 8:02 PM", *numbered()[:2], "[8:05 PM]", numbered()[2], "jon — Today at 8:06 PM", "F"]
    assert texts(paste("\n".join(lines))) == list(POSTS)


def test_rows_of_buttons_below_comments() -> None:
    buttons = ("permalink embed save report reply", *["permalink embed save parent report reply"] * 2)
    own = [f"[–]quill[S] {count} points 3 hours ago\n\n{words}\n\n{row}" for count, (words, row) in
           enumerate(zip(numbered(), buttons, strict=True), 9)]  # fmt: skip
    stranger = f"[–]spade 2 points 2 hours ago\n\nwhich crane\n\n{buttons[-1]}"
    version = paste("\n\n".join([*own[:2], stranger, own[2]]))
    assert texts(version) == list(POSTS)
    assert version.author.name == "quill"


def test_a_check_mark_behind_a_name_is_the_sites() -> None:
    page = "".join(f"Ada Quill ✓ @adaquill · 22 Apr\n{words}\n2\n9\n201\n12K\n" for words in numbered())
    assert paste(page).author.name == "Ada Quill"


@pytest.mark.parametrize(
    "text",
    [
        "Agenda board meeting, 4 March 2025, 10:00\n\n1. Welcome\n2. Budget\n3. Any other business",
        "Team meeting\nAttendees: Lise, Omar\n\n1. Minutes of last meeting (5 min)\n2. Budget (20 min)\n3. Any other business",
        "The Coast Courier\n\nBy Hannah Pryce\nPublished 4 March 2025, 09:12 GMT\n\nThe wall will be rebuilt.\n\n"
        "Advertisement\n\nSome complained.\n\nRelated articles\nMoney\n\n© 2025 Coast Courier. All rights reserved.",
    ],
    ids=["agenda", "agenda-with-minutes", "newspaper"],
)
def test_agendas_and_newspapers_are_no_threads(text: str) -> None:
    with pytest.raises(NotAThread):
        paste(text)


def test_each_line_below_a_chats_header_with_a_dash_is_a_message() -> None:
    header = "quill — 03/07/2025 8:1{} PM\n"
    version = paste(
        header.format(1) + "\n".join(POSTS) + "\njon — 03/07/2025 8:14 PM\nwhich crane\n" + header.format(5) + "ours"
    )
    assert texts(version) == list(POSTS)


@pytest.mark.parametrize("time", ["09:41 Uhr", "9:41", "21.41 uur"])
def test_a_chats_window_in_another_language(time: str) -> None:
    page = (
        f"Ada Quill\n  {time}\n{numbered()[0]}\n09:42\n{numbered()[1]}\n{numbered()[2]}\n:joy:\n4\nJon\n  {time}\nWelcher Kran?"
    )
    version = paste(page)
    assert (texts(version), version.author.name) == (list(POSTS), "Ada Quill")


@pytest.mark.parametrize("foot", ["Zapisz\nUdostępnij", "Keep it"])
def test_a_count_makes_no_button_a_post(foot: str) -> None:
    version = paste("Ada Quill\n@adaquill\n5 tweets • 4 Aug 2021\n\n" + "\n\n".join(POSTS) + f"\n\n{foot}")
    assert texts(version) == list(POSTS)
    assert version.completeness.verdict is Verdict.GAPS


def test_an_authors_answer_behind_the_last_number_closes_nothing() -> None:
    own = "".join(f"u/quill_ada\nOP\n•\n3 d\n{words}\n12\nReply\nShare\n" for words in numbered())
    page = f"{own}u/spade.mora\n•\n2 d\nWhich crane is it then?\n4\nReply\nShare\n" + own[:20] + "The yellow one."
    assert texts(paste(page)) == list(POSTS)


def test_a_time_beside_another_name_is_another_persons() -> None:
    page = "".join(f"<Ada Quill> 9:4{number}\n{words}\n" for number, words in enumerate(numbered()))
    page += "<In Ontal> 5:39 pm\nWhich crane is it then?\n<Ada Quill> 17:17\nThe yellow one."
    assert texts(paste(page)) == list(POSTS)


PARTS = ("from Dock, North", "Tess Quarrie and 2 others", "Readers found this useful\nThe crane was built in 1961.")


@pytest.mark.parametrize("part", PARTS)
def test_a_sites_part_below_the_number_is_none_of_the_posts(part: str) -> None:
    trailing = [f"{words} {number}/3" for number, words in enumerate(POSTS, 1)]
    trailing[1] += f"\n{part}"
    page = "".join(f"Ada Quill\n@adaquill\n·\nFeb 11\n{words}\n2\n9\n120\n5.1K\n" for words in trailing)
    assert texts(paste(page)) == list(POSTS)


def test_an_answer_to_somebody_behind_the_last_number_is_no_closing() -> None:
    header = "Ada Quill\n@adaquill\n·\nFeb 11\n"
    page = "".join(f"{header}{words}\n2\n9\n120\n5.1K\n" for words in numbered())
    page += f"{header}Replying to\n@jay_r_\nBecause they have a key.\n3\n5\n800\nJay\n@jay_r_\n·\nFeb 12\nhow\n1\n120"
    assert texts(paste(page)) == list(POSTS)


def test_a_comment_under_the_bare_name_closes_nothing() -> None:
    page = "".join(f"Ada Quill\n3 March\n·\n{words}\n24\nLike\nComment\nShare\n" for words in numbered())
    page += "Ada Quill\nIt moved out in July, since you all keep asking.\n13 w\nLike\nReply\n"
    assert texts(paste(page)) == list(POSTS)


@pytest.mark.parametrize("last", ["The office moves again 31%", "▲ Like (2,694)", "Office moved 6:44 AM, 16. June 2023"])
def test_a_last_line_that_ends_as_a_sites_part_does_is_doubted(last: str) -> None:
    words = [*numbered()[:2], f"{numbered()[2]}\n{last}"]
    page = "".join(f"Ada Quill\n@adaquill\n·\nFeb 11\n{post}\n2\n9\n120\n5.1K\n" for post in words)
    version = paste(page)
    assert last not in texts(version)[2] or version.completeness.verdict is Verdict.UNKNOWN


def test_a_mail_as_its_program_prints_it() -> None:
    head = "Gmail\tJo Lind <jo@mail.example>\nThe crane\n1 message\nAda Quill <ada@mail.example>\t12 March 2025 at 09:14\n"
    version = paste(f"{head}To: Jo Lind <jo@mail.example>\n" + "\n\n".join(numbered()))
    assert (texts(version), version.author.name) == (list(POSTS), "Ada Quill")


def test_a_signature_inside_a_quoted_mail() -> None:
    quoted = "\n>\n".join(f"> {words}" for words in (*numbered(), "--\n> Ada Quill\n> Cranes & ledgers"))
    version = paste(f"Lovely!\n\nOn Wed, 12 Mar 2025 at 09:14, Ada Quill <ada@mail.example> wrote:\n\n{quoted}\n")
    assert (texts(version), version.author.name) == (list(POSTS), "Ada Quill")
    assert any("ledgers" in block for block in version.dropped)
