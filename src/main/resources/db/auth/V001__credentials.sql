-- Passwords by account. An account that users has not accepted yet cannot sign in, and its credential goes again after an hour.
create table auth.credential (
  account       uuid primary key default uuidv7(),
  password_hash text not null,
  accepted      boolean not null default false,
  changed_at    timestamptz not null default clock_timestamp()
);

-- What was sent to an address, most of it to be brought back once. A token is made from its id under a key that is not in the database,
-- and of addresses there is a keyed hash: these rows tell nobody any.
create table auth.one_time_token (
  id           uuid primary key,
  purpose      text not null check (purpose in ('VERIFY_EMAIL', 'CHANGE_EMAIL', 'RESET_PASSWORD', 'ALREADY_REGISTERED')),
  account      uuid not null,
  address_hash bytea not null,
  created_at   timestamptz not null default clock_timestamp(),
  expires_at   timestamptz not null,
  used_at      timestamptz
);

create index one_time_token_address on auth.one_time_token (address_hash, purpose, created_at);
create index one_time_token_account on auth.one_time_token (account, purpose);
create index one_time_token_expired on auth.one_time_token (expires_at);

-- The address that an account is about to lose, sealed, until its owner was told there.
create table auth.former_address (
  account uuid primary key,
  sealed  bytea not null
);
