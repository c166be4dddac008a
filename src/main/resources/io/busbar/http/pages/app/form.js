import { fill, h } from './dom.js';

// Forms whose fields get the API's own words about what is wrong with them.

let count = 0;

/** A labelled control. Options: hint, and whatever the control takes; `as: 'textarea'` or `options: [[value, text], …]`. */
export function field(label, name, { hint = null, as = 'input', options = null, ...attributes } = {}) {
  const id = `field-${++count}`;
  const control = options
    ? h('select', { id, name, ...attributes },
        options.map(([value, text]) => h('option', { value, selected: value === attributes.value }, text)))
    : as === 'textarea'
      ? h('textarea', { id, name, rows: 3, ...attributes, value: null }, attributes.value ?? '')
      : h('input', { id, name, ...attributes });
  control.setAttribute('aria-describedby', `${id}-note`);
  return h('div', { class: 'field' },
    h('label', { for: id }, label),
    control,
    h('p', { class: 'note', id: `${id}-note` }, hint));
}

/** A form that sends its values and shows what the API says to them. */
export function form(send, fields, submit, ...after) {
  const message = h('p', { class: 'form-message', role: 'alert' });
  const button = h('button', { class: 'button primary', type: 'submit' }, submit);
  const element = h('form', { novalidate: true }, fields, message, h('div', { class: 'actions' }, button, after));
  element.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (button.disabled) {
      return;
    }
    clear(element, message);
    button.disabled = true;
    button.classList.add('busy');
    try {
      await send(values(element));
    } catch (error) {
      explain(element, message, error);
    } finally {
      button.disabled = false;
      button.classList.remove('busy');
    }
  });
  return element;
}

/** The texts of a form; what is blank is left out. */
function values(element) {
  const given = [...new FormData(element)].map(([name, value]) => [name, name === 'password' ? value : value.trim()]);
  return Object.fromEntries(given.filter(([, value]) => value !== ''));
}

function clear(element, message) {
  fill(message);
  element.querySelectorAll('[aria-invalid]').forEach((control) => {
    control.removeAttribute('aria-invalid');
    const note = document.getElementById(control.getAttribute('aria-describedby'));
    fill(note, note.dataset.hint ?? '');
  });
}

function explain(element, message, error) {
  const rest = [];
  for (const { field: pointer, msg, name } of error.fields ?? []) {
    const parts = pointer.split('/').slice(1);
    const control = element.elements.namedItem(parts[0]) ?? element.elements.namedItem(parts.at(-1));
    if (control instanceof HTMLElement) {
      const note = document.getElementById(control.getAttribute('aria-describedby'));
      note.dataset.hint ??= note.textContent;
      fill(note, msg);
      control.setAttribute('aria-invalid', 'true');
    } else {
      rest.push(`${name ?? parts.join(' ')} ${msg}`);
    }
  }
  const wrong = element.querySelector('[aria-invalid]');
  fill(message, wrong ? rest.join('; ') : [error.message, ...rest].join(' '));
  wrong?.focus();
}
