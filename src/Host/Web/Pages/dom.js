// Elements in a line each. Text is always text, never markup: names and reasons come from outside.

export const byId = (id) => document.getElementById(id);

export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === 'data') {
      Object.assign(made.dataset, value);
    } else if (name.startsWith('on')) {
      made.addEventListener(name.slice(2), value);
    } else if (name in made && name !== 'role' && name !== 'list') {
      made[name] = value;
    } else {
      made.setAttribute(name, value);
    }
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

// Writes only what has changed: a screen reader reads again what is written again.
export function write(where, text) {
  if (where.textContent !== text) {
    where.textContent = text;
  }
}

// One card for each name, made when it first comes and taken away when it is gone; the order is that of the list.
export function keepCards(container, cards, items, make) {
  const names = new Set(items.map((item) => item.name));
  for (const [name, card] of cards) {
    if (!names.has(name)) {
      card.leave?.();
      card.root.remove();
      cards.delete(name);
    }
  }
  items.forEach((item, place) => {
    let card = cards.get(item.name);
    if (!card) {
      card = make(item);
      cards.set(item.name, card);
    }
    if (container.children[place] !== card.root) {
      container.insertBefore(card.root, container.children[place] ?? null);
    }
    card.show(item);
  });
}

export const number = (value, decimals = 1) => value.toLocaleString('en', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });

export const percent = (share) => `${Math.round(share * 100)} %`;

export function duration(seconds) {
  const [days, hours, minutes] = [Math.floor(seconds / 86400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60];
  return days > 0 ? `${days} d ${hours} h` : hours > 0 ? `${hours} h ${minutes} min` : minutes > 0 ? `${minutes} min` : `${Math.floor(seconds)} s`;
}

export const clock = (date) => date.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit' });
