// What a person sees of a page: which rows stand in the column of the thread, whether something lies over it, whether it loads.
// Injected; its functions are under `threadsheet.view`.
(globalThis.threadsheet ??= {}).view = (() => {
  const { labels } = threadsheet;
  const MODAL = 'dialog[open], [aria-modal="true"], [role="dialog"], [role="alertdialog"]';
  const LOGIN_LINKS = 'a[href*="/login"], a[href*="/signup"], a[href*="/i/flow/"], a[href*="/auth/sign_"], a[href*="/authwall"], [data-testid="loginButton"], [data-testid="signupButton"]';
  const CONTROLS = "a, button, [role='button'], [role='link']";
  const ELSEWHERE = 'aside, nav, [role="complementary"], [role="navigation"], [role="banner"], [data-testid="sidebarColumn"]';
  const PLACED = new Set(["fixed", "sticky"]);

  /** Whether an element is drawn: it has a size and neither it nor an ancestor is hidden. */
  function isVisible(element) {
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && (element.checkVisibility?.({ visibilityProperty: true }) ?? true);
  }

  const firstVisible = (selector) => [...document.querySelectorAll(selector)].find(isVisible) ?? null;

  /**
   * The rows of the thread's column: visible, not in a side bar or a dialog while there are others, and one below the other with
   * the row of the post in focus, if `isFocus` finds it, else with most of them.
   */
  function inColumn(rows, isFocus = () => false) {
    const drawn = rows.filter((row) => !row.closest(ELSEWHERE) && isVisible(row));
    const beneath = drawn.filter((row) => !row.closest(MODAL));
    const candidates = beneath.length ? beneath : drawn;
    const anchor = candidates.find(isFocus) ?? candidates[0];
    return anchor ? candidates.filter((row) => overlaps(row, anchor)) : [];
  }

  /** Whether `other` stands below `one` in the page. */
  const isAfter = (one, other) => Boolean(one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING);

  /** Whether two boxes share more than half of the narrower one's width. */
  function overlaps(one, other) {
    const [left, right] = [one.getBoundingClientRect(), other.getBoundingClientRect()];
    const shared = Math.min(left.right, right.right) - Math.max(left.left, right.left);
    return shared > Math.min(left.width, right.width) / 2;
  }

  /** The dialog over the page, if there is one: a picture in full size, a question, a login. */
  function dialog() {
    return [...document.querySelectorAll(MODAL)].find((element) => isVisible(element) && isOver(element)) ?? null;
  }

  /** Whether a dialog takes the page away: it says so, or it lies over the middle of the window. */
  function isOver(element) {
    if (element.matches('[aria-modal="true"], dialog:modal')) return true;
    const box = element.getBoundingClientRect();
    const [x, y] = [innerWidth / 2, innerHeight / 2];
    return box.left <= x && box.right >= x && box.top <= y && box.bottom >= y;
  }

  const logins = (root) =>
    [...root.querySelectorAll(LOGIN_LINKS), ...root.querySelectorAll(CONTROLS)].filter(
      (control) => (control.matches(LOGIN_LINKS) || labels.isLogin(control.textContent)) && isVisible(control),
    );

  /**
   * Whether the site asks to log in instead of showing more: in a dialog, in a bar that stays over the page (`bars`), or below the
   * last row of the thread. Its menu always offers a login; that is no wall. Slow: call it rarely.
   */
  function hasLoginWall(lastRow, bars = true) {
    return logins(document).some((control) => {
      if (control.closest('article, header, [role="banner"]')) return false;
      if (control.closest(MODAL)) return true;
      if (isBelow(control, lastRow)) return true;
      return bars && isInBar(control) && !control.closest(ELSEWHERE);
    });
  }

  function isBelow(control, row) {
    if (!row?.isConnected || control.closest(ELSEWHERE)) return false;
    return isAfter(row, control) && !row.contains(control) && overlaps(control, row);
  }

  /** Whether a control is in a bar at the lower edge of the window. */
  function isInBar(control) {
    for (let element = control; element && element !== document.body; element = element.parentElement) {
      if (PLACED.has(getComputedStyle(element).position)) return element.getBoundingClientRect().bottom >= innerHeight - 8;
    }
    return false;
  }

  /** Whether something that shows loading is drawn, other than in `except`. */
  const isLoading = (selector, except = null) =>
    [...document.querySelectorAll(selector)].some((element) => !(except && element.closest(except)) && !element.closest(ELSEWHERE) && isVisible(element));

  /** The controls of an element that a person can press, without those inside another. */
  const controls = (root, selector = "button, [role='button']") => [...root.querySelectorAll(selector)].filter((control) => !control.parentElement.closest(selector));

  /** A video as the API takes it; one that comes in pieces has no address. */
  const film = (video) => ({ kind: "video", url: /^https?:/.test(video.src) ? video.src : null, alt: labels.description(video.getAttribute("aria-label")), poster_url: video.poster || null });

  return { isVisible, firstVisible, inColumn, dialog, hasLoginWall, isLoading, controls, isAfter, film, ELSEWHERE };
})();
