// A line over the time of a run.
import { duration, s } from './html.js';

const height = 190, narrowest = 240, usual = 560, left = 62, right = 12, top = 12, bottom = 26;

/** @param {(value: number) => string} format says a value in words. */
export function chart(name, unit, kind, format) {
  const element = s('svg', { class: 'chart', role: 'img', 'aria-label': `${name}: no samples yet` });
  return {
    element,
    /** @param {[number, number][]} points seconds and values. */
    update(points) {
      // As wide as its place, so that its words are as large as others.
      const width = Math.max(element.getBoundingClientRect().width || usual, narrowest);
      element.setAttribute('viewBox', `0 0 ${width} ${height}`);
      if (points.length < 2) {
        element.replaceChildren(s('text', { x: width / 2, y: height / 2, 'text-anchor': 'middle' }, 'The first samples come in a few seconds.'));
        return;
      }
      const end = points.at(-1)[0];
      const start = points[0][0];
      const most = niceCeiling(Math.max(...points.map(point => point[1])));
      const x = time => left + (width - left - right) * (time - start) / Math.max(end - start, 1e-9);
      const y = value => height - bottom - (height - top - bottom) * value / most;
      const grid = [0, 0.5, 1].flatMap(part => [
        s('line', { x1: left, x2: width - right, y1: y(most * part), y2: y(most * part) }),
        s('text', { x: left - 8, y: y(most * part) + 4, 'text-anchor': 'end' }, format(most * part)),
      ]);
      const path = points.map((point, i) => `${i ? 'L' : 'M'}${x(point[0]).toFixed(1)} ${y(point[1]).toFixed(1)}`).join('');
      element.replaceChildren(...grid,
        s('text', { x: left, y: height - 8 }, duration(start)),
        s('text', { x: (left + width - right) / 2, y: height - 8, 'text-anchor': 'middle' }, unit),
        s('text', { x: width - right, y: height - 8, 'text-anchor': 'end' }, duration(end)),
        s('path', { class: kind, d: path }));
      element.setAttribute('aria-label', `${name}, ${unit}, over ${duration(end - start)}: now ${format(points.at(-1)[1])}, at most ${format(Math.max(...points.map(point => point[1])))}`);
    },
  };
}

/** The next of 1, 2, 5, 10, ... */
function niceCeiling(value) {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map(step => step * power).find(step => step >= value);
}
