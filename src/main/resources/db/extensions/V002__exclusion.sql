-- Exclusion constraints over a scalar and a range: no two bookings of a professional at once.
create extension if not exists btree_gist schema extensions;
