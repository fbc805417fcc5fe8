// Registers the service worker, so that a phone can install Threadsheet and offer it in its share menu.
if ("serviceWorker" in navigator) navigator.serviceWorker.register("/service-worker.js").catch(() => {});
