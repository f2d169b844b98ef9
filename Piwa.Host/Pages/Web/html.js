// Makes elements. What comes from data is text, never markup.

/** An element with attributes, listeners (onclick: ...) and children: texts, elements, or nothing. */
export function h(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

/** The same of SVG. */
export function s(name, attributes = {}, ...children) {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', name), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

export const count = n => n.toLocaleString('en-US');

export const decimal = (n, digits = 1) => n.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });

export function bytes(n) {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  let unit = 0;
  for (; n >= 1000 && unit < units.length - 1; unit++) n /= 1000;
  return `${decimal(n, unit === 0 || n >= 100 ? 0 : 1)} ${units[unit]}`;
}

export function duration(seconds) {
  if (seconds < 60) return `${Math.round(seconds)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor(seconds % 3600 / 60)} min`;
}

/** A list of names and values. */
export const facts = (pairs, kind = '') => h('dl', { class: `facts ${kind}` },
  pairs.filter(pair => pair).map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value))));

/** Makes a node what a fresh one of its kind is, changing only what differs: who stands on a link with the keyboard stays there. */
export function renew(node, fresh) {
  if (node.isEqualNode(fresh)) return;
  if (node.nodeType === Node.TEXT_NODE) {
    node.data = fresh.data;
    return;
  }
  for (const name of node.getAttributeNames()) if (!fresh.hasAttribute(name)) node.removeAttribute(name);
  for (const name of fresh.getAttributeNames()) node.setAttribute(name, fresh.getAttribute(name));
  const [own, others] = [[...node.childNodes], [...fresh.childNodes]];
  if (own.length !== others.length || own.some((child, i) => child.nodeName !== others[i].nodeName)) node.replaceChildren(...others);
  else own.forEach((child, i) => renew(child, others[i]));
}

export const panel = (title, ...children) => h('section', { class: 'panel' }, title && h('h2', {}, title), ...children);

/** A page that has nothing to show yet, and what to do about it. */
export const empty = (text, command) => h('div', { class: 'panel empty' }, h('p', {}, text), command && h('code', {}, command));

/** A table that scrolls within itself where there is little room, by keyboard too. */
export const table = (label, ...rows) =>
  h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': label }, h('table', {}, ...rows));

/** A row of hashes: name, value, and a button that copies it. */
export function copied(name, value) {
  const text = h('dd', { class: 'hash' }, value);
  return [h('dt', {}, name), text, h('dd', { class: 'copies' }, copier(name, value, text))];
}

/** A button that copies a value, or selects the element that has it. */
export function copier(name, value, text) {
  const said = h('span', { 'aria-live': 'polite' }, 'Copy');
  return h('button', {
    type: 'button', class: 'copy', 'aria-label': `Copy ${name}`,
    onclick: async () => {
      try {
        await navigator.clipboard.writeText(value);
        said.textContent = 'Copied';
      } catch {
        // Browsers allow it on loopback and HTTPS only.
        getSelection().selectAllChildren(text);
        said.textContent = 'Selected';
      }
    },
  }, said);
}

/** A share as a percentage; a hundred percent are only what is nothing less. */
export const percent = (part, whole) => part === whole ? '100 %' : `${decimal(Math.floor(part / whole * 10000) / 100, 2)} %`;

/** A time of the host as people read it, in UTC. */
export const moment = text => text.slice(0, 19).replace('T', ' ');

/** Why what is shown of a fleet is not of now; nothing if it is. */
export const stale = found => found.fault && `${found.fault.replace(/[.]?$/, '.')} ${found.at ? `What is shown is of ${moment(found.at)} UTC.` : 'It was not looked at yet.'}`;

/** How long ago something was: one unit, as it changes every second. */
export function ago(seconds) {
  const steps = [[1, 's'], [60, 'min'], [3600, 'h'], [86400, 'd']];
  const [step, unit] = steps.findLast(([length]) => seconds >= 2 * length) ?? steps[0];
  return seconds < 2 ? 'now' : `${Math.floor(seconds / step)} ${unit}`;
}

/** Buttons to turn pages of a list; what they are called, if not by age. */
export function pager(offset, size, total, turn, [before, after] = ['Newer', 'Older']) {
  const last = Math.min(offset + size, total);
  return h('div', { class: 'tools' },
    total > size && h('button', { type: 'button', disabled: offset === 0, onclick: () => turn(Math.max(offset - size, 0)) }, before),
    total > size && h('button', { type: 'button', disabled: last >= total, onclick: () => turn(offset + size) }, after),
    h('span', { class: 'rest' }, total === 0 ? 'none' : `${count(offset + 1)} to ${count(last)} of ${count(total)}`));
}
