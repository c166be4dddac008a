-- A customer's review of a completed booking, one per booking.
create table reviews.review (
  id            uuid primary key default uuidv7(),
  booking       uuid not null,
  professional  uuid not null,
  reviewer      uuid not null check (reviewer <> professional),
  rating        smallint not null check (rating between 1 and 5),
  comment       text check (comment <> '' and char_length(comment) <= 2000),
  -- Hidden by a moderator: it does not count towards the rating.
  hidden        boolean not null default false,
  created_at    timestamptz not null default now(),
  updated_at    timestamptz not null default now()
);

create unique index review_booking_key on reviews.review (booking);

-- Lists are ordered by id: UUIDv7 ids rise with time.
create index review_visible on reviews.review (id) where not hidden;
create index review_visible_of_professional on reviews.review (professional, id) where not hidden;
create index review_of_professional on reviews.review (professional, id);
create index review_by_reviewer on reviews.review (reviewer, id);

-- Professionals that users marked as favorites.
create table reviews.favorite (
  id            uuid not null default uuidv7(),
  account       uuid not null,
  professional  uuid not null,
  created_at    timestamptz not null default now(),
  primary key (account, professional)
);

create index favorite_of_account on reviews.favorite (account, id);
create index favorite_by_professional on reviews.favorite (professional);
