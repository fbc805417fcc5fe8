// A wall: what a site shows instead of the rest to people who are not logged in. Injected; its function is `threadsheet.wall`.
(globalThis.threadsheet ??= {}).wall = (() => {
  const ENTRANCES = 'a[href*="/login"], a[href*="/signup"], a[href*="/i/flow/"], a[href*="/auth/sign_"], [data-testid="loginButton"], [data-testid="signupButton"]';
  const ASKING = "a, button, [role='button'], [role='link']";
  const WORDS = /^(log in|login|sign in|sign up|create account|join now|anmelden|einloggen|registrieren|konto erstellen)\b/i;

  /** Whether the page asks the visitor to log in. Looks at the whole page: ask rarely. */
  function wall() {
    const asks = [...document.querySelectorAll(ENTRANCES), ...document.querySelectorAll(ASKING)];
    return asks.some((each) => !each.closest("article") && (each.matches(ENTRANCES) || WORDS.test(each.textContent.trim())) && visible(each));
  }

  const visible = (element) => element.checkVisibility?.() ?? element.offsetParent !== null;

  return wall;
})();
