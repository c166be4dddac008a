// Elements from plain data. Everything that is shown goes in as text: there is no way to put HTML into the page.

const SVG = 'http://www.w3.org/2000/svg';

/**
 * h('button', { class: 'wide', disabled: true, on: { click } }, 'Text', child)
 * `on` adds listeners, `vars` sets custom properties, other names are properties of attributes; null and false leave one out.
 */
export function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  describe(element, attributes ?? {});
  append(element, children);
  return element;
}

/** A decorative drawing of one path. */
export function svg(path, size = 20) {
  const element = document.createElementNS(SVG, 'svg');
  describe(element, { viewBox: '0 0 24 24', width: size, height: size, 'aria-hidden': 'true', class: 'icon' });
  const line = document.createElementNS(SVG, 'path');
  line.setAttribute('d', path);
  element.append(line);
  return element;
}

/** Puts these children in place of what was there. */
export function fill(element, ...children) {
  element.replaceChildren();
  append(element, children);
  return element;
}

/** Makes these its children, in this order. What stands right is not touched, so that it keeps the focus. */
export function arrange(element, children) {
  [...element.children].filter((child) => !children.includes(child)).forEach((child) => child.remove());
  children.forEach((child, at) => element.children[at] === child || element.insertBefore(child, element.children[at] ?? null));
}

/** Text for screen readers alone. */
export const hidden = (text) => h('span', { class: 'hidden' }, text);

function describe(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) {
      continue;
    }
    if (name === 'on') {
      Object.entries(value).forEach(([type, listener]) => element.addEventListener(type, listener));
    } else if (name === 'vars') {
      Object.entries(value).forEach(([key, text]) => element.style.setProperty(`--${key}`, text));
    } else {
      element.setAttribute(name, value === true ? '' : String(value));
    }
  }
}

function append(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) {
      element.append(child);
    }
  }
}
