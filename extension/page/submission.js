// The request that a collected thread becomes, and what a person sees of it before it is sent. Injected; under
// `threadsheet.submission`.
(globalThis.threadsheet ??= {}).submission = (() => {
  const WORDS = 90; // characters of a post in a list

  /**
   * `{body, about}` of what was collected. A person's choices are `{without: [ids], not_all, snapshot}`: with a post left out, or
   * said to be not all, a thread is no longer complete.
   */
  function posts(site, run, { author, posts: collected, complete, stopped }) {
    const { without = [], not_all: notAll = false, snapshot } = { ...run.options, ...run.choices };
    const included = collected.filter((post) => !without.includes(post.id));
    const items = (included.length ? included : collected).map(apiItem);
    const reason = notAll ? "not_all" : without.length ? "left_out" : stopped;
    const address = items.find((post) => post.url?.includes(site.focus(new URL(run.url))))?.url ?? run.url;
    const facts = { complete: complete && reason === stopped, stopped: reason };
    const body = { posts: { site: site.site, url: address, captured_at: new Date().toISOString(), author, ...facts, items } };
    const cut = items.filter((item) => item.truncated).length;
    return {
      body: { ...body, ...given({ snapshot: snapshot ? { html: threadsheet.snapshot(), url: run.url } : null }) },
      about: { title: items[0].text.slice(0, WORDS) || document.title, url: run.url, posts: items.length, cut, ...facts },
    };
  }

  const given = (values) => Object.fromEntries(Object.entries(values).filter(([, value]) => value));

  /** A post as the API takes it. A post without readable content gets a card with its own address, so that it is not lost. */
  function apiItem({ truncated, isMachine, replying_to: _, answers: __, note, poll, translated, article, ...post }) {
    const words = isMachine ? { text: "", html: null } : { text: post.text, html: post.html };
    const empty = !words.text && !post.media.length && !post.quote && !poll && !article;
    const media = empty ? [{ kind: "card", url: post.url, alt: null }] : post.media;
    return { ...post, ...words, media, ...given({ note, poll, translated, article, truncated: truncated || isMachine }) };
  }

  /** What a list shows of posts: `{id, words, marks}`; marks name what a post has beside words. */
  function preview(collected = []) {
    return collected.map((post) => ({ id: post.id, words: [...(post.article?.title ?? post.text).replace(/\s+/g, " ")].slice(0, WORDS).join(""), marks: marks(post) }));
  }

  function marks({ media, quote, poll, note, article, translated, truncated, isMachine }) {
    const kinds = media.map(({ kind }) => kind);
    const more = { quote, poll, note, article, translated, cut: truncated || isMachine };
    return [...new Set([...kinds, ...Object.keys(more).filter((name) => more[name])])];
  }

  return { posts, preview };
})();
