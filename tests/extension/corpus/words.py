"""The words of sites' interfaces in ten languages, for the look-alikes of the corpus."""

from __future__ import annotations

NAMES = [
    "more",
    "show",
    "show_anyway",
    "show_replies",
    "read_more",
    "translate",
    "original",
    "translated_from",
    "author",
    "hide",
    "image",
    "video",
    "replies",
    "reply",
    "votes",
]
TABLE = {
    "en": (
        "Show more|Show|Show anyway|Show replies|Read 5 more replies|Translate post|Show original|"
        "Translated from Spanish by Google|Author|Hide|Image|Embedded video|replies|Reply|votes"
    ),
    "de": (
        "Mehr anzeigen|Anzeigen|Trotzdem anzeigen|Antworten anzeigen|5 weitere Antworten anzeigen|"
        "Post übersetzen|Original anzeigen|Übersetzt aus dem Englischen von Google|Autor|Verbergen|Bild|"
        "Eingebettetes Video|Antworten|Antworten|Stimmen"
    ),
    "fr": (
        "Voir plus|Afficher|Afficher quand même|Voir les réponses|Lire 5 réponses de plus|"
        "Traduire le post|Voir l'original|Traduit de l'anglais par Google|Auteur|Masquer|Image|"
        "Vidéo intégrée|réponses|Répondre|votes"
    ),
    "es": (
        "Mostrar más|Mostrar|Mostrar de todos modos|Mostrar respuestas|Leer 5 respuestas más|"
        "Traducir post|Mostrar original|Traducido del inglés por Google|Autor|Ocultar|Imagen|"
        "Vídeo insertado|respuestas|Responder|votos"
    ),
    "pt": (
        "Mostrar mais|Mostrar|Mostrar mesmo assim|Mostrar respostas|Ler mais 5 respostas|Traduzir post|"
        "Mostrar original|Traduzido do inglês por Google|Autor|Ocultar|Imagem|Vídeo incorporado|"
        "respostas|Responder|votos"
    ),
    "it": (
        "Mostra altro|Mostra|Mostra comunque|Mostra risposte|Leggi altre 5 risposte|Traduci post|"
        "Mostra originale|Tradotto da inglese con Google|Autore|Nascondi|Immagine|Video incorporato|"
        "risposte|Rispondi|voti"
    ),
    "nl": (
        "Meer tonen|Tonen|Toch tonen|Antwoorden tonen|Lees 5 reacties meer|Post vertalen|"
        "Origineel tonen|Vertaald uit het Engels door Google|Auteur|Verbergen|Afbeelding|"
        "Ingesloten video|reacties|Beantwoorden|stemmen"
    ),
    "pl": (
        "Pokaż więcej|Pokaż|Pokaż mimo to|Pokaż odpowiedzi|Czytaj 5 więcej odpowiedzi|Przetłumacz wpis|"
        "Pokaż oryginał|Przetłumaczono z angielskiego przez Google|Autor|Ukryj|Obraz|Osadzone wideo|"
        "odpowiedzi|Odpowiedz|głosy"
    ),
    "ja": (
        "さらに表示|表示|それでも表示|返信を表示|返信をさらに5件表示|ポストを翻訳|原文を表示|英語からの翻訳|作成者|隠す|画像|埋め込み動画|件の返信|返信|票"
    ),
    "ar": (
        "عرض المزيد|عرض|عرض على أي حال|عرض الردود|عرض ٥ ردود أخرى|ترجمة المنشور|عرض الأصل|"
        "مترجم من الإنجليزية|الكاتب|إخفاء|صورة|فيديو مضمن|ردود|رد|أصوات"
    ),
}
LANGUAGES = tuple(TABLE)
# What stands on the pages and is never read by its words.
REST = {
    "sensitive": "⚠ sensitive",
    "sensitive_why": "The author marked this.",
    "click": "⊙",
    "filtered": "⌧ filtered: spoiler",
    "more_tags": "…+2",
    "note": "Readers added context",
    "rate": "☆",
    "your_reply": "✎ …",
    "spam": "⋯ probable spam",
    "deleted": "This post was deleted.",
    "discover": "Discover more",
    "post": "Post",
    "conversation": "Conversation",
    "people": "Relevant people",
    "date": "1 listopada 2026 08:00",
    "login": "Log in",
    "login_more": "Log in to see more replies.",
    "likes": "♥",
    "like": "Like",
    "view_image": "⤢",
    "play": "▷",
    "related": "Related threads",
    "tweets": "tweets, 2 min read",
    "more_short": "more",
}
SHORT_MORE = {
    "de": "mehr",
    "fr": "plus",
    "es": "más",
    "pt": "mais",
    "it": "altro",
    "nl": "meer",
    "pl": "więcej",
    "ja": "もっと見る",
    "ar": "المزيد",
}


def words(language: str) -> dict[str, str]:
    shown = dict(zip(NAMES, TABLE[language].split("|"), strict=True))
    return {**REST, **shown, "more_short": SHORT_MORE.get(language, "more")}
