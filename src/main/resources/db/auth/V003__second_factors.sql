-- Authenticator apps. The seed is sealed under a key that is not in the database; pending until a first code has shown that the app has it.
create table auth.totp (
  account     uuid primary key,
  sealed_seed bytea not null,
  last_step   bigint not null default 0,
  created_at  timestamptz not null default now(),
  enabled_at  timestamptz
);

-- What opens an account whose authenticator is lost, once each. Hashes under a key that is not in the database.
create table auth.recovery_code (
  account   uuid not null,
  code_hash bytea not null,
  used_at   timestamptz,
  primary key (account, code_hash)
);

-- Sign-ins that wait for the second factor. The token is made from the id under a key that is not in the database.
create table auth.challenge (
  id         uuid primary key default uuidv7(),
  account    uuid not null,
  method     text not null,
  device     text not null,
  familiar   boolean not null,
  device_id  uuid,
  tries      int not null default 0,
  expires_at timestamptz not null
);

create index challenge_account on auth.challenge (account);
create index challenge_expires on auth.challenge (expires_at);
