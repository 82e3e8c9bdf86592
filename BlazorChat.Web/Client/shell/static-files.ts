/** The service worker keeps the files whose name has their hash (wwwroot/sw.js), and makes the chat one that can be installed. Nothing depends on it. */
export function keepStaticFiles(): void {
  // Over http on another name than localhost a browser has none.
  void navigator.serviceWorker?.register('/sw.js').catch(() => undefined);
}
