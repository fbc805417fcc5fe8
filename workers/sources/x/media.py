"""Parses pictures, videos, link cards and polls of X's JSON. Used by the sources that read it."""

from __future__ import annotations

from collections.abc import Mapping

from domain.bare_urls import safe_address
from domain.shapes.post import Media, MediaKind
from workers.sources.parsing.json_tree import JsonTree

KINDS = {"photo": MediaKind.IMAGE, "video": MediaKind.VIDEO, "animated_gif": MediaKind.GIF}
POLL = "poll"  # names of poll cards begin with it: poll2choice_text_only … poll4choice_image
CHOICES = range(1, 5)
# Keys of a card's picture, the largest first.
CARD_PICTURES = (
    "photo_image_full_size_large",
    "summary_photo_image_large",
    "thumbnail_image_large",
    "thumbnail_image",
    "player_image",
)


def parse_media(items: JsonTree) -> tuple[Media, ...]:
    """Parses `extended_entities.media` or `mediaDetails`."""
    return tuple(_parse_item(item) for item in items if item["media_url_https"].url)


def _parse_item(item: JsonTree) -> Media:
    kind = KINDS.get(item["type"].raw, MediaKind.IMAGE)
    picture = item["media_url_https"].url
    alt = item["ext_alt_text"].stripped
    if kind is MediaKind.IMAGE:
        return Media(kind, picture, alt)
    return Media(kind, _video_url(item["video_info"]["variants"]) or picture, alt, poster_url=picture)


def _video_url(variants: JsonTree) -> str | None:
    """The MP4 file with the highest bitrate."""
    files = [variant for variant in variants if variant["content_type"].raw == "video/mp4" and variant["url"].url]
    best = max(files, key=lambda variant: variant["bitrate"].integer or 0, default=None)
    return best["url"].url if best else None


def parse_card(card: JsonTree, expanded_urls: Mapping[str, str]) -> tuple[Media, ...]:
    """Parses a link card or a poll, in either form of `binding_values`; nothing for other kinds of cards."""
    values = _binding_values(card["binding_values"])
    if card["name"].raw.startswith(POLL):
        labels = [values.get(f"choice{number}_label", JsonTree())["string_value"].stripped for number in CHOICES]
        return (Media(MediaKind.POLL, alt="\n".join(label for label in labels if label)),)
    title = values.get("title", JsonTree())["string_value"].stripped
    address = values.get("card_url", JsonTree())["string_value"].raw or card["url"].raw
    picture = next((url for key in CARD_PICTURES if (url := values.get(key, JsonTree())["image_value"]["url"].url)), None)
    url = safe_address(expanded_urls.get(address, address))
    return (Media(MediaKind.CARD, url, title, poster_url=picture),) if title and url else ()


def _binding_values(values: JsonTree) -> dict[str, JsonTree]:
    """GraphQL has a list of keys and values, the other APIs an object."""
    listed = {item["key"].raw: item["value"] for item in values}
    return listed or {key: values[key] for key in values.keys}
