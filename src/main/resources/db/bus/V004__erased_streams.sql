-- Whoever is erased has no stream any more: nothing is added to it by who is late, as a delivery is that had to be tried again for a day.
alter table bus.stream_head add column erased boolean not null default false;
