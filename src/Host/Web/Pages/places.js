// How many pictures this window may stream. A browser opens six connections to a host for all of its windows together: each
// window that somebody looks at takes one for events, and one is left for controls and for pictures one at a time.

const connections = 6;
const left = 1;

// Milliseconds. A window that was closed without a word is taken for gone after some that it did not say.
const sayEvery = 1000;
const goneAfter = 3500;

const own = `${Date.now()}-${Math.random()}`;
const others = new Map();
const channel = new BroadcastChannel('actors-windows');

export function places() {
  const now = performance.now();
  for (const [name, heard] of others) {
    if (now - heard > goneAfter) {
      others.delete(name);
    }
  }
  const windows = [own, ...others.keys()].sort();
  const streams = Math.max(0, connections - left - windows.length);
  return Math.floor(streams / windows.length) + (windows.indexOf(own) < streams % windows.length ? 1 : 0);
}

let changed = () => {};

// Has it called when another window has come or gone.
export function onPlaces(call) {
  changed = call;
}

const say = (looks = !document.hidden) => channel.postMessage({ name: own, looks });

channel.addEventListener('message', ({ data: { name, looks } }) => {
  const known = others.has(name);
  if (looks) {
    others.set(name, performance.now());
  } else {
    others.delete(name);
  }
  if (known !== looks) {
    changed();
  }

  // Whoever has come is to know who is there.
  if (looks && !known) {
    say();
  }
});
say();
setInterval(() => {
  if (!document.hidden) {
    say();
  }
}, sayEvery);
document.addEventListener('visibilitychange', () => say());
window.addEventListener('pageshow', () => say());
window.addEventListener('pagehide', () => say(false));
