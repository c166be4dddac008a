-- What people's browsers hear of. One row per person counts; it is locked from the numbering to the commit, so numbers have no gaps and
-- rise in the order of the commits. Written once per change that pushes, so with room for the new version beside the old.
create table bus.stream_head (
  account  uuid primary key,
  last     bigint not null,
  -- Up to here the sweep has taken away what was too much.
  trimmed  bigint not null default 0,
  -- Whether there is more than is kept; changes seldom, for it is indexed.
  overfull boolean not null
) with (fillfactor = 70);

create index stream_overfull on bus.stream_head (account) where overfull;

-- Of type json, not jsonb: who reads it later gets the text that others got at once.
create table bus.stream (
  account uuid not null,
  cursor  bigint not null,
  type    text not null,
  at      timestamptz not null default clock_timestamp(),
  data    json not null,
  primary key (account, cursor)
);

create index stream_at on bus.stream (at);
