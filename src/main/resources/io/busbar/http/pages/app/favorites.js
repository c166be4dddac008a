import { all, post, remove } from './api.js';
import { h } from './dom.js';
import { icon } from './icons.js';
import { nameOf } from './parts.js';
import { session } from './session.js';
import { say } from './toast.js';

// Professionals that somebody wants to find again, known once for all hearts of the page.

let marked = null;

session.addEventListener('change', () => {
  marked = null;
});

/** Ids of those who are saved. */
function saved() {
  marked ??= all('/favorite')
    .then((items) => new Set(items.map((item) => item.professionalId)))
    .catch(() => {
      marked = null; // to be asked for again
      return null;
    });
  return marked;
}

/** A heart that saves a professional; none for those who cannot. */
export function heart(person) {
  if (!session.customer) {
    return null;
  }
  const button = h('button', { class: 'heart', 'aria-pressed': 'false', 'aria-label': `Save ${nameOf(person)}` }, icon('heart', 22));
  button.hidden = true;
  saved().then((ids) => {
    button.hidden = ids === null;
    button.setAttribute('aria-pressed', ids?.has(person.id) ?? false);
  });
  button.addEventListener('click', async () => {
    const ids = await saved();
    const add = !ids.has(person.id);
    button.setAttribute('aria-pressed', add);
    try {
      await (add ? post('/favorite', { professionalId: person.id }) : remove(`/favorite/${person.id}`));
      add ? ids.add(person.id) : ids.delete(person.id);
    } catch (error) {
      button.setAttribute('aria-pressed', !add);
      say(error.message, { kind: 'bad' });
    }
  });
  return button;
}
