-- Every connection has this schema in its search path. If the operator's database role may not create extensions, they must exist beforehand.

-- Similarity search in texts.
create extension if not exists pg_trgm schema extensions;

-- Exclusion constraints over a scalar and a range: a professional can't have two bookings at the same time.
create extension if not exists btree_gist schema extensions;
