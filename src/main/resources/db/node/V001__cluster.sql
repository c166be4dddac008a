-- What the nodes of this database call their cluster, unless they are told another name.
create table node.cluster (
  only_one boolean primary key default true check (only_one),
  name     text not null
);

insert into node.cluster (name) values ('busbar-' || left(gen_random_uuid()::text, 13));

-- Who is in a cluster, and where the others reach it. A row that is no longer seen is of a node that was killed.
create table node.member (
  id      text primary key,
  cluster text not null,
  host    text not null,
  port    int not null check (port between 1 and 65535),
  seen_at timestamptz not null default now()
);
