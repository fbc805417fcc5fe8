// Detects a login wall: what a site shows instead of the rest of a thread to people who are not logged in.
// Injected; its function is `threadsheet.hasLoginWall`.
(globalThis.threadsheet ??= {}).hasLoginWall = (() => {
  const LOGIN_LINKS = 'a[href*="/login"], a[href*="/signup"], a[href*="/i/flow/"], a[href*="/auth/sign_"], [data-testid="loginButton"], [data-testid="signupButton"]';
  const CONTROLS = "a, button, [role='button'], [role='link']";
  const LABELS = /^(log in|login|sign in|sign up|create account|join now|anmelden|einloggen|registrieren|konto erstellen)\b/i;

  /** Whether the page asks the visitor to log in. Searches the whole page, which is slow: call it rarely. */
  function hasLoginWall() {
    const controls = [...document.querySelectorAll(LOGIN_LINKS), ...document.querySelectorAll(CONTROLS)];
    return controls.some((control) => !control.closest("article") && (control.matches(LOGIN_LINKS) || LABELS.test(control.textContent.trim())) && isVisible(control));
  }

  const isVisible = (element) => element.checkVisibility?.() ?? element.offsetParent !== null;

  return hasLoginWall;
})();
