// The last minutes as a line: small, without axes, a value a second, the newest on the right. Where there was none there is a gap.

const svg = 'http://www.w3.org/2000/svg';
const width = 300;
const height = 48;
const most = 300;

export class Plot {
  // The top is at least this: a line that hardly moves is to look like one.
  constructor(title, unit, { least = 1, decimals = 1 } = {}) {
    Object.assign(this, { title, unit, least, decimals, values: [] });
    this.root = document.createElementNS(svg, 'svg');
    this.root.setAttribute('viewBox', `0 0 ${width} ${height}`);
    this.root.setAttribute('preserveAspectRatio', 'none');
    this.root.setAttribute('class', 'plot');
    this.root.setAttribute('role', 'img');
    this.area = this.root.appendChild(document.createElementNS(svg, 'path'));
    this.area.setAttribute('class', 'area');
    this.line = this.root.appendChild(document.createElementNS(svg, 'path'));
    this.line.setAttribute('class', 'line');
    this.line.setAttribute('vector-effect', 'non-scaling-stroke');
    this.draw();
  }

  fill(values) {
    this.values = values.slice(-most);
    this.draw();
  }

  add(value) {
    this.values.push(value);
    if (this.values.length > most) {
      this.values.shift();
    }
    this.draw();
  }

  draw() {
    const known = this.values.filter((value) => value !== null);
    const top = Math.max(this.least, ...known) * 1.1;
    const step = width / (most - 1);
    const left = width - step * (this.values.length - 1);
    let line = '';
    let area = '';
    let start = null;
    let last = null;
    this.values.forEach((value, place) => {
      if (value === null) {
        area += last === null ? '' : `L${last},${height}Z`;
        start = last = null;
        return;
      }
      const x = (left + place * step).toFixed(1);
      const y = (height - 2 - (value / top) * (height - 4)).toFixed(1);
      line += `${start === null ? 'M' : 'L'}${x},${y}`;
      area += start === null ? `M${x},${height}L${x},${y}` : `L${x},${y}`;
      start ??= x;
      last = x;
    });
    area += last === null ? '' : `L${last},${height}Z`;
    this.line.setAttribute('d', line);
    this.area.setAttribute('d', area);
    const newest = this.values.at(-1);
    this.root.setAttribute('aria-label', known.length === 0
      ? `${this.title}: nothing yet`
      : `${this.title} over the last minutes: now ${newest === null ? 'nothing' : `${newest.toFixed(this.decimals)} ${this.unit}`}, from ${Math.min(...known).toFixed(this.decimals)} to ${Math.max(...known).toFixed(this.decimals)}`);
  }
}
