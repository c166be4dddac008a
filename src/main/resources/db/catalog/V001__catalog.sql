create table catalog.service (
  id          uuid primary key default uuidv7(),
  title       text not null check (title <> '' and char_length(title) <= 80),
  description text not null check (char_length(description) <= 2000),
  category    text not null check (char_length(category) <= 40),
  icon        text,
  color       text,
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now()
);

-- Titles are unique regardless of case. The same index serves the list, which is ordered by title.
create unique index service_title_key on catalog.service (lower(title));
create index service_by_category on catalog.service (category, lower(title));

-- Fuzzy search over the trigrams of title and description.
create index service_search on catalog.service
  using gin ((title || ' ' || description) extensions.gin_trgm_ops);
