// What happens, as long as somebody looks: a hidden tab hears nothing, and costs nothing.

import { whyRefused } from './api.js';

const address = '/api/events?kinds=status,device,settings';
const firstDelay = 1000;
const longestDelay = 15000;

export function listen(handlers, onLink) {
  let source = null;
  let retry = null;
  let delay = firstDelay;

  function open() {
    if (source || document.hidden) {
      return;
    }
    onLink('connecting');
    source = new EventSource(address);
    source.addEventListener('open', () => {
      delay = firstDelay;
      onLink('live');
    });
    for (const [name, handle] of Object.entries(handlers)) {
      source.addEventListener(name, (event) => handle(JSON.parse(event.data)));
    }

    // The browser's own retrying gives up for good where the host says no, as when too many listen; and does not say why.
    source.addEventListener('error', async () => {
      close();
      onLink('lost');
      const reason = await whyRefused(address);
      if (source || document.hidden) {
        return;
      }
      onLink('lost', reason);
      clearTimeout(retry);
      retry = setTimeout(open, delay);
      delay = Math.min(delay * 2, longestDelay);
    });
  }

  function close() {
    clearTimeout(retry);
    source?.close();
    source = null;
  }

  document.addEventListener('visibilitychange', () => {
    if (document.hidden) {
      close();
      onLink('hidden');
    } else {
      open();
    }
  });
  window.addEventListener('pagehide', close);
  window.addEventListener('pageshow', open);
  open();
}
