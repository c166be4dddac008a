-- array_to_string is not immutable in general, for its element type might not be; of text it is.
create function users.words(text[]) returns text language sql immutable parallel safe
  as $$ select array_to_string($1, ' ') $$;

-- Always true. The planner takes a comparison by trigrams for as cheap as one of numbers, and would make it on every row instead of asking
-- the index: a condition that it believes to be dear beside it changes its mind.
create function users.is_text(text) returns boolean language plpgsql immutable parallel safe cost 2000
  as $$ begin return true; end $$;

-- People, with their settings. An address is theirs once confirmed, so many may claim one in pending rows; a username is taken at once.
create table users.account (
  id              uuid primary key,
  username        text not null check (username ~ '^[A-Za-z0-9][A-Za-z0-9._-]{2,29}$' and username ~ '[A-Za-z]'),
  username_key    text not null generated always as (lower(username collate "C")) stored,
  email           text not null check (char_length(email) <= 254 and email like '_%@_%'),
  new_email       text check (char_length(new_email) <= 254 and new_email like '_%@_%'),
  phone           text check (phone ~ '^\+[0-9]{7,15}$'),
  phone_verified  boolean not null default false check (phone is not null or not phone_verified),
  role            text not null check (role in ('customer', 'professional', 'admin')),
  status          text not null check (status in ('pending', 'active', 'suspended', 'leaving')),
  version         bigint not null default 1,
  erase_at        timestamptz,
  left_by         text check (left_by in ('owner', 'admin')),
  -- A registration that an admin has deleted, until it is gone: nobody confirms it any more.
  dropped         boolean not null default false check (status = 'pending' or not dropped),
  status_reason   text check (char_length(status_reason) <= 500),
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now(),

  full_name       text check (full_name <> '' and char_length(full_name) <= 100),
  profile_picture text check (char_length(profile_picture) <= 500),
  bio             text check (char_length(bio) <= 2000),
  skills          text[] not null default '{}' check (cardinality(skills) <= 50),
  address         jsonb check (jsonb_typeof(address) = 'object'),
  social_links    jsonb check (jsonb_typeof(social_links) = 'object'),
  work_gallery    text[] not null default '{}' check (cardinality(work_gallery) <= 30),
  category        text check (char_length(category) <= 40),
  hourly_rate     bigint check (hourly_rate between 1 and 10000000000),
  currency        text check (currency ~ '^[A-Z]{3}$'),
  currency_digits smallint check (currency_digits between 0 and 4),
  rating_sum      int not null default 0 check (rating_sum >= 0),
  rating_count    int not null default 0 check (rating_count >= 0),

  email_notifications   boolean not null default true,
  push_notifications    boolean not null default true,
  sms_notifications     boolean not null default false,
  marketing_emails      boolean not null default false,
  booking_reminders     boolean not null default true,
  review_notifications  boolean not null default true,
  profile_visibility    text not null default 'public' check (profile_visibility in ('public', 'registered', 'private')),
  show_email            boolean not null default false,
  show_phone            boolean not null default false,
  allow_direct_messages boolean not null default true,
  theme                 text not null default 'system' check (theme in ('light', 'dark', 'system')),
  language              text not null default 'en' check (char_length(language) <= 35),
  timezone              text check (char_length(timezone) <= 64),
  two_factor            boolean not null default false,
  session_minutes       int not null default 10080 check (session_minutes between 5 and 10080),

  -- What an hour costs in whole units of its currency, for filters and order.
  price       numeric generated always as (round(hourly_rate / power(10::numeric, currency_digits), 4)) stored,
  -- Bayesian mean with five votes of four stars in advance, times 100,000: few votes do not make a leader.
  rank        int not null generated always as (((rating_sum + 20)::bigint * 100000 / (rating_count + 5))::int) stored,
  average     numeric generated always as (rating_sum::numeric / nullif(rating_count, 0)) stored,
  -- Whether the public list shows them.
  listed      boolean not null generated always as (role = 'professional' and status = 'active' and profile_visibility = 'public') stored,
  search_text text not null generated always as (
    coalesce(full_name, username) || ' ' || users.words(skills) || ' ' || coalesce(category, '') || ' '
    || coalesce(address ->> 'city', '')) stored,
  identity    text not null generated always as (
    lower(username || ' ' || email || ' ' || coalesce(full_name, '') || ' ' || coalesce(phone, ''))) stored,

  constraint account_leaving_check check ((status = 'leaving') = (erase_at is not null) and (status = 'leaving') = (left_by is not null)),
  constraint account_price_check check ((hourly_rate is null) = (currency is null) and (currency is null) = (currency_digits is null)),
  constraint account_rating_check check (rating_sum between rating_count and 5 * rating_count)
) with (autovacuum_vacuum_insert_threshold = 200, autovacuum_vacuum_threshold = 200, autovacuum_analyze_threshold = 200);

create unique index account_username_key on users.account (username_key);
create unique index account_email_key on users.account (email) where status <> 'pending';
create unique index account_phone_key on users.account (phone) where phone_verified;
create index account_by_email on users.account (email, id);
create index account_by_phone on users.account (phone) where phone is not null;

-- The public list, one for each order.
create index account_listed_by_rank on users.account (rank desc, id desc) where listed;
create index account_listed_by_price on users.account (coalesce(price, 1e12), id) where listed;
create index account_listed_by_price_down on users.account (coalesce(price, -1) desc, id desc) where listed;
create index account_listed_at_price on users.account (price) where listed;
create index account_listed_at_average on users.account (average) where listed;
create index account_listed_by_age on users.account (created_at desc, id desc) where listed;
create index account_listed_by_name on users.account (lower(coalesce(full_name, username)), id) where listed;
create index account_listed_by_category on users.account (category, rank desc, id desc) where listed;
create index account_listed_search on users.account using gin (search_text extensions.gin_trgm_ops) where listed;

-- The list of admins.
create index account_by_age on users.account (created_at, id);
create index account_by_standing on users.account (status, role, created_at, id);
create index account_admins on users.account (id) where role = 'admin' and status = 'active';
create index account_identity on users.account using gin (identity extensions.gin_trgm_ops);

-- What people asked to be given of all that is kept about them.
create table users.export (
  id           uuid primary key default uuidv7(),
  account      uuid not null references users.account on delete cascade,
  status       text not null default 'running' check (status in ('running', 'ready')),
  requested_at timestamptz not null default now(),
  finished_at  timestamptz,
  expires_at   timestamptz,
  upload       jsonb,
  constraint export_ready_check check ((status = 'ready') = (upload is not null and expires_at is not null))
);

create unique index export_running on users.export (account) where status = 'running';
create index export_of_account on users.export (account, requested_at desc);
