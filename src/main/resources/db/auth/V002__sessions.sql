-- Who is signed in where. A session's refresh token is made from its id and counter under a key that is not in the database, so these
-- rows open nothing. Ended and expired ones stay for 30 days, for the person and for whoever looks into a theft.
create table auth.session (
  id               uuid primary key default uuidv7(),
  account          uuid not null,
  impersonator     uuid,
  reason           text,
  method           text not null,
  device           text not null,
  ip               text,
  network          text,
  counter          bigint not null default 0,
  created_at       timestamptz not null default now(),
  last_used_at     timestamptz not null default now(),
  rotated_at       timestamptz not null default now(),
  expires_at       timestamptz not null,
  access_until     timestamptz not null,
  proved_at        timestamptz,
  proved_by_factor boolean not null default false,
  ended_at         timestamptz,
  end_reason       text,
  check ((ended_at is null) = (end_reason is null)),
  check ((impersonator is null) = (reason is null)),
  check (impersonator is null or proved_at is null)
);

create index session_account on auth.session (account, id desc);
create index session_impersonator on auth.session (impersonator) where impersonator is not null and ended_at is null;
create index session_live on auth.session (id desc) where ended_at is null;
create index session_expires on auth.session (expires_at);

-- Who has ever signed in: the first time is no news to the person.
create table auth.first_sign_in (
  account uuid primary key,
  at      timestamptz not null default now()
);

-- Failed attempts, by whatever they are counted by. The key is a hash under a key that is not in the database: no address, no identifier.
create table auth.throttle (
  bucket       bytea primary key,
  free         int not null,
  failures     int not null check (failures >= 0),
  last_at      timestamptz not null default now(),
  locked_until timestamptz
);

create index throttle_last on auth.throttle (last_at);
