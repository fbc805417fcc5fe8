// What a post on a page of Mastodon is made of. Injected before mastodon.js; its functions are under `threadsheet.mastodon_parts`.
(globalThis.threadsheet ??= {}).mastodon_parts = (() => {
  const { wording, labels, view } = threadsheet;
  const SELECTORS = {
    account: ".display-name__account", // @user, or @user@host
    profile: "a.status__display-name, a.detailed-status__display-name",
    name: ".display-name__html",
    text: ".status__content__text",
    warning: ".status__content__spoiler-text, .content-warning:not(.content-warning--filter)",
    banner: ".content-warning",
    tags: ".hashtag-bar",
    picture: ".account__avatar img",
    photo: "a.media-gallery__item-thumbnail",
    film: ".media-gallery__item-gifv-thumbnail, .video-player video",
    sound: ".audio-player audio",
    card: "a.status-card, .status-card a.status-card__content, .status-card a.status-card__title",
    option: ".poll__option__text",
    cover: ".spoiler-button:not(.spoiler-button--minified):not(.spoiler-button--hidden) button, button.spoiler-button__overlay, .video-player__spoiler:not(.video-player__spoiler--hidden), .video-player__spoiler.active",
    closed: ".status__content__spoiler-link[aria-expanded='false'], .content-warning button[aria-expanded='false']",
    shown: ".status__content__text, .media-gallery, .video-player, .audio-player, .status-card, .poll, .hashtag-bar", // while a warning is open
    translated: ".translate-button__meta",
    permalink: ".detailed-status__datetime, .status__relative-time",
    time: "time[datetime]",
  };

  const TEXT = { paragraphs: ["p", "li", "blockquote", "pre"], skip: ".quote-inline" };

  /** `{text, html}` with the warning above and the hashtags below; `{isMachine, translated}` where a translation stands instead. */
  function text(own) {
    const content = own(SELECTORS.text)[0];
    const warning = warningOf(own);
    const words = content ? wording.pieces(content, TEXT) : [];
    const tags = hashtags(own);
    const parts = [warning && { text: warning }, words.length && words, tags.length && tags].filter(Boolean);
    const composed = wording.compose(parts.flatMap((part, index) => [...(index ? [{ text: "\n\n" }] : []), ...[part].flat()]));
    return own(SELECTORS.translated).length ? { ...composed, isMachine: true, translated: { from: null, text: composed.text } } : composed;
  }

  /** The words of a content warning, without its button. */
  function warningOf(own) {
    const element = own(SELECTORS.warning)[0];
    if (!element) return null;
    return wording.compose(wording.pieces(element, { skip: "button", paragraphs: ["p"] })).text || null;
  }

  /** Hashtags that the author wrote at the end stand in a bar of their own. */
  function hashtags(own) {
    const links = own(`${SELECTORS.tags} a`).filter((link) => link.textContent.trim());
    return links.flatMap((link, index) => [...(index ? [{ text: " " }] : []), { text: hash(link.textContent.trim()), href: link.href }]);
  }

  const hash = (tag) => (tag.startsWith("#") ? tag : `#${tag}`);

  /** This server's name for accounts, which may differ from the address of its pages. */
  function domain() {
    try {
      return JSON.parse(document.getElementById("initial-state").textContent).meta.domain || null;
    } catch {
      return null;
    }
  }

  /** The domain in the only full account name that the page shows of an account of this server. */
  function shownDomain(user) {
    const names = [...document.querySelectorAll(`.detailed-status ${SELECTORS.account}`)].filter((name) => !name.closest(".status__quote"));
    const full = names.map((name) => name.textContent.trim().replace(/^@/, "")).find((name) => name.toLowerCase().startsWith(`${user.toLowerCase()}@`));
    return full?.split("@")[1] ?? null;
  }

  /** The account name in a page's address: "user" for accounts of this server, "user@host" for others. */
  const addressed = (link) => (link ? new URL(link.href).pathname.match(/\/@([^/]+)/)?.[1] : null) ?? null;

  const isHere = (link) => Boolean(link) && new URL(link.href).host === location.host;

  function author(own, link) {
    const shown = own(SELECTORS.account)[0]?.textContent.trim().replace(/^@/, "") ?? null;
    const account = [link, own(SELECTORS.profile)[0]].filter(isHere).map(addressed).find(Boolean) ?? shown;
    const [user, host] = account?.split("@") ?? [];
    const home = host ?? domain() ?? (user && shownDomain(user)) ?? (shown?.includes("@") ? shown.split("@")[1] : location.host);
    const name = own(SELECTORS.name)[0];
    return {
      name: name ? wording.compose(wording.pieces(name)).text : null,
      handle: user ? `${user}@${home}` : null,
      url: user ? (host ? `https://${host}/@${user}` : `${location.origin}/@${user}`) : null,
      avatar_url: own(SELECTORS.picture)[0]?.src ?? null,
    };
  }

  /** Whether an account is of this server. */
  const isLocal = (account) => Boolean(account?.url?.startsWith(`${location.origin}/`));

  function media(own) {
    return [
      ...own(SELECTORS.photo).map((link) => ({ kind: "image", url: link.href, alt: labels.description(link.querySelector("img")?.alt) })),
      ...own(SELECTORS.film).map(film),
      ...own(SELECTORS.sound).map((sound) => ({ kind: "audio", url: web(sound.src), alt: labels.description(sound.title || sound.getAttribute("aria-label")) })),
      ...cards(own),
    ];
  }

  function film(element) {
    const alt = [element.getAttribute("aria-label"), element.title, element.closest("[aria-label]")?.getAttribute("aria-label")].map(labels.description).find(Boolean);
    return { kind: element.matches(".video-player video") ? "video" : "gif", url: web(element.src), alt: alt ?? null, poster_url: element.poster || null };
  }

  function cards(own) {
    const links = own(SELECTORS.card);
    return links.filter((link) => !links.some((other) => other !== link && other.contains(link))).map((card) => ({
      kind: "card",
      url: card.href,
      alt: (card.querySelector(".status-card__title") ?? card.closest(".status-card")?.querySelector(".status-card__title") ?? card).textContent.trim() || null,
    }));
  }

  const web = (address) => (/^https?:/.test(address) ? address : null);

  function poll(own) {
    const options = own(SELECTORS.option).map((option) => ({ text: option.textContent.trim(), share: share(option) }));
    return options.length ? { options, votes: wording.count(own(".poll__footer")[0]?.textContent.replace(/^[^\d]*/, "")) } : null;
  }

  function share(option) {
    const shown = option.closest("li, .poll__option")?.querySelector(".poll__number")?.textContent.match(/([\d.,]+)\s*%/);
    return shown ? Number(shown[1].replace(",", ".")) : null;
  }

  function quote(element) {
    if (!element) return null;
    const nested = element.querySelector(".status__quote");
    const inside = (selector) => [...element.querySelectorAll(selector)].filter((part) => !nested?.contains(part));
    const content = inside(SELECTORS.text)[0];
    const link = inside(SELECTORS.permalink)[0];
    if (!content && !link) return { text: "", author: null, url: null, posted_at: null, media: [], unavailable: element.textContent.trim() || "?" };
    const { text: words } = text(inside);
    return { text: words, author: author(inside, link), url: link?.href ?? null, posted_at: inside(SELECTORS.time)[0]?.getAttribute("datetime") ?? null, media: media(inside) };
  }

  /** The controls that uncover a post, outermost first. A warning's button shows and hides: it is pressed only while no text is there. */
  function covers(own) {
    const open = own(SELECTORS.shown).length > 0;
    const banners = own(SELECTORS.banner).flatMap((banner) => view.controls(banner));
    const closed = own(SELECTORS.closed);
    return [
      ...(open ? [] : banners.slice(-1)),
      ...closed,
      ...own(SELECTORS.cover),
      ...own(`${SELECTORS.tags} button`),
      ...(own(SELECTORS.translated).length ? own(".translate-button button") : []),
    ];
  }

  return { text, author, isLocal, media, poll, quote, covers };
})();
