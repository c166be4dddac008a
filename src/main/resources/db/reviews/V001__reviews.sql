-- What a customer thought of a completed booking: one record, whichever way it was written.
create table reviews.review (
  id            uuid primary key default uuidv7(),
  booking       uuid not null,
  professional  uuid not null,
  reviewer      uuid not null check (reviewer <> professional),
  rating        smallint not null check (rating between 1 and 5),
  comment       text check (comment <> '' and char_length(comment) <= 2000),
  -- By a moderator; it counts no longer.
  hidden        boolean not null default false,
  created_at    timestamptz not null default now(),
  updated_at    timestamptz not null default now()
);

create unique index review_booking_key on reviews.review (booking);

-- Ids rise with time, so they are the order of the lists.
create index review_shown on reviews.review (id) where not hidden;
create index review_shown_of_professional on reviews.review (professional, id) where not hidden;
create index review_of_professional on reviews.review (professional, id);
create index review_by_reviewer on reviews.review (reviewer, id);

-- Whom people want to find again.
create table reviews.favorite (
  id            uuid not null default uuidv7(),
  person        uuid not null,
  professional  uuid not null,
  created_at    timestamptz not null default now(),
  primary key (person, professional)
);

create index favorite_of_person on reviews.favorite (person, id);
create index favorite_by_professional on reviews.favorite (professional);
