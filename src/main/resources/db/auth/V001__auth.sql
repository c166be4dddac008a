-- Secrets stay out of this schema: tokens are signed with keys that are derived from JWT_SECRET, codes and addresses are stored as keyed
-- hashes, and values that must be read again are encrypted ("sealed"; SecretBox documents the layout).

-- Password hashes by account. A credential is pending (not active) until users has created the account. Pending credentials cannot sign
-- in and are deleted after 25 hours.
create table auth.credential (
  account       uuid primary key default uuidv7(),
  password_hash text not null,
  active        boolean not null default false,
  changed_at    timestamptz not null default clock_timestamp()
);

-- Tokens sent in email links, each redeemable once. A token is derived from its ID; addresses are stored as keyed hashes.
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
create index one_time_token_expires on auth.one_time_token (expires_at);

-- The sealed address that an account is about to replace, until its owner has been notified there.
create table auth.previous_email (
  account uuid primary key,
  sealed  bytea not null
);

-- Sessions. A refresh token is derived from the session's ID and token number. Ended and expired sessions are kept for 30 days, for the
-- account's owner and for the investigation of a theft.
create table auth.session (
  id                     uuid primary key default uuidv7(),
  account                uuid not null,
  impersonator           uuid,
  impersonation_reason   text,
  -- The admin's session in which an impersonation was started; the impersonation ends with it.
  started_by             uuid,
  method                 text not null,
  device                 text not null,
  ip                     text,
  network                text,
  token_number           bigint not null default 0,
  created_at             timestamptz not null default now(),
  last_used_at           timestamptz not null default now(),
  rotated_at             timestamptz not null default now(),
  expires_at             timestamptz not null,
  -- When the session's last access token expires.
  access_expires_at      timestamptz not null,
  authenticated_at       timestamptz,
  authenticated_with_mfa boolean not null default false,
  ended_at               timestamptz,
  end_reason             text,
  check ((ended_at is null) = (end_reason is null)),
  check ((impersonator is null) = (impersonation_reason is null)),
  check (impersonator is null or authenticated_at is null)
);

create index session_account on auth.session (account, id desc);
create index session_impersonator on auth.session (impersonator) where impersonator is not null and ended_at is null;
create index session_started_by on auth.session (started_by) where started_by is not null and ended_at is null;
create index session_active_id on auth.session (id desc) where ended_at is null;
-- Serves the list of an account's sessions and the limit on their number.
create index session_active_last_used on auth.session (account, last_used_at desc) where ended_at is null;
create index session_expires on auth.session (expires_at);

-- Accounts that have signed in at least once. The owner is not notified of the first sign-in.
create table auth.first_sign_in (
  account uuid primary key,
  at      timestamptz not null default now()
);

-- Failed attempts per bucket. A bucket is stored as a keyed hash and reveals neither an address nor an identifier.
create table auth.throttle (
  bucket          bytea primary key,
  free_failures   int not null,
  failures        int not null check (failures >= 0),
  last_failure_at timestamptz not null default now(),
  locked_until    timestamptz
);

create index throttle_last_failure on auth.throttle (last_failure_at);

-- Authenticator apps. The shared secret is sealed; a setup is pending until a first code shows that the app has the secret.
create table auth.totp (
  account        uuid primary key,
  sealed_secret  bytea not null,
  last_used_step bigint not null default 0,
  created_at     timestamptz not null default now(),
  enabled_at     timestamptz
);

-- Single-use codes that replace a lost authenticator app. Their hashes are sealed.
create table auth.recovery_code (
  account     uuid not null,
  number      int not null,
  sealed_hash bytea not null,
  used_at     timestamptz,
  primary key (account, number)
);

-- Sign-ins that wait for the second factor. A challenge token is derived from the ID.
create table auth.mfa_challenge (
  id           uuid primary key default uuidv7(),
  account      uuid not null,
  method       text not null,
  device       text not null,
  known_origin boolean not null,
  device_id    uuid,
  attempts     int not null default 0,
  expires_at   timestamptz not null
);

create index mfa_challenge_account on auth.mfa_challenge (account);
create index mfa_challenge_expires on auth.mfa_challenge (expires_at);
