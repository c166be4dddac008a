-- The cluster name of the nodes that use this database. CLUSTER_NAME overrides it.
create table node.cluster (
  singleton boolean primary key default true check (singleton),
  name      text not null
);

insert into node.cluster (name) values ('busbar-' || left(gen_random_uuid()::text, 13));

-- The members of each cluster and the addresses at which other nodes reach them. A row whose last_seen_at no longer rises belongs to a node
-- that was killed.
create table node.member (
  id           text primary key,
  cluster      text not null,
  host         text not null,
  port         int not null check (port between 1 and 65535),
  last_seen_at timestamptz not null default now()
);
