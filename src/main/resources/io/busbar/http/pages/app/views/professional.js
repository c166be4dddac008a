import { get, getPage } from '../api.js';
import { catalog } from '../catalog.js';
import { h } from '../dom.js';
import { favoriteButton } from '../favorites.js';
import { timeAgo, countItems, money, monthAndYear, time, humanize, ZONE, zoneName } from '../format.js';
import { icon } from '../icons.js';
import { avatar, nameOf, rating, stars } from '../parts.js';
import { afterNavigation } from '../router.js';
import { book } from './book.js';
import { slots } from './slots.js';
import { weeklyHours } from './weekly-hours.js';

/** The public profile of a professional with reviews and available times. */
export async function professional({ params, query, signal }) {
  const [person, hours, services, reviews] = await Promise.all([
    get(`/_/users/${params.id}`, null, { signal }),
    get(`/availability/${params.id}`, null, { signal }).catch(() => null),
    catalog().catch(() => []),
    getPage('/review', { professionalId: params.id, limit: 10 }, { signal }).catch(() => null),
  ]);
  const offers = bookableServices(person, hours, services);
  afterNavigation(() => params.part === 'reviews' && document.getElementById('reviews')?.scrollIntoView(), signal);
  return {
    title: nameOf(person),
    content: h('article', { class: 'professional' },
      h('header', { class: 'who' },
        avatar(person, 'large'),
        h('div', null,
          h('h1', null, nameOf(person)),
          h('p', { class: 'facts' },
            h('span', null, humanize(person.category)),
            person.city && h('span', null, icon('pin', 16), person.city),
            rating(person.ratings))),
        favoriteButton(person)),
      h('div', { class: 'about' },
        person.bio && h('p', { class: 'bio' }, person.bio),
        person.skills?.length > 0 && h('ul', { class: 'skills', 'aria-label': 'Skills' }, person.skills.map((skill) => h('li', null, skill))),
        hours?.availability.length > 0 && h('section', null,
          h('h2', null, 'Working hours'),
          weeklyHours(hours),
          zoneName(hours.timeZone) !== zoneName(ZONE) && h('p', { class: 'soft small' }, `Times are in the ${zoneName(hours.timeZone)} time zone.`)),
        reviews && h('section', { id: 'reviews' },
          h('h2', null, reviews.items.length ? countItems(reviews, 'review') : 'Reviews'),
          reviews.items.length
            ? h('ul', { class: 'reviews' }, reviews.items.map(review))
            : h('p', { class: 'soft' }, 'No reviews yet.')),
        h('p', { class: 'soft small' }, `Member since ${monthAndYear(person.memberSince)}.`)),
      h('aside', { class: 'booking-panel', 'aria-label': 'Book an appointment' },
        person.hourlyRate !== undefined && h('p', { class: 'rate' }, h('b', null, money(person.hourlyRate, person.currency)), ' per hour'),
        slots({ person, offers, query, signal, pick: (slot, offer, changed) => book({ person, slot, offer, changed }) }))),
  };
}

/** Returns the services that can be booked with the professional, each with its duration and price. */
function bookableServices(person, hours, services) {
  const own = new Map((hours?.services ?? []).map((offer) => [offer.serviceId, offer]));
  return services
    .filter((service) => service.category === person.category || own.has(service.id))
    .map((service) => {
      const { duration = 60, price, currency } = own.get(service.id) ?? {};
      const defaultPrice = person.hourlyRate === undefined ? undefined : (person.hourlyRate * duration) / 60;
      return { id: service.id, title: service.title, description: service.description, duration,
        price: price ?? defaultPrice, currency: currency ?? person.currency };
    });
}

const review = (item) =>
  h('li', null,
    h('p', { class: 'review-head' }, stars(item.rating), h('b', null, item.reviewer.name), time(item.createdAt, timeAgo(item.createdAt))),
    item.comment && h('p', null, item.comment));
