"""Pictures, videos, link cards and polls as X's answers tell them. Used by the sources that read X's own JSON."""

from __future__ import annotations

from collections.abc import Mapping

from domain.bare_urls import safe_address
from domain.shapes.post import Media, MediaKind
from workers.sources.parsing.json_tree import JsonTree

KINDS = {"photo": MediaKind.IMAGE, "video": MediaKind.VIDEO, "animated_gif": MediaKind.GIF}
POLL = "poll"  # what a poll's card is named with: poll2choice_text_only … poll4choice_image
CHOICES = range(1, 5)
# A card's picture, the largest first.
PICTURES = (
    "photo_image_full_size_large",
    "summary_photo_image_large",
    "thumbnail_image_large",
    "thumbnail_image",
    "player_image",
)


def media_of(items: JsonTree) -> tuple[Media, ...]:
    """Of `extended_entities.media` or `mediaDetails`."""
    return tuple(_one(item) for item in items if item["media_url_https"].url)


def _one(item: JsonTree) -> Media:
    kind = KINDS.get(item["type"].raw, MediaKind.IMAGE)
    picture = item["media_url_https"].url
    alt = item["ext_alt_text"].stripped
    if kind is MediaKind.IMAGE:
        return Media(kind, picture, alt)
    return Media(kind, _film(item["video_info"]["variants"]) or picture, alt, poster_url=picture)


def _film(variants: JsonTree) -> str | None:
    """The address of the finest film that is a file by itself."""
    files = [each for each in variants if each["content_type"].raw == "video/mp4" and each["url"].url]
    best = max(files, key=lambda each: each["bitrate"].integer or 0, default=None)
    return best["url"].url if best else None


def card_of(card: JsonTree, links: Mapping[str, str]) -> tuple[Media, ...]:
    """A card or a poll, from either of the two shapes that its values come in; nothing for kinds that hold neither."""
    said = _values(card["binding_values"])
    if card["name"].raw.startswith(POLL):
        labels = [said.get(f"choice{number}_label", JsonTree())["string_value"].stripped for number in CHOICES]
        return (Media(MediaKind.POLL, alt="\n".join(label for label in labels if label)),)
    title = said.get("title", JsonTree())["string_value"].stripped
    address = said.get("card_url", JsonTree())["string_value"].raw or card["url"].raw
    picture = next((url for key in PICTURES if (url := said.get(key, JsonTree())["image_value"]["url"].url)), None)
    url = safe_address(links.get(address, address))
    return (Media(MediaKind.CARD, url, title, poster_url=picture),) if title and url else ()


def _values(values: JsonTree) -> dict[str, JsonTree]:
    """A list of keys and values in GraphQL, an object elsewhere."""
    listed = {each["key"].raw: each["value"] for each in values}
    return listed or {key: values[key] for key in values.keys}
