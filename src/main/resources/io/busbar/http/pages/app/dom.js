// Creates DOM elements from plain data. All content is inserted as text, never as HTML, so the page is safe from injection.

const SVG = 'http://www.w3.org/2000/svg';

/**
 * Creates an element: h('button', { class: 'wide', disabled: true, on: { click } }, 'Text', child).
 * `on` adds event listeners and `vars` sets CSS custom properties; all other names are attributes. Values null, undefined and false omit
 * the attribute.
 */
export function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  setAttributes(element, attributes ?? {});
  append(element, children);
  return element;
}

/** Creates a decorative SVG icon from one path. */
export function svg(path, size = 20) {
  const element = document.createElementNS(SVG, 'svg');
  setAttributes(element, { viewBox: '0 0 24 24', width: size, height: size, 'aria-hidden': 'true', class: 'icon' });
  const shape = document.createElementNS(SVG, 'path');
  shape.setAttribute('d', path);
  element.append(shape);
  return element;
}

/** Replaces all children of an element. */
export function fill(element, ...children) {
  element.replaceChildren();
  append(element, children);
  return element;
}

/** Updates the children of an element to this list. Children already in place are not moved, so they keep the focus. */
export function syncChildren(element, children) {
  [...element.children].filter((child) => !children.includes(child)).forEach((child) => child.remove());
  children.forEach((child, index) => element.children[index] === child || element.insertBefore(child, element.children[index] ?? null));
}

/** Creates text for screen readers only. */
export const hidden = (text) => h('span', { class: 'hidden' }, text);

function setAttributes(element, attributes) {
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
