// The SQL statements of the four measured routes and the mapping of rows to API objects. Both variants of the server share them.

export const SERVICES = `
  select id, title, description, category, icon, color, created_at, updated_at
  from catalog.service order by lower(title), id limit 50`;

const COLUMNS = `id, status, professional, customer, service, title, starts_at, ends_at, zone, local_start, price, currency, currency_digits,
  address, notes, reason, expires_at, changed_by, late, no_show, created_at, updated_at`;

export const READ = `select ${COLUMNS} from bookings.booking where id = $1 and (customer = $2 or professional = $2) and status <> 'held'`;

export const LIST = `
  select * from (
    (select ${COLUMNS} from bookings.booking where customer = $1 and status <> 'held' order by starts_at desc, id desc limit 50)
    union all
    (select ${COLUMNS} from bookings.booking where professional = $1 and status <> 'held' order by starts_at desc, id desc limit 50)) as own
  order by starts_at desc, id desc limit 50`;

// As in Busbar: opening hours in the professional's time zone, an advisory lock that prevents deadlocks, and the exclusion constraint.
export const PROFESSIONAL = `
  select a.id, coalesce(a.timezone, 'UTC') as zone, a.hourly_rate, a.currency, a.currency_digits, h.weekly
  from users.account a join bookings.availability h on h.professional = a.id
  where a.id = $1 and a.role = 'professional' and a.status = 'active'`;
export const SERVICE = `select id, title from catalog.service where id::text = $1 or lower(title) = lower($1) limit 1`;
export const LOCK = `select pg_advisory_xact_lock(hashtextextended('bookings/' || $1::text, 4))`;
export const INSERT = `
  insert into bookings.booking (professional, blocked, status, customer, service, title, starts_at, ends_at, zone, local_start, price,
    currency, currency_digits, address, notes, expires_at, changed_by, changed_by_user)
  select $1::uuid, tstzrange(t.at, t.at + interval '1 hour'), 'pending', $2::uuid, $3::uuid, $4, t.at, t.at + interval '1 hour', $5,
         $6::timestamp, $7::bigint, $8, $9::smallint, $10, $11, now() + interval '24 hours', 'customer', $2::uuid
  from (select $6::timestamp at time zone $5 as at) t
  on conflict do nothing
  returning ${COLUMNS}`;
export const NOTIFY = `insert into bench.notification (account, type, title, message) values ($1, 'info', 'New booking', $2)`;

export function service(row) {
  return {
    id: row.id, title: row.title, description: row.description, category: row.category, icon: row.icon ?? undefined,
    color: row.color ?? undefined, createdAt: row.created_at, updatedAt: row.updated_at,
  };
}

const pad = (number) => String(number).padStart(2, '0');

export function booking(row) {
  const shift = Math.round((row.local_start - row.starts_at) / 60000);
  const offset = shift === 0 ? 'Z' : `${shift < 0 ? '-' : '+'}${pad(Math.trunc(Math.abs(shift) / 60))}:${pad(Math.abs(shift) % 60)}`;
  const local = (time) => new Date(time.getTime() + shift * 60000).toISOString().slice(0, 19) + offset;
  const start = local(row.starts_at);
  return {
    id: row.id, status: row.status, professionalId: row.professional, customerId: row.customer, serviceId: row.service,
    service: row.title, date: start.slice(0, 10), time: start.slice(11, 16), timeZone: row.zone, start: row.starts_at, end: row.ends_at,
    startLocal: start, endLocal: local(row.ends_at), duration: (row.ends_at - row.starts_at) / 60000,
    price: row.price === null ? undefined : Number(row.price) / 10 ** row.currency_digits, currency: row.currency ?? undefined,
    address: row.address ?? undefined, notes: row.notes ?? undefined, reason: row.reason ?? undefined,
    changedBy: row.changed_by ?? undefined, late: row.late, noShow: row.no_show ?? undefined, answerBy: row.expires_at ?? undefined,
    createdAt: row.created_at, updatedAt: row.updated_at,
  };
}

const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/** Returns whether the hour that begins at this local time lies within the weekly hours. */
export function isOpen(weekly, date, time) {
  const [hours, minutes] = time.split(':').map(Number);
  const from = hours * 60 + minutes;
  const ranges = weekly[DAYS[new Date(`${date}T00:00:00Z`).getUTCDay()]] ?? [];
  return ranges.some(([start, end]) => from >= start && from + 60 <= end);
}
