import { fill, h } from './dom.js';

// Forms that show the API's validation messages next to their fields.

let fieldCount = 0;

/** Creates a labelled control. Options: `hint`, `as: 'textarea'` or `options: [[value, text], …]`, and any attribute of the control. */
export function field(label, name, { hint = null, as = 'input', options = null, ...attributes } = {}) {
  const id = `field-${++fieldCount}`;
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

/** Creates a form that calls `send` with its values and shows the errors of the API. */
export function form(send, fields, submit, ...extraActions) {
  const message = h('p', { class: 'form-message', role: 'alert' });
  const button = h('button', { class: 'button primary', type: 'submit' }, submit);
  const element = h('form', { novalidate: true }, fields, message, h('div', { class: 'actions' }, button, extraActions));
  element.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (button.disabled) {
      return;
    }
    clearErrors(element, message);
    button.disabled = true;
    button.classList.add('busy');
    try {
      await send(values(element));
    } catch (error) {
      showErrors(element, message, error);
    } finally {
      button.disabled = false;
      button.classList.remove('busy');
    }
  });
  return element;
}

/** Returns the non-blank values of a form, trimmed except for the password. */
function values(element) {
  const entries = [...new FormData(element)].map(([name, value]) => [name, name === 'password' ? value : value.trim()]);
  return Object.fromEntries(entries.filter(([, value]) => value !== ''));
}

function clearErrors(element, message) {
  fill(message);
  element.querySelectorAll('[aria-invalid]').forEach((control) => {
    control.removeAttribute('aria-invalid');
    const note = document.getElementById(control.getAttribute('aria-describedby'));
    fill(note, note.dataset.hint ?? '');
  });
}

function showErrors(element, message, error) {
  const otherMessages = [];
  for (const { field: pointer, msg, name } of error.fields ?? []) {
    const parts = pointer.split('/').slice(1);
    const control = element.elements.namedItem(parts[0]) ?? element.elements.namedItem(parts.at(-1));
    if (control instanceof HTMLElement) {
      const note = document.getElementById(control.getAttribute('aria-describedby'));
      note.dataset.hint ??= note.textContent;
      fill(note, msg);
      control.setAttribute('aria-invalid', 'true');
    } else {
      otherMessages.push(`${name ?? parts.join(' ')} ${msg}`);
    }
  }
  const firstInvalid = element.querySelector('[aria-invalid]');
  fill(message, firstInvalid ? otherMessages.join('; ') : [error.message, ...otherMessages].join(' '));
  firstInvalid?.focus();
}
