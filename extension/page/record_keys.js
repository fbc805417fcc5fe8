// The moment at which a post was made, from its id: sites count time in their ids, whatever the language of the page.
// Pure. Injected; under `threadsheet.record_keys`.
(globalThis.threadsheet ??= {}).record_keys = (() => {
  const SORTABLE = "234567abcdefghijklmnopqrstuvwxyz";
  const EARLIEST = Date.UTC(2010, 0);
  const LATEST = Date.UTC(2100, 0);

  const moment = (milliseconds) => (milliseconds > EARLIEST && milliseconds < LATEST ? new Date(milliseconds).toISOString() : null);

  /** Bluesky's record keys: 13 letters, microseconds and a clock's number. */
  function bluesky(key) {
    if (!/^[2-7a-j][2-7a-z]{12}$/.test(key ?? "")) return null;
    const number = [...key].reduce((sum, letter) => sum * 32n + BigInt(SORTABLE.indexOf(letter)), 0n);
    return moment(Number(number >> 10n) / 1000);
  }

  const shifted = (bits) => (id) => (/^\d{15,20}$/.test(id ?? "") ? moment(Number(BigInt(id) >> bits)) : null);

  return { bluesky, mastodon: shifted(16n), linkedin: shifted(22n) };
})();
