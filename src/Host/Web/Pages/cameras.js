// A card for each camera: its picture, its figures, its controls.

import { byId, element, write, number, keepCards } from './dom.js';
import { changeCamera } from './api.js';
import { Picture, updatePictures } from './picture.js';
import { Plot } from './plot.js';

// Of more cameras than these the pictures and figures alone are shown, until somebody unfolds the rest.
const mostUnfolded = 4;

const cards = new Map();
let labels = [];

export function useLabels(known) {
  labels = known;
  for (const card of cards.values()) {
    card.useLabels();
  }
}

export function showCameras(cameras, tell) {
  const container = byId('camera-cards');
  const many = cameras.length > mostUnfolded;
  const changed = container.classList.contains('many') !== many;
  container.classList.toggle('many', many);
  keepCards(container, cards, cameras, (camera) => new CameraCard(camera.name, tell, !many));
  if (changed) {
    cards.forEach((card) => card.unfold(!many));
  }
  updatePictures();
}

export function fillCameraPlots(history) {
  for (const [name, card] of cards) {
    card.rate.fill(history[name]?.renderedPerSecond ?? []);
    card.latency.fill(history[name]?.latencyP95Ms ?? []);
  }
}

class CameraCard {
  constructor(name, tell, unfolded) {
    this.name = name;
    this.tell = tell;
    this.picture = new Picture(name);
    this.rate = new Plot('Frames a second', 'frames/s');
    this.latency = new Plot('Latency, 95th percentile', 'ms', { least: 10 });
    this.badge = element('span', { className: 'badge' });
    this.source = element('p', { className: 'hint source' });
    this.figures = {};
    const id = `camera-${cards.size}-${Date.now()}`;
    this.threshold = element('input', { type: 'range', id: `${id}-threshold`, min: 0, max: 1, step: 0.01, onchange: () => this.applyThreshold(), oninput: () => this.showThreshold() });
    this.thresholdText = element('output', { htmlFor: `${id}-threshold` });
    this.classes = element('input', {
      id: `${id}-classes`, type: 'text', autocomplete: 'off', spellcheck: false, placeholder: 'all', list: `${id}-labels`, onchange: () => this.applyClasses(),
    });
    this.datalist = element('datalist', { id: `${id}-labels` });
    this.pause = element('button', { type: 'button', onclick: () => this.togglePause() });
    this.root = element('article', { className: 'card camera', 'aria-labelledby': `${id}-name` },
      element('header', {}, element('h3', { id: `${id}-name` }, name), this.badge),
      this.picture.root,
      element('dl', { className: 'figures' }, this.figure('rate', 'frames/s'), this.figure('captured', 'captured/s'), this.figure('dropped', 'dropped'), this.figure('latency', 'latency p50 / p95 / p99')),
      this.more = element('details', { className: 'more', open: unfolded },
        element('summary', { 'aria-label': `History and controls of camera ${name}` }, 'History and controls'),
        element('div', {},
          element('div', { className: 'plots' },
            element('figure', {}, this.rate.root, element('figcaption', {}, 'frames/s')),
            element('figure', {}, this.latency.root, element('figcaption', {}, 'p95 ms'))),
          element('div', { className: 'controls' },
            element('p', {}, element('label', { htmlFor: `${id}-threshold` }, 'Threshold'), this.threshold, this.thresholdText),
            element('p', {}, element('label', { htmlFor: `${id}-classes` }, 'Only'), this.classes, this.datalist),
            element('p', { className: 'row' }, this.pause,
              element('a', { className: 'button', href: `/api/cameras/${encodeURIComponent(name)}/snapshot.jpg?width=0`, download: `${name}.jpg` }, 'Snapshot'))),
          this.source)));
    this.useLabels();
  }

  unfold(unfolded) {
    this.more.open = unfolded;
  }

  leave() {
    this.picture.leave();
  }

  figure(name, label) {
    this.figures[name] = element('dd', {}, '–');
    return element('div', { className: name }, element('dt', {}, label), this.figures[name]);
  }

  useLabels() {
    this.datalist.replaceChildren(...labels.map((label) => element('option', { value: label })));
  }

  show(camera) {
    this.camera = camera;
    this.picture.setState(camera.state);
    this.root.dataset.state = camera.state;
    write(this.badge, { capturing: 'capturing', paused: 'paused', silent: 'no frames' }[camera.state] ?? camera.state);
    write(this.figures.rate, number(camera.renderedPerSecond));
    write(this.figures.captured, number(camera.capturedPerSecond));
    write(this.figures.latency, `${number(camera.latencyMs.p50)} / ${number(camera.latencyMs.p95)} / ${number(camera.latencyMs.p99)} ms`);
    const dropped = Object.entries(camera.dropped).map(([cause, count]) => `${count.toLocaleString('en')} ${cause.replace('-', ' ')}`);
    write(this.figures.dropped, dropped.length ? dropped.join(', ') : 'none');
    write(this.source, [camera.source, camera.decoding].filter(Boolean).join(' · '));
    write(this.pause, camera.state === 'paused' ? 'Go on' : 'Pause');

    // Not under the hands of somebody who is at it.
    if (document.activeElement !== this.threshold) {
      this.threshold.value = camera.threshold;
      this.showThreshold();
    }
    if (document.activeElement !== this.classes) {
      this.classes.value = camera.classes.join(', ');
    }
  }

  add(camera) {
    this.rate.add(camera.renderedPerSecond);
    this.latency.add(camera.latencyMs.p95);
  }

  showThreshold() {
    write(this.thresholdText, Number(this.threshold.value).toFixed(2));
  }

  applyThreshold() {
    return this.tell(changeCamera(this.name, { threshold: Number(this.threshold.value) }), `Camera ${this.name}: threshold ${Number(this.threshold.value).toFixed(2)}.`);
  }

  applyClasses() {
    const classes = this.classes.value.split(',').map((name) => name.trim()).filter(Boolean);
    return this.tell(changeCamera(this.name, { classes }), classes.length ? `Camera ${this.name}: only ${classes.join(', ')}.` : `Camera ${this.name}: all classes.`);
  }

  togglePause() {
    const paused = this.camera.state !== 'paused';
    return this.tell(changeCamera(this.name, { paused }), `Camera ${this.name} ${paused ? 'is paused' : 'goes on'}.`);
  }
}

export function addToCameraPlots(cameras) {
  for (const camera of cameras) {
    cards.get(camera.name)?.add(camera);
  }
}
