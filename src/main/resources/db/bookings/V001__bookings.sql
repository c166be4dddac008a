-- When and how a professional takes bookings. One row holds it all, for it is read whole with every booking.
create table bookings.availability (
  professional    uuid primary key,
  weekly          jsonb not null default '{}' check (jsonb_typeof(weekly) = 'object'),
  exceptions      jsonb not null default '{}' check (jsonb_typeof(exceptions) = 'object'),
  services        jsonb not null default '{}' check (jsonb_typeof(services) = 'object'),
  buffer_before   int not null default 0 check (buffer_before between 0 and 480),
  buffer_after    int not null default 0 check (buffer_after between 0 and 480),
  minimum_notice  int not null default 0 check (minimum_notice between 0 and 43200),
  booking_window  int not null default 90 check (booking_window between 1 and 730),
  slot_interval   int not null default 30 check (slot_interval between 5 and 1440),
  updated_at      timestamptz not null default now()
);

-- Bookings, and the holds that become bookings. What was agreed is kept with each: service, time, price.
create table bookings.booking (
  id              uuid primary key default uuidv7(),
  status          text not null check (status in ('held', 'pending', 'confirmed', 'completed', 'cancelled', 'rejected')),
  professional    uuid not null,
  customer        uuid not null check (customer <> professional),
  service         uuid not null,
  title           text not null check (char_length(title) <= 80),
  starts_at       timestamptz not null,
  ends_at         timestamptz not null check (ends_at > starts_at),
  -- With the buffers before and after.
  blocked         tstzrange not null check (blocked @> tstzrange(starts_at, ends_at)),
  zone            text not null check (char_length(zone) <= 64),
  local_start     timestamp not null,
  price           bigint check (price >= 0),
  currency        text check (currency ~ '^[A-Z]{3}$'),
  currency_digits smallint check (currency_digits between 0 and 4),
  address         text check (char_length(address) <= 500),
  notes           text check (char_length(notes) <= 2000),
  reason          text check (char_length(reason) <= 500),
  sequence        int not null default 0,
  -- Of a hold, or of a request that waits for its answer.
  expires_at      timestamptz check ((expires_at is not null) = (status in ('held', 'pending'))),
  changed_by      text check (changed_by in ('customer', 'professional', 'admin', 'clock')),
  changer         uuid,
  late            boolean not null default false check (not late or status = 'cancelled'),
  no_show         text check (no_show in ('customer', 'professional')) check (no_show is null or status in ('completed', 'cancelled')),
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now(),

  constraint booking_price_whole check ((price is null) = (currency is null) and (currency is null) = (currency_digits is null)),
  -- Nobody is in two places at once.
  constraint booking_overlap exclude using gist (professional with =, blocked with &&)
    where (status in ('held', 'pending', 'confirmed'))
);

create index booking_of_customer on bookings.booking (customer, starts_at desc, id desc) where status <> 'held';
create index booking_of_professional on bookings.booking (professional, starts_at desc, id desc) where status <> 'held';
create index booking_holds on bookings.booking (customer) where status = 'held';
