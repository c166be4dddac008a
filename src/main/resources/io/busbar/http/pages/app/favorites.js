import { getAll, post, remove } from './api.js';
import { h } from './dom.js';
import { icon } from './icons.js';
import { nameOf } from './parts.js';
import { session } from './session.js';
import { showToast } from './toast.js';

// The customer's saved professionals, loaded once and shared by all favorite buttons.

let savedIds = null;

session.addEventListener('change', () => {
  savedIds = null;
});

/** Returns the IDs of the saved professionals; null if they can't be loaded. */
function loadSavedIds() {
  savedIds ??= getAll('/favorite')
    .then((items) => new Set(items.map((item) => item.professionalId)))
    .catch(() => {
      savedIds = null; // load again on the next call
      return null;
    });
  return savedIds;
}

/** Creates the button that saves a professional; null unless the user is a customer. */
export function favoriteButton(person) {
  if (!session.customer) {
    return null;
  }
  const button = h('button', { class: 'heart', 'aria-pressed': 'false', 'aria-label': `Save ${nameOf(person)}` }, icon('heart', 22));
  button.hidden = true;
  loadSavedIds().then((ids) => {
    button.hidden = ids === null;
    button.setAttribute('aria-pressed', ids?.has(person.id) ?? false);
  });
  button.addEventListener('click', async () => {
    const ids = await loadSavedIds();
    const add = !ids.has(person.id);
    button.setAttribute('aria-pressed', add);
    try {
      await (add ? post('/favorite', { professionalId: person.id }) : remove(`/favorite/${person.id}`));
      add ? ids.add(person.id) : ids.delete(person.id);
    } catch (error) {
      button.setAttribute('aria-pressed', !add);
      showToast(error.message, { kind: 'bad' });
    }
  });
  return button;
}
