-- The keys that sign access tokens. Private keys are encrypted with a key derived from JWT_SECRET.
create table tokens.signing_key (
  kid            text primary key,
  public_key     jsonb not null,
  sealed_private bytea not null,
  created_at     timestamptz not null default now(),
  signs_from     timestamptz not null
);

create index signing_key_signs_from on tokens.signing_key (signs_from desc);
