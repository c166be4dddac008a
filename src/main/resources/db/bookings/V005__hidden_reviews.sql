-- Whether a moderator hides what its customer thought: it cannot be rated anew then.
alter table bookings.booking add column review_hidden boolean not null default false;
