-- Joins words with spaces. array_to_string is only stable because the output of some element types depends on settings; for text it is
-- immutable, as a generated column requires.
create function users.join_words(text[]) returns text language sql immutable parallel safe
  as $$ select array_to_string($1, ' ') $$;

-- Always true, at a high declared cost. The planner assumes that comparing trigrams is as cheap as comparing numbers, and would compare
-- every row instead of using the index. An expensive condition beside the comparison makes it choose the index.
create function users.planner_cost_hint(text) returns boolean language plpgsql immutable parallel safe cost 2000
  as $$ begin return true; end $$;

-- Accounts with their profiles and settings. An email address belongs to an account only once it is verified, so several pending accounts
-- may claim the same one. A username is reserved at registration.
create table users.account (
  id              uuid primary key,
  username        text not null check (username ~ '^[A-Za-z0-9][A-Za-z0-9._-]{2,29}$' and username ~ '[A-Za-z]'),
  username_key    text not null generated always as (lower(username collate "C")) stored,
  email           text not null check (char_length(email) <= 254 and email like '_%@_%'),
  pending_email   text check (char_length(pending_email) <= 254 and pending_email like '_%@_%'),
  phone           text check (phone ~ '^\+[0-9]{7,15}$'),
  phone_verified  boolean not null default false check (phone is not null or not phone_verified),
  role            text not null check (role in ('customer', 'professional', 'admin')),
  status          text not null check (status in ('pending', 'active', 'suspended', 'pending_deletion')),
  -- Rises with each change of role or status; it revokes access tokens with a lower version.
  token_version   bigint not null default 1,
  erase_at        timestamptz,
  deletion_requested_by  text check (deletion_requested_by in ('owner', 'admin')),
  -- Whether an admin deleted the account before its email address was verified. Verification fails until the row is erased.
  registration_cancelled boolean not null default false check (status = 'pending' or not registration_cancelled),
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
  mfa_enabled           boolean not null default false,
  session_timeout_minutes int not null default 10080 check (session_timeout_minutes between 5 and 10080),

  -- The hourly rate in major units of its currency, for filters and sorting.
  price            numeric generated always as (round(hourly_rate / power(10::numeric, currency_digits), 4)) stored,
  -- The Bayesian mean rating times 100,000, with five prior votes of four stars, so that a few votes do not put a professional on top.
  rating_rank      int not null generated always as (((rating_sum + 20)::bigint * 100000 / (rating_count + 5))::int) stored,
  rating_average   numeric generated always as (rating_sum::numeric / nullif(rating_count, 0)) stored,
  -- Whether the public list contains the professional.
  listed           boolean not null generated always as (role = 'professional' and status = 'active' and profile_visibility = 'public') stored,
  search_text      text not null generated always as (
    coalesce(full_name, username) || ' ' || users.join_words(skills) || ' ' || coalesce(category, '') || ' '
    || coalesce(address ->> 'city', '')) stored,
  admin_search_text text not null generated always as (
    lower(username || ' ' || email || ' ' || coalesce(full_name, '') || ' ' || coalesce(phone, ''))) stored,

  constraint account_pending_deletion_check check (
    (status = 'pending_deletion') = (erase_at is not null) and (status = 'pending_deletion') = (deletion_requested_by is not null)),
  constraint account_price_check check ((hourly_rate is null) = (currency is null) and (currency is null) = (currency_digits is null)),
  constraint account_rating_check check (rating_sum between rating_count and 5 * rating_count)
) with (autovacuum_vacuum_insert_threshold = 200, autovacuum_vacuum_threshold = 200, autovacuum_analyze_threshold = 200);

create unique index account_username_key on users.account (username_key);
create unique index account_email_key on users.account (email) where status <> 'pending';
create unique index account_phone_key on users.account (phone) where phone_verified;
create index account_email on users.account (email, id);
create index account_phone on users.account (phone) where phone is not null;

-- Indexes of the public list: one for each sort order and filter.
create index account_listed_rating on users.account (rating_rank desc, id desc) where listed;
create index account_listed_price_asc on users.account (coalesce(price, 1e12), id) where listed;
create index account_listed_price_desc on users.account (coalesce(price, -1) desc, id desc) where listed;
create index account_listed_price on users.account (price) where listed;
create index account_listed_rating_average on users.account (rating_average) where listed;
create index account_listed_created on users.account (created_at desc, id desc) where listed;
create index account_listed_name on users.account (lower(coalesce(full_name, username)), id) where listed;
create index account_listed_category on users.account (category, rating_rank desc, id desc) where listed;
create index account_listed_search on users.account using gin (search_text extensions.gin_trgm_ops) where listed;

-- Indexes of the user list of admins.
create index account_created on users.account (created_at, id);
create index account_status_role on users.account (status, role, created_at, id);
create index account_active_admins on users.account (id) where role = 'admin' and status = 'active';
create index account_admin_search on users.account using gin (admin_search_text extensions.gin_trgm_ops);

-- Announcements to one role read its active accounts in the order of their IDs.
create index account_active_role on users.account (role, id) where status = 'active';
