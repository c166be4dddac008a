-- A professional's schedule and booking rules, in one row because every booking reads all of it.
create table bookings.availability (
  professional    uuid primary key,
  weekly          jsonb not null default '{}' check (jsonb_typeof(weekly) = 'object'),
  date_overrides  jsonb not null default '{}' check (jsonb_typeof(date_overrides) = 'object'),
  services        jsonb not null default '{}' check (jsonb_typeof(services) = 'object'),
  -- Minutes, except booking_window, which is in days.
  buffer_before   int not null default 0 check (buffer_before between 0 and 480),
  buffer_after    int not null default 0 check (buffer_after between 0 and 480),
  minimum_notice  int not null default 0 check (minimum_notice between 0 and 43200),
  booking_window  int not null default 90 check (booking_window between 1 and 730),
  slot_interval   int not null default 30 check (slot_interval between 5 and 1440),
  updated_at      timestamptz not null default now()
);

-- Bookings, and the holds that become bookings. Title, times and price are copies of the terms agreed on when it was booked.
create table bookings.booking (
  id              uuid primary key default uuidv7(),
  status          text not null check (status in ('held', 'pending', 'confirmed', 'completed', 'cancelled', 'rejected')),
  professional    uuid not null,
  customer        uuid not null check (customer <> professional),
  service         uuid not null,
  title           text not null check (char_length(title) <= 80),
  starts_at       timestamptz not null,
  ends_at         timestamptz not null check (ends_at > starts_at),
  -- The booking's time including the buffers before and after it.
  blocked         tstzrange not null check (blocked @> tstzrange(starts_at, ends_at)),
  zone            text not null check (char_length(zone) <= 64),
  local_start     timestamp not null,
  price           bigint check (price >= 0),
  currency        text check (currency ~ '^[A-Z]{3}$'),
  currency_digits smallint check (currency_digits between 0 and 4),
  address         text check (char_length(address) <= 500),
  notes           text check (char_length(notes) <= 2000),
  reason          text check (char_length(reason) <= 500),
  -- The SEQUENCE of the iCalendar event; it rises when the booking is moved, cancelled or rejected.
  sequence        int not null default 0,
  -- When a hold expires, or a pending request that has not been answered.
  expires_at      timestamptz check ((expires_at is not null) = (status in ('held', 'pending'))),
  changed_by      text check (changed_by in ('customer', 'professional', 'admin', 'system')),
  changed_by_user uuid,
  late            boolean not null default false check (not late or status = 'cancelled'),
  no_show         text check (no_show in ('customer', 'professional')) check (no_show is null or status in ('completed', 'cancelled')),
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now(),
  -- A copy of the customer's review, which the reviews service owns. A hidden review cannot be replaced.
  rating          smallint check (rating between 1 and 5),
  review          text check (char_length(review) <= 2000),
  review_hidden   boolean not null default false,
  -- A catalog service with holds or open bookings can't be deleted, and one that is being deleted can't be booked. This is the only reference
  -- to a table of another service: no question between the two services could rule out a booking that commits in between.
  open_service    uuid generated always as (case when status in ('held', 'pending', 'confirmed') then service end) stored
    constraint booking_service_exists references catalog.service,

  constraint booking_price_whole check ((price is null) = (currency is null) and (currency is null) = (currency_digits is null)),
  -- A professional's holds and open bookings never overlap, buffers included.
  constraint booking_overlap exclude using gist (professional with =, blocked with &&)
    where (status in ('held', 'pending', 'confirmed'))
);

create index booking_of_customer on bookings.booking (customer, starts_at desc, id desc) where status <> 'held';
create index booking_of_professional on bookings.booking (professional, starts_at desc, id desc) where status <> 'held';
create index booking_holds_of_customer on bookings.booking (customer) where status = 'held';
-- Every new request counts the customer's pending ones.
create index booking_pending_of_customer on bookings.booking (customer) where status = 'pending';
create index booking_open_of_service on bookings.booking (open_service) where open_service is not null;

-- The secret URL under which a calendar program reads a user's bookings, stored as SHA-256; the secret has 256 random bits.
create table bookings.calendar_feed (
  account     uuid primary key,
  secret      bytea not null check (octet_length(secret) = 32),
  created_at  timestamptz not null default now()
);

create unique index calendar_feed_secret_key on bookings.calendar_feed (secret);
