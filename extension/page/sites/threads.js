(globalThis.threadsheet ??= {}).sites ??= {};
