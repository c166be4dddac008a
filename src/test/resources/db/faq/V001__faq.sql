create table faq.question (
  id         uuid primary key default uuidv7(),
  topic      text not null check (topic <> '' and char_length(topic) <= 40),
  title      text not null check (title <> '' and char_length(title) <= 80),
  answer     text not null check (char_length(answer) <= 2000),
  created_at timestamptz not null default now()
);

-- Titles are unique regardless of case. The same index serves the list, which is ordered by title.
create unique index question_title_key on faq.question (lower(title));
create index question_by_topic on faq.question (topic, lower(title));
create index question_search on faq.question using gin ((title || ' ' || answer) extensions.gin_trgm_ops);

-- How many questions each topic has, counted by the subscriber faq.topics.
create table faq.topic (
  name      text primary key,
  questions int not null check (questions >= 0)
);
