// LinkedIn: a post on a page of its own, as members and as others see it. One post; the comments are left out.
(globalThis.threadsheet ??= {}).sites ??= {};
threadsheet.sites.linkedin = (() => {
  const { wording, labels, view, record_keys } = threadsheet;
  const HOSTS = /(^|\.)linkedin\.com$/;
  const ACTIVITY = /(?:activity|ugcPost|share)[:-](\d{15,20})/;
  const SELECTORS = {
    post: '.feed-shared-update-v2, [data-urn^="urn:li:activity"], [data-urn^="urn:li:ugcPost"], [data-urn^="urn:li:share"], article[data-activity-urn], article.main-feed-activity-card, [data-view-name="feed-full-update"]',
    comments: '.comments-comments-list, .comments-comment-entity, .comments-comment-item, section.comment, .comment, [data-test-id="comments"], [data-view-name^="comment"], .feed-shared-update-v2__comments-container',
    reshared: '.feed-shared-mini-update-v2, .update-components-mini-update-v2, .feed-reshare-content, [data-test-id="feed-reshare-content"]',
    text: '[data-test-id="main-feed-activity-card__commentary"], .update-components-text, .feed-shared-text, .feed-shared-update-v2__description, [data-view-name="feed-commentary"], [data-testid="expandable-text-box"], .attributed-text-segment-list__content',
    author: '.update-components-actor__meta-link, .update-components-actor__container a[href*="/in/"], .update-components-actor__container a[href*="/company/"], [data-tracking-control-name$="feed-actor-name"], [data-test-id="main-feed-activity-card__entity-lockup"] a, a[href*="/in/"], a[href*="/company/"]',
    name: '.update-components-actor__title [aria-hidden="true"], .update-components-actor__title, .update-components-actor__name',
    face: ".update-components-actor__avatar img, [data-test-id='main-feed-activity-card__entity-lockup'] img",
    photo: ".update-components-image img, [data-test-id='feed-images-content'] img, .feed-shared-image img, [data-view-name='feed-image'] img",
    video: "video",
    card: ".update-components-article a[href], [data-test-id='article-content'] a[href], a[data-tracking-control-name$='feed-article-content']",
    document: ".document-s-container, .update-components-document__container, .feed-shared-document, [data-test-id='feed-native-document-content'], .native-document, [data-native-document-config]",
    page: "li, .carousel-slide, [data-page-number], .ssplayer-carousel-slide",
    more: ".feed-shared-inline-show-more-text__see-more-less-toggle, [data-feed-action='see-more-post'], [data-testid='expandable-text-button']",
    poll: ".update-components-poll, .feed-shared-poll, [data-test-id='feed-poll']",
    option: ".update-components-poll-option__text, .feed-shared-poll__option-label, [data-test-id='feed-poll-option'], label, li",
    loading: ".artdeco-loader, [role='progressbar']",
  };

  const claims = (url) => HOSTS.test(url.hostname);
  const focus = (url) => decodeURIComponent(url.pathname).match(/^\/(?:posts|feed\/update|embed\/feed\/update)\//) && (decodeURIComponent(url.pathname).match(ACTIVITY)?.[1] ?? null);
  const here = () => new URL(location.href);

  /** The row of the post in the page's address; below it stands nothing of the thread. */
  function cells() {
    const row = postOf();
    if (!row) return [];
    return [{ kind: "post", key: focus(here()), focused: true, post: read(row), row }, { kind: "end", key: "end", row }];
  }

  function postOf() {
    const outer = [...document.querySelectorAll(SELECTORS.post)].filter((element) => !element.parentElement.closest(SELECTORS.post) && view.isVisible(element));
    const id = focus(here());
    return outer.find((element) => [element, ...element.querySelectorAll("[data-urn], [data-activity-urn]")].some((part) => `${part.dataset.urn} ${part.dataset.activityUrn}`.includes(id))) ?? outer[0] ?? null;
  }

  function ownParts(row) {
    return (selector) => [...row.querySelectorAll(selector)].filter((element) => !element.closest(SELECTORS.comments) && !(element.closest(SELECTORS.reshared) && row.contains(element.closest(SELECTORS.reshared))));
  }

  function read(row) {
    const own = ownParts(row);
    const id = focus(here());
    const text = own(SELECTORS.text).find((element) => !element.parentElement.closest(SELECTORS.text));
    const pages = own(SELECTORS.document).filter((element) => !element.parentElement.closest(SELECTORS.document)).map(documentOf);
    const words = text ? wording.pieces(text, { blocks: true, skip: SELECTORS.more, without: (element) => element.matches("button") || isHiddenTwin(element) }) : [];
    const carousel = pages.flatMap(({ lines }) => lines.map((line) => ({ text: `\n\n${line}` })));
    return {
      id: `urn:li:activity:${id}`,
      url: `https://www.linkedin.com/feed/update/urn:li:activity:${id}/`,
      ...wording.compose([...words, ...carousel]),
      posted_at: record_keys.linkedin(id),
      author: author(own),
      reply_to: null,
      media: media(own),
      poll: poll(own(SELECTORS.poll)[0]),
      quote: reshared(row),
      truncated: covers(row).length > 0 || pages.some(({ isWhole }) => !isWhole),
    };
  }

  /** Words that only screen readers get, in addition to the same on the screen. */
  const isHiddenTwin = (element) => element.matches(".visually-hidden, .sr-only");

  function author(own) {
    const link = own(SELECTORS.author).find((element) => (/\/(in|company)\//).test(element.href));
    const name = own(SELECTORS.name)[0] ?? own(SELECTORS.author).find((element) => (/\/(in|company)\//).test(element.href) && element.textContent.trim());
    const handle = link && decodeURIComponent(new URL(link.href).pathname).match(/\/(?:in|company)\/([^/]+)/)?.[1];
    const shown = name && wording.compose(wording.pieces(name, { without: isHiddenTwin })).text.split("\n")[0].trim();
    return { name: shown || null, handle: handle ?? null, url: handle ? `${new URL(link.href).origin}${new URL(link.href).pathname}` : null, avatar_url: own(SELECTORS.face)[0]?.src ?? null };
  }

  /** A document that is shown page by page: what its pages say, as far as the page has it, and whether that is all of them. */
  function documentOf(element) {
    const config = element.dataset.nativeDocumentConfig ?? element.querySelector("[data-native-document-config]")?.dataset.nativeDocumentConfig;
    const frame = element.querySelector("iframe");
    const inside = frame ? frame.contentDocument : element;
    const slides = inside ? [...inside.querySelectorAll(SELECTORS.page)].filter((slide) => !slide.querySelector(SELECTORS.page)) : [];
    const lines = slides.map(slideText).filter(Boolean);
    const count = pageCount(config) ?? wording.count(inside?.body?.dataset.pageCount ?? element.dataset.pageCount) ?? (slides.length || null);
    const title = titleOf(config) ?? frame?.title?.replace(/^[^:]*:\s*/, "") ?? element.querySelector("[title]")?.title;
    return { lines: [title, ...lines].filter((line) => line?.trim()), isWhole: count !== null && lines.length >= count };
  }

  const parsed = (config) => {
    try {
      return JSON.parse(config ?? "null")?.doc ?? null;
    } catch {
      return null;
    }
  };
  const pageCount = (config) => parsed(config)?.totalPageCount ?? null;
  const titleOf = (config) => parsed(config)?.title ?? null;

  function slideText(slide) {
    const words = wording.compose(wording.pieces(slide, { blocks: true, without: (element) => element.matches("button, img") })).text;
    return words || [...slide.querySelectorAll("img")].map((image) => labels.description(image.alt)).filter(Boolean).join("\n");
  }

  function media(own) {
    const documents = own(SELECTORS.document);
    const photos = own(SELECTORS.photo).filter((image) => !documents.some((box) => box.contains(image)));
    return [
      ...photos.map((image) => ({ kind: "image", url: image.currentSrc || image.src, alt: labels.description(image.alt) })),
      ...own(SELECTORS.video).map(view.film),
      ...cards(own),
    ];
  }

  function cards(own) {
    const links = own(SELECTORS.card);
    return [...new Map(links.map((link) => [link.href, { kind: "card", url: link.href, alt: wording.compose(wording.pieces(link, { blocks: true })).text || link.getAttribute("aria-label") }])).values()];
  }

  function poll(element) {
    if (!element) return null;
    const options = [...new Set([...element.querySelectorAll(SELECTORS.option)].filter((option) => !option.querySelector(SELECTORS.option)).map((option) => option.textContent.trim()))];
    return options.length ? { options: options.map(optionOf), votes: null } : null;
  }

  function optionOf(line) {
    const [, text, share] = line.match(/^(.*?)\s*(\d+)\s*%$/s) ?? [null, line, null];
    return { text, share: share === null ? null : Number(share) };
  }

  function reshared(row) {
    const box = [...row.querySelectorAll(SELECTORS.reshared)].find((element) => !element.closest(SELECTORS.comments));
    if (!box) return null;
    const inside = (selector) => [...box.querySelectorAll(selector)];
    const text = inside(SELECTORS.text)[0];
    return { text: text ? wording.compose(wording.pieces(text, { blocks: true, skip: SELECTORS.more })).text : "", author: author(inside), url: null, posted_at: null, media: media(inside) };
  }

  /** "…more" of the author's text. */
  function covers(row) {
    const own = ownParts(row);
    return [...own(SELECTORS.more), ...own("button").filter((button) => labels.is("more", button.textContent) && button.closest(SELECTORS.text)?.contains(button))].filter((button) => view.isVisible(button) && button.getAttribute("aria-expanded") !== "true");
  }

  const lazy = () => false;
  const loading = () => view.isLoading(SELECTORS.loading, SELECTORS.comments);

  return { site: "linkedin", claims, focus, cells, covers, lazy, loading, isSingle: true };
})();
