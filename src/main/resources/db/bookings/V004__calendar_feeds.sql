-- The secret address under which a calendar program reads somebody's bookings: its SHA-256, for it has 256 random bits.
create table bookings.calendar_feed (
  person      uuid primary key,
  secret      bytea not null check (octet_length(secret) = 32),
  created_at  timestamptz not null default now()
);

create unique index calendar_feed_secret_key on bookings.calendar_feed (secret);
