// What a camera sees: pictures as they come while somebody can see them, else nothing.

import { element, write } from './dom.js';
import { places, onPlaces } from './places.js';

// Milliseconds. Cameras for which there is no stream show a picture a second, or as often as it is their turn.
const snapshotEvery = 1000;

// One that has not come by then is given up. The host itself waits ten seconds for a camera.
const snapshotWithin = 12_000;
const retryAfter = 2000;

// Pixels. Larger ones cost more to decode and to encode than they show.
const widest = 960;

const pictures = new Map();

const looked = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    pictures.get(entry.target)?.setVisible(entry.isIntersecting);
  }
});

// Said every second: a camera that shows a picture a second streams as soon as another has stopped.
export function updatePictures() {
  pictures.forEach((picture) => picture.update());
  takeTurns();
}

const streams = () => [...pictures.values()].filter((picture) => picture.mode === 'stream');
const anotherMayStream = () => streams().length < places();

// One snapshot at a time, of the camera that has waited longest: each waits for its camera's next frame, and has the connection
// that controls need as well.
let turn = null;

function takeTurns() {
  clearTimeout(turn);
  const waiting = [...pictures.values()].filter((picture) => picture.mode === 'snapshots');
  const asking = waiting.find((picture) => !picture.image.complete);
  if (asking && performance.now() - asking.askedAt < snapshotWithin) {
    return;
  }
  asking?.image.removeAttribute('src');
  const [next] = waiting.filter((picture) => !picture.silent).sort((one, other) => one.askedAt - other.askedAt);
  if (next) {
    const early = next.askedAt + snapshotEvery - performance.now();
    if (early > 0) {
      turn = setTimeout(takeTurns, early);
    } else {
      next.ask();
    }
  }
}

onPlaces(updatePictures);
document.addEventListener('visibilitychange', updatePictures);

// A stream has no end that a page that still loads could wait for.
window.addEventListener('load', () => setTimeout(updatePictures));
window.addEventListener('pagehide', () => pictures.forEach((picture) => picture.stop()));

export class Picture {
  constructor(camera) {
    this.address = `/api/cameras/${encodeURIComponent(camera)}`;
    this.image = element('img', { alt: `What camera ${camera} sees, with boxes around what was found`, width: 640, height: 480 });
    this.note = element('p', { className: 'note' });
    this.root = element('div', { className: 'picture' }, this.image, this.note);
    this.visible = false;
    this.paused = true;
    this.silent = false;
    this.mode = 'none';

    // When a snapshot was last asked for.
    this.askedAt = -Infinity;

    // Of trying again.
    this.timer = null;
    this.image.addEventListener('load', () => {
      write(this.note, '');
      this.image.hidden = false;
      takeTurns();
    });
    this.image.addEventListener('error', () => this.onError());
    pictures.set(this.root, this);
    looked.observe(this.root);
  }

  leave() {
    this.stop();
    looked.unobserve(this.root);
    pictures.delete(this.root);
  }

  setVisible(visible) {
    this.visible = visible;
    this.update();
    takeTurns();
  }

  setState(state) {
    const paused = state === 'paused';
    this.silent = state === 'silent';
    if (paused !== this.paused) {
      this.paused = paused;
      this.update();
    }
    if (paused) {
      write(this.note, 'Paused');
    }
  }

  update() {
    if (!this.visible || this.paused || document.hidden || document.readyState !== 'complete') {
      this.stop();
    } else if (this.mode === 'none') {
      write(this.note, 'Waiting for a picture…');
      this.start(anotherMayStream() ? 'stream' : 'snapshots');
    } else if (this.mode === 'snapshots' && anotherMayStream()) {
      this.start('stream');
    } else if (this.mode === 'stream' && streams().indexOf(this) >= places()) {
      this.start('snapshots');
    }
  }

  start(mode) {
    this.mode = mode;
    this.width = Math.min(widest, Math.ceil(this.root.clientWidth * devicePixelRatio));
    if (mode === 'stream') {
      this.image.src = `${this.address}/stream.mjpg?width=${this.width}`;
    } else {
      // An image without a source lets go of its connection.
      this.image.removeAttribute('src');
      takeTurns();
    }
  }

  ask() {
    this.askedAt = performance.now();
    this.image.src = `${this.address}/snapshot.jpg?width=${this.width}&at=${Date.now()}`;
  }

  stop() {
    clearTimeout(this.timer);
    if (this.mode !== 'none') {
      this.mode = 'none';
      this.image.removeAttribute('src');
      this.image.hidden = this.paused;
    }
  }

  onError() {
    if (this.mode === 'stream') {
      this.stop();
      this.mode = 'waiting';
      write(this.note, 'No picture. Trying again…');
      this.timer = setTimeout(() => {
        this.mode = 'none';
        this.update();
      }, retryAfter);
    }
    takeTurns();
  }
}
