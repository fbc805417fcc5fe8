// Stands in until complete capture exists.
(globalThis.threadsheet ??= {}).heard = null;
